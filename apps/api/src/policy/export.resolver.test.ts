import { exporters, MOST_TABLE_UPDATES } from '@ratebook/core/policy/exporters';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, TestRegistry } from '../testing.js';

let registry: TestRegistry;
beforeAll(async () => {
  registry = await TestRegistry.start();
});
afterAll(() => registry.close());

const REFUSED = '... on Refused { refusals { code path expected got message } }';

const EXPORT = `query ($policy: PolicyDocument!, $trainer: String!, $version: String, $context: PolicyContext!) {
  exportPolicy(policy: $policy, trainer: $trainer, trainerVersion: $version, context: $context) {
    __typename
    ... on ExportedPolicy { trainer title version checkedAgainst source totalUpdates
      forms { form language code notes fidelity { kind toleranceOfPeak
        difference { ofPeak update policyLearningRate toolLearningRate group } } } }
    ${REFUSED}
  } }`;

async function exported(policy: unknown, context: Answer, trainer = 'csv', version?: string): Promise<Answer> {
  return (await registry.data(EXPORT, { policy, trainer, version, context })).exportPolicy;
}

const refusalsOf = (answer: Answer): readonly string[] =>
  (answer.refusals as { code: string; path: string }[]).map(({ code, path }) => `${code} ${path}`);

describe('exportPolicy', () => {
  it('writes a policy for the asker’s own run, with what it was held against and how well it fits', async () => {
    const answer = await exported('linear(1, warmup=25%)', { totalUpdates: 4 });
    expect(answer).toMatchObject({
      __typename: 'ExportedPolicy',
      trainer: 'csv',
      title: 'CSV table',
      version: null,
      checkedAgainst: 'NOTHING',
      totalUpdates: 4,
    });
    expect(answer.forms).toHaveLength(1);
    expect(answer.forms[0]).toMatchObject({
      language: 'csv',
      code: 'update,learning_rate\n0,0\n1,1\n2,0.6666666666666667\n3,0.33333333333333337\n',
      fidelity: { kind: 'EXACT', toleranceOfPeak: 1e-12, difference: null },
    });
    expect(answer.forms[0].notes.length).toBeGreaterThan(0);
  });

  it('counts the updates from the size of the data, the batch and the epochs, for lengths in epochs too', async () => {
    const context = { examples: 1001, batchSize: 10, epochs: 2 };
    const { forms, totalUpdates } = await exported('constant(1) until 1 epochs; constant(0.5)', context, 'json');
    expect(totalUpdates).toBe(202);
    const { learningRate } = JSON.parse(forms[0].code as string) as { learningRate: readonly number[] };
    expect([learningRate.length, learningRate[100], learningRate[101]]).toEqual([202, 1, 0.5]);
  });

  it('takes a document as well as notation', async () => {
    const document = { version: 1, law: 'constant', learningRate: 0.5 };
    const context = { totalUpdates: 1 };
    expect((await exported(document, context)).forms).toEqual((await exported('constant(0.5)', context)).forms);
  });

  it('refuses a policy and a run that are both wrong with every reason, each with its place', async () => {
    const answer = await exported('cosin(1)', { examples: 100, epochs: 3 });
    expect(answer.__typename).toBe('Refused');
    expect(refusalsOf(answer)).toEqual(['policy.syntax column 1', 'policy.missing-context context.batchSize']);
    expect(answer.refusals[0].message).toContain('Did you mean "cosine"?');
  });

  it('refuses a tool that it does not know, with the nearest name, and a version that the tool does not have', async () => {
    const unknown = await exported('constant(1)', { totalUpdates: 1 }, 'pytroch');
    expect(refusalsOf(unknown)).toEqual(['policy.wrong-type trainer']);
    expect(unknown.refusals[0].message).toContain('Did you mean "pytorch"?');
    expect(refusalsOf(await exported('constant(1)', { totalUpdates: 1 }, 'csv', '7'))).toEqual([
      'policy.wrong-type trainerVersion',
    ]);
  });

  it('refuses what the run does not suit, and a table that would not fit an answer', async () => {
    expect(refusalsOf(await exported('constant(1, warmup=1 epochs)', { totalUpdates: 10 }))).toEqual([
      'policy.missing-context warmup.length',
    ]);
    const most = await exported('constant(1)', { totalUpdates: MOST_TABLE_UPDATES });
    expect((most.forms[0].code as string).split('\n')).toHaveLength(MOST_TABLE_UPDATES + 2);
    expect(refusalsOf(await exported('constant(1)', { totalUpdates: MOST_TABLE_UPDATES + 1 }))).toEqual([
      'policy.too-large context.totalUpdates',
    ]);
  });

  it('costs so much that one query asks for two exports and not for three', async () => {
    const query = (count: number) =>
      `{ ${Array.from(
        { length: count },
        (_, index) =>
          `e${String(index)}: exportPolicy(policy: "constant(1)", trainer: "csv", context: { totalUpdates: 1 }) { __typename }`,
      ).join(' ')} }`;
    expect((await registry.ask(query(2))).errors).toEqual([]);
    const { status, errors } = await registry.ask(query(3));
    expect([status, errors[0]?.extensions?.['code']]).toEqual([400, 'QUERY_TOO_COSTLY']);
  });
});

