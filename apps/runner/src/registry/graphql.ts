import { initGraphQLTada } from 'gql.tada';
import type { introspection } from './graphql-env.js';

/** Documents typed from the API's committed schema. */
export const graphql = initGraphQLTada<{
  introspection: introspection;
  disableMasking: true;
  scalars: { Hash: string; DateTime: string; SubmissionDocument: string; PolicyDocument: unknown; JSON: unknown };
}>();
