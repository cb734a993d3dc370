import type { initGraphQLTada } from 'gql.tada';
import { parse } from 'graphql';
import type { introspection } from './graphql-env.js';

type Typed = ReturnType<
  typeof initGraphQLTada<{
    introspection: introspection;
    disableMasking: true;
    scalars: { Hash: string; DateTime: string; SubmissionDocument: string; PolicyDocument: unknown; JSON: unknown };
  }>
>;

/**
 * Documents typed from the API's committed schema. Of gql.tada only the types are used: installed with the runner it would
 * bring the TypeScript compiler along, to parse a text that graphql parses.
 */
export const graphql = ((text: string) => parse(text, { noLocation: true })) as unknown as Typed;
