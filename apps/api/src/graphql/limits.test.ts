import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestRegistry } from '../testing.js';
import { ALIAS_LIMIT, COST_LIMIT, DEPTH_LIMIT, FIELD_LIMIT } from './limits.js';

let registry: TestRegistry;
beforeAll(async () => {
  registry = await TestRegistry.start();
});
afterAll(() => registry.close());

/** `model { tasks { model { tasks …` */
const nested = (levels: number): string =>
  Array.from({ length: levels }).reduce<string>(
    (inner, _, index) => `${(levels - index) % 2 === 1 ? 'tasks' : 'model'} { ${inner} }`,
    '__typename',
  );

async function refusalOf(query: string) {
  const { status, data, errors } = await registry.ask(query);
  return { status, data, code: errors[0]?.extensions?.['code'], message: errors[0]?.message ?? '' };
}

describe('a query over the limits', () => {
  it('is refused at depth 200, with the depth that came and the one that is answered', async () => {
    const refused = await refusalOf(`{ model(slug: "forged-net") { ${nested(198)} } }`);
    expect(refused).toMatchObject({ status: 400, data: null, code: 'QUERY_TOO_DEEP' });
    expect(refused.message).toContain('200 deep');
    expect(refused.message).toContain(`at most ${String(DEPTH_LIMIT)} levels`);
  });

  it('is answered at exactly the depth that is allowed, and refused one deeper', async () => {
    const at = (depth: number) => registry.ask(`{ model(slug: "forged-net") { ${nested(depth - 2)} } }`);
    expect((await at(DEPTH_LIMIT)).errors).toEqual([]);
    expect((await at(DEPTH_LIMIT + 1)).errors[0]?.extensions?.['code']).toBe('QUERY_TOO_DEEP');
  });

  it('is refused with a thousand aliases', async () => {
    const aliases = Array.from({ length: 1000 }, (_, index) => `a${String(index)}: __typename`).join(' ');
    const refused = await refusalOf(`{ ${aliases} }`);
    expect(refused).toMatchObject({ status: 400, code: 'QUERY_TOO_COSTLY' });
    expect(refused.message).toContain(`1000 aliases; at most ${String(ALIAS_LIMIT)}`);
  });

  it('is refused where it multiplies lists in lists', async () => {
    const refused = await refusalOf(
      '{ tasks(first: 100) { edges { node { rangeTests(first: 100) { edges { node { task { rangeTests(first: 100) { edges { cursor } } } } } } } } } }',
    );
    expect(refused).toMatchObject({ status: 400, code: 'QUERY_TOO_COSTLY' });
    expect(refused.message).toContain(`at most ${String(COST_LIMIT)}`);
  });

  it('is refused where fragments double thirty times, before anybody expands them', async () => {
    const doubling = Array.from(
      { length: 30 },
      (_, index) => `fragment f${String(index)} on Query { ...f${String(index + 1)} ...f${String(index + 1)} }`,
    ).join('\n');
    const refused = await refusalOf(`{ ...f0 }\n${doubling}\nfragment f30 on Query { __typename }`);
    expect(refused).toMatchObject({ status: 400, code: 'QUERY_TOO_COSTLY' });
    expect(refused.message).toContain(`more than ${String(FIELD_LIMIT)} fields`);
  });

  it('is refused with more tokens than are parsed', async () => {
    const refused = await refusalOf(`{ ${'__typename '.repeat(5000)} }`);
    expect(refused.data).toBeNull();
    expect(refused.message).toContain('token');
  });

  it('counts a page size that comes as a variable', async () => {
    const query =
      'query ($first: Int!) { runs(first: $first) { edges { node { arm { runs(first: $first) { edges { node { id status seed dataSeed updates level } } } } } } } }';
    const { status, errors } = await registry.ask(query, { first: 100 });
    expect(status).toBe(400);
    expect(errors[0]?.extensions?.['code']).toBe('QUERY_TOO_COSTLY');
    expect((await registry.ask(query, { first: 5 })).errors).toEqual([]);
  });
});

describe('a page of a list', () => {
  it.each([1_000_000, 101, 0, -1])('of %d rows is refused, naming what is allowed', async (first) => {
    const { data, errors } = await registry.ask('query ($first: Int!) { models(first: $first) { edges { cursor } } }', {
      first,
    });
    expect(data).toBeNull();
    expect(errors).toHaveLength(1);
    const code = errors[0]?.extensions?.['code'];
    expect(first > 10_000 ? code === 'QUERY_TOO_COSTLY' || code === 'page.size' : code === 'page.size').toBe(true);
  });

  it('behind something that is no cursor is refused, with the path and what came', async () => {
    const { errors } = await registry.ask('{ models(after: "not a cursor") { edges { cursor } } }');
    expect(errors[0]?.extensions).toMatchObject({
      code: 'page.cursor',
      refusals: [{ code: 'page.cursor', path: 'after', got: '"not a cursor"' }],
    });
  });
});

describe('introspection', () => {
  it('is answered in full, as tools ask for it', async () => {
    const { status, data, errors } = await registry.ask(getIntrospectionQuery());
    expect({ status, errors }).toEqual({ status: 200, errors: [] });
    expect(data.__schema.queryType.name).toBe('Query');
  });
});
