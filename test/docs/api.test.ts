import { type Contributor, keysOf, type Listed, loadContent, nodesOf, TestRegistry } from '@ratebook/api/testing';
import { MOST_UPDATES } from '@ratebook/core/policy/exporters';
import { loginSigningInput, SUBMISSION_LIMIT_BYTES } from '@ratebook/core/submission';
import { signBytes } from '@ratebook/core/submission/sign';
import { forgeTask } from '@ratebook/core/testing';
import { buildSchema, Kind, type OperationDefinitionNode, parse, validate } from 'graphql';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const page = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');
const schema = buildSchema(readFileSync(new URL('../../apps/api/schema.graphql', import.meta.url), 'utf8'));

const examples = [...page.matchAll(/```graphql\n([\s\S]*?)```/g)].map(([, query = '']) => {
  const definition = parse(query).definitions[0] as OperationDefinitionNode;
  const [selection] = definition.selectionSet.selections;
  return {
    query,
    name: definition.name?.value ?? '',
    entryPoint: selection?.kind === Kind.FIELD ? selection.name.value : '',
  };
});

let registry: TestRegistry;
let ada: Contributor;
/** What the examples' variables stand for; challenges are asked for where they are used. */
let known: Readonly<Record<string, unknown>>;

beforeAll(async () => {
  registry = await TestRegistry.start();
  await loadContent(registry.parts, null);
  ada = await registry.signIn('ada');
  const evaluation = await ada.forgeEvaluation({ runs: 1 });
  await ada.submit(evaluation);
  const task = forgeTask({ slug: 'swept', budget: { unit: 'updates', amount: 80 } });
  await registry.open(task);
  const rangeTest = await ada.forgeRangeTest({ task });
  await ada.submit(rangeTest);
  const study = await ada.forgeStudy({ task });
  await ada.submit(study);
  await registry.work();
  const waiting = await ada.forgeEvaluation({ runs: 1, policies: ['constant(0.2)'] });
  await ada.upload(waiting);
  const { text: document, signature, keyId } = waiting.evidence();
  const { policies, citations } = await registry.data<{
    policies: Listed<{ hash: string }>;
    citations: Listed<{ id: string }>;
  }>('{ policies(first: 1) { edges { node { hash } } } citations(first: 1) { edges { node { id } } } }');
  known = {
    task: registry.taskName,
    hash: nodesOf(policies)[0]?.hash,
    citation: nodesOf(citations)[0]?.id,
    run: `${evaluation.id.slice(0, 16)}-0`,
    submission: evaluation.id,
    rangeTest: rangeTest.id,
    study: study.id,
    ticket: waiting.parts.ticket?.id,
    input: {
      task: registry.taskName,
      kind: 'EVALUATION',
      seeds: 1,
      arms: evaluation.submission.arms.map(({ policy, recipe, budget }) => ({ policy, recipe, budget })),
    },
    document,
    signature,
    keyId,
  };
});
afterAll(() => registry.close());

async function challenged(handle: string, name: string) {
  const keys = keysOf(name);
  const query = examples.find((example) => example.name === 'RequestChallenge')?.query ?? '';
  const { requestChallenge } = await registry.data(query, { handle, publicKey: keys.publicKey });
  const { origin, nonce } = requestChallenge as { origin: string; nonce: string };
  return { publicKey: keys.publicKey, nonce, signature: signBytes(loginSigningInput(origin, nonce), keys.secretKey) };
}

/** A proposal that waits, and the token of a steward. */
async function proposed(name: string) {
  const steward = await registry.signIn('stella');
  await registry.sql`update account set is_steward = true where handle = 'stella'`;
  const slug = `for-${name.toLowerCase()}`;
  const query = examples.find((example) => example.name === 'ProposeTask')?.query ?? '';
  await registry.data(query, { document: forgeTask({ slug }) }, steward.token);
  return { name: `${slug}@1`, token: steward.token };
}

async function variablesOf(name: string): Promise<Readonly<Record<string, unknown>>> {
  switch (name) {
    case 'RequestChallenge':
      return { handle: 'grace', publicKey: keysOf('grace').publicKey };
    case 'SignIn':
      return challenged('grace', 'grace');
    case 'AddKey':
      return challenged('ada', 'ada-2');
    case 'RevokeKey': {
      const extra = await registry.signIn('linus');
      ada = await registry.signIn('ada');
      return { keyId: extra.keyId, token: extra.token };
    }
    case 'ProposeTask':
      return { document: forgeTask({ slug: 'proposed' }) };
    case 'OpenTask':
    case 'RetireTask':
      return { ...(await proposed(name)), reason: 'Its splits overlap.' };
    default:
      return known;
  }
}

