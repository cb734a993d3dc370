import { formatLearningRate } from '@ratebook/core/policy';
import { EVIDENCE_ORDER, recommend } from '@ratebook/core/ranking';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Listed, loadContent, nodesOf, TestRegistry } from '../testing.js';

let registry: TestRegistry;
beforeAll(async () => {
  registry = await TestRegistry.start({ tasks: [] });
  await loadContent(registry.parts, null);
});
afterAll(() => registry.close());

const FIELDS = `evidence standing sentence notation peakLearningRate low high modelName adaptation rank optimizer
  expectedMetric metricLower metricUpper metricName metricUnit n accounts level costUpdates safeBandLow safeBandHigh
  bandSentence gainOverFormula source { text url licence sourceRead date } policy { hash } task { name } arm { hash }
  citation { id }`;

interface Answered {
  readonly evidence: (typeof EVIDENCE_ORDER)[number];
  readonly standing: string;
  readonly sentence: string;
  readonly notation: string | null;
  readonly modelName: string;
  readonly adaptation: string | null;
  readonly rank: number | null;
  readonly peakLearningRate: number;
  readonly expectedMetric: number | null;
  readonly metricLower: number | null;
  readonly metricUpper: number | null;
  readonly safeBandLow: number | null;
  readonly safeBandHigh: number | null;
  readonly bandSentence: string | null;
  readonly source: { readonly text: string; readonly url: string | null; readonly licence: string | null } | null;
  readonly arm: { readonly hash: string } | null;
  readonly citation: { readonly id: string } | null;
  readonly n: number | null;
  readonly gainOverFormula: number | null;
}

async function bestPolicy(asked: string): Promise<readonly Answered[]> {
  return (await registry.data<{ bestPolicy: readonly Answered[] }>(`{ bestPolicy(${asked}) { ${FIELDS} } }`))
    .bestPolicy;
}

const first = (answers: readonly Answered[]): Answered => {
  const [answer] = answers;
  if (answer === undefined) throw new Error('There was no answer.');
  return answer;
};

const ofKind = (answers: readonly Answered[], kind: Answered['evidence']) =>
  answers.filter(({ evidence }) => evidence === kind);

interface Row {
  readonly armHash: string;
  readonly notation: string;
  readonly peakLearningRate: number;
  readonly mean: number;
  readonly score: number;
  readonly upper: number;
  readonly inLeaderGroup: boolean;
  readonly meanUpdates: number;
}

async function boardRows(task: string): Promise<readonly Row[]> {
  const { board } = await registry.data<{ board: { rows: Listed<Row> } }>(
    `query ($task: String!) { board(task: $task) { rows { edges {
      node { armHash notation peakLearningRate mean score upper inLeaderGroup meanUpdates } } } } }`,
    { task },
  );
  return nodesOf(board.rows);
}

/** The board of digits-mlp as GraphQL shows it, with the seed deviation that it was ranked with. */
async function digitsBoard() {
  const [ranked] = await registry.sql<{ seedDeviation: number }[]>`
    select seed_deviation as "seedDeviation" from board join task on task.id = board.task_id
    where task.slug = 'digits-mlp' and budget_share = 1 and view = 'all'`;
  return { rows: await boardRows('digits-mlp'), seedDeviation: ranked?.seedDeviation ?? NaN };
}

