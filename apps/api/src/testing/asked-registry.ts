import type { Task } from '@ratebook/core/task';

/** What a query gives. Tests say what they expect of it; what is missing fails the expectation. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- its shape is the query's, which only the test knows
export type Answer = any;

/** A reply to a GraphQL request. */
export interface Reply {
  readonly status: number;
  readonly data: Answer;
  readonly errors: readonly { readonly message: string; readonly extensions?: Readonly<Record<string, unknown>> }[];
}

type Variables = Readonly<Record<string, unknown>>;

/** What a contributor sees of a registry: an address, and GraphQL behind it. */
export interface AskedRegistry {
  readonly origin: string;
  /** The task that is meant where a test names none. */
  readonly task: Task;
  readonly ask: (query: string, variables?: Variables, token?: string) => Promise<Reply>;
  /** The `data` of a request that must not fail. */
  readonly data: <T = Answer>(query: string, variables?: Variables, token?: string) => Promise<T>;
}

/** A page of a list, as GraphQL gives it. */
export interface Listed<T> {
  readonly edges: readonly { readonly cursor?: string; readonly node: T }[];
  readonly pageInfo?: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** The rows of a page. */
export function nodesOf<T>({ edges }: Listed<T>): readonly T[] {
  return edges.map(({ node }) => node);
}