/** What the registry says that it takes, of a table that it does not. */
async function longestTable(): Promise<number> {
  const { exportPolicy } = await registry.data<{ exportPolicy: { refusals: readonly { expected: string }[] } }>(
    `{ exportPolicy(policy: "constant(1)", trainer: "csv", context: { totalUpdates: ${String(MOST_UPDATES)} }) {
      ... on Refused { refusals { expected } } } }`,
  );
  return Number(exportPolicy.refusals[0]?.expected.replaceAll(/\D/g, ''));
}

describe('docs/api.md', () => {
  it('has an example of every entry point, and none of another', () => {
    const entryPoints = [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
      Object.keys(type?.getFields() ?? {}),
    );
    expect(examples.map(({ entryPoint }) => entryPoint).sort()).toEqual(entryPoints.sort());
  });

  it.each(examples)('shows an example that the registry answers: $name', async ({ query, name, entryPoint }) => {
    expect(validate(schema, parse(query))).toEqual([]);
    const { token = ada.token, ...variables } = await variablesOf(name);
    const { data, errors } = await registry.ask(query, variables, String(token));
    expect(errors).toEqual([]);
    const answer = data[entryPoint] as unknown;
    expect(answer).not.toBeNull();
    expect(answer).not.toEqual([]);
    expect(answer).not.toMatchObject({ edges: [] });
    expect(answer).not.toMatchObject({ __typename: 'Refused' });
  });

  it('says the limits of the code', async () => {
    const limit = (name: string) =>
      Number(new RegExp(`\\| ${name} +\\| ([\\d,]+) +\\|`).exec(page)?.[1]?.replaceAll(',', ''));
    expect(limit("bytes of a submission's text")).toBe(SUBMISSION_LIMIT_BYTES);
    expect(limit("updates of a policy's run")).toBe(MOST_UPDATES);
    expect(limit('updates of an exported table')).toBe(await longestTable());
    const propose = examples.find((example) => example.name === 'ProposeTask')?.query ?? '';
    const large = await registry.data<{ proposeTask: { refusals: readonly { expected: string }[] } }>(
      propose,
      { document: { text: 'x'.repeat(100_000) } },
      ada.token,
    );
    const bytes = Number(large.proposeTask.refusals[0]?.expected.replaceAll(/\D/g, ''));
    expect(limit('bytes of a task document')).toBe(bytes);
    const deep = async (levels: number) => {
      const document: unknown = JSON.parse('['.repeat(levels) + ']'.repeat(levels));
      return (await registry.ask(propose, { document }, ada.token)).errors[0]?.extensions?.['code'];
    };
    expect(await deep(limit('levels of a JSON value sent'))).toBeUndefined();
    expect(await deep(limit('levels of a JSON value sent') + 1)).toBe('BAD_USER_INPUT');
    const codeOf = async (query: string) => (await registry.ask(query)).errors[0]?.extensions?.['code'];
    const aliases = (count: number) =>
      `{ ${Array.from({ length: count }, (_, n) => `a${String(n)}: __typename`).join(' ')} }`;
    expect(await codeOf(aliases(limit('aliases')))).toBeUndefined();
    expect(await codeOf(aliases(limit('aliases') + 1))).toBe('QUERY_TOO_COSTLY');
    const rows = (first: number) => `{ models(first: ${String(first)}) { edges { node { slug } } } }`;
    expect(await codeOf(rows(limit('rows of a page')))).toBeUndefined();
    expect(await codeOf(rows(limit('rows of a page') + 1))).toBeDefined();
    const nested = (depth: number) =>
      `{ task(slug: "x") ${'{ model { tasks '.repeat((depth - 2) / 2)}{ name }${' } }'.repeat((depth - 2) / 2)} }`;
    expect(await codeOf(nested(limit('levels of nesting')))).toBeUndefined();
    expect(await codeOf(nested(limit('levels of nesting') + 2))).toBe('QUERY_TOO_DEEP');
    const costly = (page: number) =>
      `{ models(first: ${String(page)}) { edges { node { citations(first: 100) { edges { node { id title kind } } } } } } }`;
    expect(await codeOf(costly(100))).toBe('QUERY_TOO_COSTLY');
    const { message } = (await registry.ask(costly(100))).errors[0] ?? { message: '' };
    expect(message).toContain(`at most ${String(limit('fields that the answer may have'))}`);
  });

  it('links to pages that exist', () => {
    for (const [, name = ''] of page.matchAll(/\]\(([\w-]+\.md)\)/g))
      expect(readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8').length, name).toBeGreaterThan(0);
  });
});