describe('the best policy for a model that was measured here', () => {
  it('comes first, is an arm that cannot be told from the leader, and says how it was measured', async () => {
    const answer = first(await bestPolicy('model: "digits-mlp"'));
    const { rows } = await digitsBoard();
    const group = rows.filter(({ inLeaderGroup }) => inLeaderGroup);
    expect(group.length).toBeGreaterThan(1);
    expect(answer).toMatchObject({
      evidence: 'MEASURED_HERE',
      standing: 'MEASURED',
      modelName: 'Digits MLP',
      adaptation: 'none',
      optimizer: 'sgd',
      metricName: 'accuracy',
      metricUnit: 'share',
      accounts: 1,
      level: 2,
      costUpdates: 400,
      task: { name: 'digits-mlp@1' },
      source: null,
      citation: null,
    });
    const chosen = group.find(({ armHash }) => armHash === answer.arm?.hash);
    expect(chosen).toMatchObject({ notation: answer.notation, peakLearningRate: answer.peakLearningRate });
    expect(Math.min(...group.map(({ meanUpdates }) => meanUpdates))).toBe(chosen?.meanUpdates);
    expect(answer.sentence).toContain(
      `Measured here on digits-mlp@1 with ${String(answer.n)} seeds: ${answer.notation ?? ''}`,
    );
    expect(answer.sentence).toContain(`the cheapest of ${String(group.length)} that cannot be told apart`);
  });

  it('expects what core’s shrunken mean says of the same rows, inside its interval', async () => {
    const answer = first(await bestPolicy('model: "digits-mlp"'));
    const { rows, seedDeviation } = await digitsBoard();
    const found = recommend(
      rows.map((row) => ({ ...row, costUpdates: row.meanUpdates })),
      seedDeviation,
    );
    expect(answer.arm?.hash).toBe(found?.armHash);
    expect(answer.expectedMetric).toBeCloseTo(found?.expected.mean ?? NaN, 12);
    expect(answer.metricLower).toBeCloseTo(found?.expected.lower ?? NaN, 12);
    expect(answer.metricUpper).toBeCloseTo(found?.expected.upper ?? NaN, 12);
    expect(answer.metricLower).toBeLessThan(answer.expectedMetric ?? NaN);
    expect(answer.metricUpper).toBeGreaterThan(answer.expectedMetric ?? NaN);
  });

  it('gives the peaks whose score is within one seed deviation of the best as its band, in numbers and words', async () => {
    const { safeBandLow, safeBandHigh, bandSentence } = first(await bestPolicy('model: "digits-mlp"'));
    const { rows, seedDeviation } = await digitsBoard();
    const best = Math.max(...rows.map(({ score }) => score));
    const good = rows.filter(({ score }) => score >= best - seedDeviation).map((row) => row.peakLearningRate);
    const [low, high] = [Math.min(...good), Math.max(...good)];
    expect(low).toBeLessThan(high);
    expect([safeBandLow, safeBandHigh]).toEqual([low, high]);
    expect(bandSentence).toBe(
      `Peaks from ${formatLearningRate(low)} to ${formatLearningRate(high)} are within one seed deviation of the best.`,
    );
  });

  it('says its gain over the arm that follows a rule of thumb, and none where no arm on its board does', async () => {
    const digits = await bestPolicy('model: "digits-mlp"');
    const { rows } = await digitsBoard();
    const meanOf = (notation: string | null) => rows.find((row) => row.notation === notation)?.mean ?? NaN;
    expect(digits[0]?.gainOverFormula).toBeCloseTo(meanOf(digits[0]?.notation ?? null) - meanOf('constant(0.1)'), 12);

    const glosses = await bestPolicy('model: "gloss-bag"');
    const followed = new Set(ofKind(glosses, 'FORMULA').map(({ notation }) => notation));
    expect((await boardRows('wordnet-glosses')).filter(({ notation }) => followed.has(notation))).toEqual([]);
    expect(glosses[0]).toMatchObject({ evidence: 'MEASURED_HERE', gainOverFormula: null });
  });

  it('is not told for a budget, a task or data on which nothing was measured', async () => {
    expect(ofKind(await bestPolicy('model: "digits-mlp", task: "digits-mlp@1"'), 'MEASURED_HERE')).toHaveLength(1);
    for (const asked of ['budget: 0.5', 'task: "wordnet-glosses@1"', 'dataset: "ImageNet"', 'adaptation: "lora"']) {
      const answers = await bestPolicy(`model: "digits-mlp", ${asked}`);
      expect(ofKind(answers, 'MEASURED_HERE'), asked).toEqual([]);
      expect(ofKind(answers, 'FORMULA'), asked).not.toEqual([]);
    }
  });

  it('ends with the one rule that speaks to its task’s optimiser, trained from scratch', async () => {
    const digits = ofKind(await bestPolicy('model: "digits-mlp"'), 'FORMULA');
    expect(digits.map(({ notation }) => notation)).toEqual(['constant(0.1)']);
    const glosses = ofKind(await bestPolicy('model: "gloss-bag"'), 'FORMULA');
    expect(glosses.map(({ notation }) => notation)).toEqual(['constant(1e-3)']);
  });
});

