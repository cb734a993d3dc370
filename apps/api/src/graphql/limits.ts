import type { ApolloServerPlugin, BaseContext, GraphQLRequestContextDidResolveOperation } from '@apollo/server';
import { type DocumentNode, GraphQLError, Kind, type SelectionSetNode } from 'graphql';
import { type ComplexityEstimator, getComplexity } from 'graphql-query-complexity';

export const DEPTH_LIMIT = 12;
export const COST_LIMIT = 50_000;
export const ALIAS_LIMIT = 30;
export const TOKEN_LIMIT = 4_000;
/** Rows that a list is counted for where the query does not say how many. */
const ROWS_BY_DEFAULT = 20;
const CACHED_DOCUMENTS = 1_000;

const tooMuch = (code: string, message: string) =>
  new GraphQLError(message, { extensions: { code, http: { status: 400 } } });

/**
 * Refuses queries that are nested too deeply, name one thing too often under other names, or ask for too many rows:
 * before anything is executed, with the limit and what came. Depth and aliases are counted once a document.
 */
export function limitsPlugin(): ApolloServerPlugin {
  const counted = new WeakMap<DocumentNode, { depth: number; aliases: number }>();
  const costs = new Map<string, number>();
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: (request: GraphQLRequestContextDidResolveOperation<BaseContext>) => {
          const shape = counted.get(request.document) ?? shapeOf(request.document);
          counted.set(request.document, shape);
          if (shape.depth > DEPTH_LIMIT)
            throw tooMuch(
              'QUERY_TOO_DEEP',
              `The query is nested ${String(shape.depth)} deep; at most ${String(DEPTH_LIMIT)} levels are answered.`,
            );
          if (shape.aliases > ALIAS_LIMIT)
            throw tooMuch(
              'QUERY_TOO_COSTLY',
              `The query has ${String(shape.aliases)} aliases; at most ${String(ALIAS_LIMIT)} are answered.`,
            );
          const cost = costOf(request, costs);
          if (cost > COST_LIMIT)
            throw tooMuch(
              'QUERY_TOO_COSTLY',
              `The query may cost ${String(cost)} fields; at most ${String(COST_LIMIT)} are answered. Ask for fewer rows (first) or fewer lists in lists.`,
            );
          return Promise.resolve();
        },
      }),
  };
}

/** The cost of a document with its page sizes; kept by the pair, since the same pages ask the same again and again. */
function costOf(
  { document, request, schema, operationName }: GraphQLRequestContextDidResolveOperation<BaseContext>,
  costs: Map<string, number>,
): number {
  const variables = request.variables ?? {};
  const sizes = Object.entries(variables).filter(([, value]) => typeof value === 'number');
  const key = JSON.stringify([request.query, operationName, sizes]);
  const known = costs.get(key);
  if (known !== undefined) return known;
  const cost = getComplexity({
    schema,
    query: document,
    variables,
    ...(operationName === null ? {} : { operationName }),
    estimators: [rowsTimesChildren],
  });
  if (costs.size >= CACHED_DOCUMENTS) costs.clear();
  costs.set(key, cost);
  return cost;
}

/** A connection costs its rows times what is asked of each; a plain list is counted for the rows it usually has. */
const rowsTimesChildren: ComplexityEstimator = ({ args, childComplexity, field }) => {
  const type = String(field.type).replaceAll(/[![\]]/g, '');
  if (type.endsWith('Connection')) {
    const first: unknown = args['first'];
    return (typeof first === 'number' && first > 0 ? first : ROWS_BY_DEFAULT) * childComplexity + 1;
  }
  return childComplexity + 1;
};

/** Depth of nesting and number of aliases of a document; a fragment counts wherever it is spread. */
function shapeOf(document: DocumentNode): { depth: number; aliases: number } {
  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition.selectionSet] as const] : [],
    ),
  );
  const known = new Map<SelectionSetNode, { depth: number; aliases: number }>();
  const measure = (set: SelectionSetNode): { depth: number; aliases: number } => {
    const found = known.get(set);
    if (found) return found;
    let [depth, aliases] = [0, 0];
    for (const selection of set.selections) {
      const inner =
        selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection.selectionSet;
      const measured = inner ? measure(inner) : { depth: 0, aliases: 0 };
      const isField = selection.kind === Kind.FIELD;
      depth = Math.max(depth, measured.depth + (isField ? 1 : 0));
      aliases += measured.aliases + (isField && selection.alias ? 1 : 0);
    }
    const measured = { depth, aliases };
    known.set(set, measured);
    return measured;
  };
  const operations = document.definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? [measure(definition.selectionSet)] : [],
  );
  return {
    depth: Math.max(0, ...operations.map(({ depth }) => depth)),
    aliases: Math.max(0, ...operations.map(({ aliases }) => aliases)),
  };
}
