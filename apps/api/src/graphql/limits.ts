import type { ApolloServerPlugin, BaseContext, GraphQLRequestContextDidResolveOperation } from '@apollo/server';
import { type DocumentNode, GraphQLError, Kind, type SelectionSetNode } from 'graphql';
import { type ComplexityEstimator, getComplexity } from 'graphql-query-complexity';

export const DEPTH_LIMIT = 12;
export const COST_LIMIT = 50_000;
export const ALIAS_LIMIT = 30;
export const TOKEN_LIMIT = 4_000;
/** Fields of a query with every fragment written out where it is spread: fragments that spread fragments double. */
export const FIELD_LIMIT = 5_000;
/** Rows that a list is counted for where the query does not say how many. */
const ROWS_BY_DEFAULT = 20;
/** The complexity of a plain list that usually has ten rows, as a run has evaluations. */
export const TEN_ROWS: ComplexityEstimator = ({ childComplexity }) => 10 * childComplexity + 1;
/** Sizes of pages that a document's cost is kept for. */
const KEPT_COSTS = 100;

const tooMuch = (code: string, message: string) =>
  new GraphQLError(message, { extensions: { code, http: { status: 400 } } });

/**
 * Refuses queries that are nested too deeply, name one thing too often under other names, or ask for too many rows:
 * before anything is executed, with the limit and what came. Depth and aliases are counted once a document, the cost once
 * a document and its page sizes: Apollo keeps parsed documents, and the same pages ask the same again and again.
 */
export function limitsPlugin(): ApolloServerPlugin {
  const counted = new WeakMap<DocumentNode, Counted>();
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: (request: GraphQLRequestContextDidResolveOperation<BaseContext>) => {
          const known = counted.get(request.document);
          const { shape, costs } = known ?? { shape: shapeOf(request.document), costs: new Map<string, number>() };
          if (!known) counted.set(request.document, { shape, costs });
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
          if (shape.fields > FIELD_LIMIT)
            throw tooMuch(
              'QUERY_TOO_COSTLY',
              `The query has more than ${String(FIELD_LIMIT)} fields, fragments written out; no more are answered.`,
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

/** What is known of a document; costs by operation and page sizes. */
interface Counted {
  readonly shape: Shape;
  readonly costs: Map<string, number>;
}

function costOf(
  { document, request, schema, operationName }: GraphQLRequestContextDidResolveOperation<BaseContext>,
  costs: Map<string, number>,
): number {
  const variables = request.variables ?? {};
  let key = operationName ?? '';
  for (const [name, value] of Object.entries(variables))
    // Numbers are page sizes, and @include asks for more where a truth value says so.
    if (typeof value === 'number' || typeof value === 'boolean') key += ` ${name}=${String(value)}`;
  const known = costs.get(key);
  if (known !== undefined) return known;
  const cost = getComplexity({
    schema,
    query: document,
    variables,
    ...(operationName === null ? {} : { operationName }),
    estimators: [rowsTimesChildren],
  });
  if (costs.size >= KEPT_COSTS) costs.clear();
  costs.set(key, cost);
  return cost;
}

/**
 * A connection costs its rows times what is asked of each; a plain list as one row, unless it says how many it usually has;
 * a field that computes says what it costs itself.
 */
const rowsTimesChildren: ComplexityEstimator = (options) => {
  const { args, childComplexity, field } = options;
  const type = String(field.type).replaceAll(/[![\]]/g, '');
  if (type.endsWith('Connection')) {
    const first: unknown = args['first'];
    return (typeof first === 'number' && first > 0 ? first : ROWS_BY_DEFAULT) * childComplexity + 1;
  }
  const own = field.extensions['complexity'] as ComplexityEstimator | number | undefined;
  return typeof own === 'function' ? own(options) : childComplexity + (own ?? 1);
};

interface Shape {
  readonly depth: number;
  readonly aliases: number;
  readonly fields: number;
}

const NOTHING: Shape = { depth: 0, aliases: 0, fields: 0 };
/** Introspection is answered from the schema alone; tools ask it for types inside lists inside types. */
const INTROSPECTION = ['__schema', '__type'];

/** Depth of nesting, aliases and fields of a document; a fragment counts wherever it is spread, and is measured once. */
function shapeOf(document: DocumentNode): Shape {
  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition.selectionSet]] : [],
    ),
  );
  const known = new Map<SelectionSetNode, Shape>();
  const measure = (set: SelectionSetNode): Shape => {
    const found = known.get(set);
    if (found) return found;
    let whole = NOTHING;
    for (const selection of set.selections) {
      const isField = selection.kind === Kind.FIELD;
      const inner =
        selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection.selectionSet;
      const measured = inner ? measure(inner) : NOTHING;
      const below = isField && INTROSPECTION.includes(selection.name.value) ? 0 : measured.depth;
      whole = {
        depth: Math.max(whole.depth, below + (isField ? 1 : 0)),
        aliases: whole.aliases + measured.aliases + (isField && selection.alias ? 1 : 0),
        fields: whole.fields + measured.fields + (isField ? 1 : 0),
      };
    }
    known.set(set, whole);
    return whole;
  };
  const operations = document.definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? [measure(definition.selectionSet)] : [],
  );
  const most = (of: (shape: Shape) => number) => Math.max(0, ...operations.map(of));
  return {
    depth: most(({ depth }) => depth),
    aliases: most(({ aliases }) => aliases),
    fields: most(({ fields }) => fields),
  };
}