describe('the best policy for a model that is only published', () => {
  const LLAMA = 'model: "meta-llama/Llama-3.2-3B", adaptation: "lora", rank: 32';

  it('is the measured result of the asked method and rank, the better metric first, with source and licence', async () => {
    const answers = ofKind(await bestPolicy(LLAMA), 'PUBLISHED');
    expect(answers.length).toBeGreaterThan(1);
    expect(answers.map(({ standing, adaptation, rank }) => [standing, adaptation, rank])).toEqual(
      answers.map(() => ['MEASURED', 'lora', 32]),
    );
    const metrics = answers.map(({ expectedMetric }) => expectedMetric ?? NaN);
    expect(metrics).toEqual(metrics.toSorted((a, b) => b - a));
    expect(answers[0]).toMatchObject({
      notation: 'cosine(1e-4, warmup=500)',
      peakLearningRate: 1e-4,
      expectedMetric: 0.4783927217589083,
      metricLower: null,
      metricUpper: null,
      metricName: 'GSM8K test accuracy',
      citation: { id: 'peft-metamathqa-lora-llama-3.2-3B-rank32' },
      source: {
        text: 'PEFT method comparison at commit 5d602fdb: MetaMathQA, lora--llama-3.2-3B-rank32',
        url: 'https://github.com/huggingface/peft/tree/5d602fdb/method_comparison/MetaMathQA',
        licence: 'Apache-2.0',
        sourceRead: true,
      },
    });
    expect(answers[0]?.sentence).toContain('Published with a metric');
  });

  it('says that one LR was tried, and gives no band for it', async () => {
    for (const answer of ofKind(await bestPolicy(LLAMA), 'PUBLISHED'))
      expect(answer).toMatchObject({
        bandSentence: 'one LR tried, no band',
        safeBandLow: null,
        safeBandHigh: null,
        low: null,
        high: null,
      });
  });

  it('ends with the rules of thumb for LoRA, and no other', async () => {
    const answers = await bestPolicy(LLAMA);
    const formulas = ofKind(answers, 'FORMULA');
    expect(answers.slice(-formulas.length)).toEqual(formulas);
    expect(formulas.map(({ notation }) => notation)).toEqual(['cosine(3e-4, warmup=3%)', 'linear(5e-5)']);
    for (const { standing, source } of formulas) {
      expect(standing).toBe('USED');
      expect(source?.text).not.toBe('');
    }
  });

  it('is found in any spelling of model and method', async () => {
    const told = await bestPolicy(LLAMA);
    const spelled = await bestPolicy('model: "LLAMA-3.2-3b", adaptation: "LoRA", rank: 32');
    expect(ofKind(spelled, 'PUBLISHED')).toEqual(ofKind(told, 'PUBLISHED'));
  });

  it('has the standing of a recipe where no source gives a metric, and expects no metric', async () => {
    const answers = ofKind(await bestPolicy('model: "mistral-7b-v0.1"'), 'PUBLISHED');
    expect(answers.map(({ citation }) => citation?.id)).toEqual(['zephyr-7b-sft-full', 'zephyr-7b-sft-qlora']);
    for (const answer of answers) {
      expect(answer).toMatchObject({ standing: 'USED', expectedMetric: null, metricName: null });
      expect(answer.sentence).toContain('Published as a recipe, without a metric');
    }
  });

  it('has no rule for training from scratch where only fine-tuning is published of it', async () => {
    const answers = await bestPolicy('model: "microsoft/deberta-base"');
    expect(ofKind(answers, 'PUBLISHED').map(({ adaptation }) => adaptation)).toEqual(['full', 'full']);
    expect(ofKind(answers, 'FORMULA').map(({ notation }) => notation)).toEqual([
      'linear(3e-5, warmup=3%)',
      'linear(5e-5)',
    ]);
    expect(ofKind(answers, 'PUBLISHED').map(({ bandSentence }) => bandSentence)).toEqual(
      Array.from(
        { length: 2 },
        () => 'peaks from 2.51811e-5 to 3e-5 are published; their seeds’ noise is not, so no band',
      ),
    );
  });
});