describe('trainers', () => {
  it('are the tools that have an exporter, in their order', async () => {
    const { trainers } = await registry.data('{ trainers { trainer title versions languages checkedAgainst source } }');
    const offered = trainers as readonly { trainer: string; languages: readonly string[] }[];
    expect(offered.map(({ trainer }) => trainer)).toEqual(exporters.map(({ trainer }) => trainer));
    for (const { languages, trainer } of offered) expect(languages, trainer).not.toEqual([]);
  });

  it('are all answered by exportPolicy, by that name, with the versions that they name', async () => {
    for (const { trainer, versions } of exporters) {
      for (const version of versions.length === 0 ? [undefined] : versions) {
        const answer = await exported('cosine(1e-3, warmup=10%)', { totalUpdates: 100 }, trainer, version);
        expect(answer, trainer).toMatchObject({ __typename: 'ExportedPolicy', trainer, version: version ?? null });
        expect(answer.forms, trainer).not.toEqual([]);
      }
    }
  });
});

const EQUIVALENCE = `query ($policies: [PolicyDocument!]!, $context: PolicyContext!) {
  equivalence(policies: $policies, context: $context) {
    __typename
    ... on PolicyComparison { totalUpdates pairs { first second isEquivalent
      difference { ofPeak update firstLearningRate secondLearningRate group } } }
    ${REFUSED}
  } }`;

async function compared(policies: readonly unknown[], context: Answer): Promise<Answer> {
  return (await registry.data(EQUIVALENCE, { policies, context })).equivalence;
}

describe('equivalence', () => {
  it('compares each policy with each on the run, and says where they are farthest apart', async () => {
    const policies = ['step(1, factor=0.5, every=50)', 'multi-step(1, factor=0.5, at=[50])', 'constant(1)'];
    expect(await compared(policies, { totalUpdates: 100 })).toEqual({
      __typename: 'PolicyComparison',
      totalUpdates: 100,
      pairs: [
        { first: 0, second: 1, isEquivalent: true, difference: null },
        ...[0, 1].map((first) => ({
          first,
          second: 2,
          isEquivalent: false,
          difference: { ofPeak: 0.5, update: 50, firstLearningRate: 0.5, secondLearningRate: 1, group: null },
        })),
      ],
    });
  });

  it('refuses every wrong policy by its place, a wrong run, and a number of policies that it does not compare', async () => {
    expect(refusalsOf(await compared(['constant(-1)', 'constant(1)', 'x(1)'], { totalUpdates: 9 }))).toEqual([
      'policy.negative-learning-rate policies[0].learningRate',
      'policy.syntax policies[2].column 1',
    ]);
    expect(refusalsOf(await compared(['constant(1)'], { epochs: 2 }))).toEqual([
      'policy.missing-context context.examples',
      'policy.wrong-type policies',
    ]);
    const seven = Array.from({ length: 7 }, () => 'constant(1)');
    expect(refusalsOf(await compared(seven, { totalUpdates: 9 }))).toEqual(['policy.wrong-type policies']);
  });
});

describe('compilePolicy', () => {
  const COMPILE = `query ($policy: PolicyDocument!, $context: PolicyContext!) {
    compilePolicy(policy: $policy, context: $context, points: 5) {
      ... on CompiledPolicyView { totalUpdates metrics boundaries policy { notation }
        curve { update learningRate peakLearningRate } }
      ${REFUSED}
    } }`;

  it('gives the normal form, the boundaries and the curve over the run that was described', async () => {
    const { compilePolicy } = await registry.data(COMPILE, {
      policy: 'constant(1.0,warmup=50%)',
      context: { examples: 80, batchSize: 8, epochs: 1 },
    });
    expect(compilePolicy).toEqual({
      totalUpdates: 10,
      metrics: [],
      boundaries: [5],
      policy: { notation: 'constant(1, warmup=50%)' },
      curve: { update: [0, 2, 5, 7, 9], learningRate: [0, 0.4, 1, 1, 1], peakLearningRate: 1 },
    });
  });

  it('refuses a run longer than any that is asked about', async () => {
    const { compilePolicy } = await registry.data(COMPILE, {
      policy: 'constant(1)',
      context: { totalUpdates: 10_000_001 },
    });
    expect(refusalsOf(compilePolicy)).toEqual(['policy.wrong-type context.totalUpdates']);
  });
});