describe('the best policy for a model that nobody knows', () => {
  it('is a rule of thumb alone, and each says that nothing is known of the model', async () => {
    const answers = await bestPolicy('model: "nobody/knows-7b"');
    expect(answers.length).toBeGreaterThan(0);
    for (const answer of answers) {
      expect(answer).toMatchObject({ evidence: 'FORMULA', standing: 'USED', expectedMetric: null, arm: null });
      expect(answer.modelName).toBe('nobody/knows-7b');
      expect(answer.sentence).toMatch(
        /^Nothing is known here of a model named nobody\/knows-7b; this is a rule of thumb\./,
      );
    }
  });

  it('is a rule for the method that was asked for', async () => {
    const answers = await bestPolicy('model: "nobody/knows-7b", adaptation: "QLoRA", rank: 8');
    expect(answers.map(({ notation }) => notation)).toEqual(['cosine(3e-4, warmup=3%)', 'linear(5e-5)']);
  });
});

describe('answers for every model of the content', () => {
  async function everyModel(): Promise<readonly { readonly slug: string }[]> {
    const slugs: { slug: string }[] = [];
    for (let after: string | null = null; ;) {
      const { models }: { models: Required<Listed<{ slug: string }>> } = await registry.data(
        'query ($after: String) { models(first: 100, after: $after) { edges { node { slug } } pageInfo { hasNextPage endCursor } } }',
        { after },
      );
      slugs.push(...nodesOf(models));
      if (!models.pageInfo.hasNextPage) return slugs;
      after = models.pageInfo.endCursor;
    }
  }

  it('come best evidence first, a metric before a recipe, with a rule of thumb at the end', async () => {
    const models = await everyModel();
    expect(models).toHaveLength(122);
    for (const { slug } of models) {
      const answers = await bestPolicy(`model: "${slug}"`);
      const places = answers.map(
        ({ evidence, standing }) => 2 * EVIDENCE_ORDER.indexOf(evidence) + (standing === 'MEASURED' ? 0 : 1),
      );
      expect(places, slug).toEqual(places.toSorted((a, b) => a - b));
      expect(answers.at(-1)?.evidence, slug).toBe('FORMULA');
    }
  });

  it.each([
    ['digits-mlp', ''],
    ['llama-3.2-3b', 'adaptation: "lora", rank: 32'],
    ['deberta-base', 'dataset: "MNLI"'],
    ['mistral-7b-v0.1', 'taskKind: "causal-LM fine-tuning"'],
  ])('are the same on the page of %s as bestPolicy gives (%s)', async (slug, asked) => {
    const { model } = await registry.data<{ model: { bestPolicies: readonly Answered[]; two: readonly Answered[] } }>(
      `{ model(slug: "${slug}") { bestPolicies(first: 100 ${asked}) { ${FIELDS} }
        two: bestPolicies(first: 2 ${asked}) { ${FIELDS} } } }`,
    );
    const answers = await bestPolicy(`model: "${slug}" ${asked}`);
    expect(model.bestPolicies).toEqual(answers);
    expect(model.two).toEqual(answers.slice(0, 2));
  });
});

describe('sources that say something else about the same', () => {
  interface Conflicting {
    readonly id: string;
    readonly conflicts: readonly { readonly sentence: string; readonly citation: { readonly id: string } }[];
  }

  const differsInPeak = ({ sentence }: Conflicting['conflicts'][number]) => sentence.includes('a peak of');

  it('are shown on both citations, each sentence with its own peak first', async () => {
    const { ours, theirs } = await registry.data<{ ours: Conflicting; theirs: Conflicting }>(`{
      ours: citation(id: "deberta-deberta-base-mnli") { id conflicts { sentence citation { id } } }
      theirs: citation(id: "opda-deberta-base-mnli-best") { id conflicts { sentence citation { id } } } }`);
    const peaksIn = ({ conflicts }: Conflicting) =>
      conflicts.map(({ sentence, citation }) => [
        citation.id,
        ...(/a peak of (\S+), the other (\S+)\.$/.exec(sentence) ?? []).slice(1).map(Number),
      ]);
    expect(peaksIn(ours)).toEqual([[theirs.id, 3e-5, 2.51811e-5]]);
    expect(peaksIn(theirs)).toEqual([[ours.id, 2.51811e-5, 3e-5]]);
  });

  it('name each other, wherever their peaks differ', async () => {
    const pairs: string[] = [];
    for (let after: string | null = null; ;) {
      const { citations }: { citations: Required<Listed<Conflicting>> } = await registry.data(
        `query ($after: String) { citations(first: 100, after: $after) { edges { node { id conflicts { sentence citation { id } } } }
          pageInfo { hasNextPage endCursor } } }`,
        { after },
      );
      pairs.push(
        ...nodesOf(citations).flatMap(({ id, conflicts }) =>
          // What a quotation says of the source that it quotes is not of this kind: it is a note on the quotation.
          conflicts.filter(differsInPeak).map((one) => `${id} ${one.citation.id}`),
        ),
      );
      if (!citations.pageInfo.hasNextPage) break;
      after = citations.pageInfo.endCursor;
    }
    expect(pairs.length).toBeGreaterThan(0);
    expect(pairs.map((pair) => pair.split(' ').toReversed().join(' ')).toSorted()).toEqual(pairs.toSorted());
  });
});

describe('a measured landscape', () => {
  type Column = readonly number[];
  interface ShownLandscape extends Readonly<Record<'learningRate' | 'metricValue' | 'batchSize' | 'epochs', Column>> {
    readonly divergedLearningRate: Column;
    readonly warmupSteps: Column | null;
  }

  it.each([
    ['deberta-base', 'opda-deberta-base-mnli', 1024, 0, 1024],
    ['convnext-tiny', 'opda-convnext-tiny-imagenet', 512, 71, null],
  ])(
    'of %s has a value for every run that was measured and lists the diverged ones apart',
    async (slug, id, runs, diverged, warmups) => {
      const { model } = await registry.data<{ model: { landscapes: readonly ShownLandscape[] } }>(
        `query ($slug: String!) { model(slug: $slug) { landscapes { id runCount metric { direction unit }
        source { licence sourceRead } learningRate metricValue batchSize epochs warmupSteps divergedLearningRate } } }`,
        { slug },
      );
      expect(model.landscapes).toHaveLength(1);
      const [landscape] = model.landscapes;
      expect(landscape).toMatchObject({
        id,
        runCount: runs,
        metric: { direction: 'maximize', unit: 'share' },
        source: { licence: 'CC BY-SA 4.0', sourceRead: true },
      });
      expect(landscape?.divergedLearningRate).toHaveLength(diverged);
      expect(landscape?.warmupSteps?.length ?? null).toBe(warmups);
      for (const column of ['learningRate', 'metricValue', 'batchSize', 'epochs'] as const)
        expect(landscape?.[column], column).toHaveLength(runs - diverged);
      for (const value of landscape?.metricValue ?? []) expect(value).toBeLessThanOrEqual(1);
    },
  );
});
