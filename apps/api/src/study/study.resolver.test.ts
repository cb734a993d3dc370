import type { StudyPlan } from '@ratebook/core/study';
import { type ForgedSubmission, forgeTask, withPlan } from '@ratebook/core/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Contributor, type Listed, nodesOf, TestRegistry } from '../testing.js';

let registry: TestRegistry;
let ada: Contributor;
let study: ForgedSubmission;
beforeAll(async () => {
  registry = await TestRegistry.start();
  ada = await registry.signIn('ada');
  study = await ada.forgeStudy();
  await submit(study);
});
afterAll(() => registry.close());

async function submit(forged: ForgedSubmission): Promise<void> {
  const answer = await ada.submit(forged);
  if (answer.__typename !== 'SubmissionAccepted') throw new Error(JSON.stringify(answer));
  await registry.work();
}

const ask = async <T>(fields: string, id = study.id) =>
  (await registry.data<{ study: T | null }>(`query ($id: String!) { study(id: $id) { ${fields} } }`, { id })).study;

const planOf = ({ parts }: ForgedSubmission) => parts.artefacts.get(parts.submission.study ?? '') as StudyPlan;

interface Trial {
  readonly position: number;
  readonly status: string;
  readonly until: number;
  readonly prunedBecause: string | null;
  readonly isConfirmed: boolean;
  readonly run: { readonly id: string; readonly role: string };
  readonly arm: { readonly hash: string; readonly policy: { readonly notation: string } };
  readonly readings: readonly { readonly t: number; readonly loss: number; readonly metric: number }[];
}

describe('a study', () => {
  it('is read back from its runs: who won, what it cost, how sure the gain is', async () => {
    const found = await ask<object>(
      `id method problem because trialCount searchUpdates searchRestartedUpdates rangeTestUpdates fullGridUpdates
      confirmationUpdates gain { seeds mean lower upper } winner { arm { policy { notation } } }
      runnerUp { arm { policy { notation } } } task { name } submission { state level } account { handle }
      plan { draw candidateCount rungs looks eta keepsOneBelow by totalUpdates confirmations phaseBoundaries }`,
    );
    expect(found).toMatchObject({
      id: study.id,
      method: 'SINGLE',
      problem: null,
      because: 'the least validation loss after the whole training',
      trialCount: 6,
      fullGridUpdates: 6 * 40,
      confirmationUpdates: 2 * 2 * 40,
      gain: { seeds: 2 },
      winner: { arm: { policy: { notation: 'cosine(0.1)' } } },
      submission: { state: 'ACCEPTED', level: 2 },
      account: { handle: 'ada' },
      plan: { draw: 'grid', candidateCount: 6, rungs: [10, 40], looks: null, eta: 3, keepsOneBelow: true, by: 'loss' },
    });
  });

  it('pages its trials, each with its run, arm and looks at validation', async () => {
    const fields = `edges { node { position status until prunedBecause isConfirmed run { id role } readings { t loss metric }
      arm { hash policy { notation } } } } pageInfo { endCursor hasNextPage }`;
    const first = await ask<{ trials: Listed<Trial> }>(`trials(first: 4) { ${fields} }`);
    const trials = nodesOf(first!.trials);
    expect(trials.map(({ position }) => position)).toEqual([0, 1, 2, 3]);
    expect(trials[0]).toMatchObject({ status: 'PRUNED', until: 10, isConfirmed: false });
    expect(trials[0]?.prunedBecause).toMatch(/^place \d of 6 after 10 updates$/);
    expect(trials[0]?.readings.map(({ t }) => t)).toEqual([10]);
    expect(trials[3]).toMatchObject({ status: 'COMPLETED', until: 40, isConfirmed: true, prunedBecause: null });
    expect(trials[3]?.readings.map(({ t }) => t)).toEqual([10, 20, 30, 40]);
    expect(trials[3]?.run).toEqual({ id: `${study.id.slice(0, 16)}-3`, role: 'TRIAL' });
    const after = first?.trials.pageInfo?.endCursor;
    const rest = await ask<{ trials: Listed<Trial> }>(`trials(first: 4, after: "${String(after)}") { ${fields} }`);
    expect(nodesOf(rest!.trials).map(({ position }) => position)).toEqual([4, 5]);
  });

  it('is listed under its task, its model, the arms that it tried, its submission and its runs', async () => {
    const ids = async (query: string) => {
      const { studies } = await registry.data<{ studies: Listed<{ id: string }> }>(query);
      return nodesOf(studies).map(({ id }) => id);
    };
    const listed = 'edges { node { id } }';
    expect(await ids(`{ studies { ${listed} } }`)).toEqual([study.id]);
    expect(await ids(`{ studies(task: "forged-digits") { ${listed} } }`)).toEqual([study.id]);
    expect(await ids(`{ studies(task: "nobody") { ${listed} } }`)).toEqual([]);
    expect(await ids(`{ studies(model: "nobody") { ${listed} } }`)).toEqual([]);
    const { submission, run } = await registry.data<{
      submission: { study: { id: string } };
      run: {
        role: string;
        study: { id: string };
        arm: { studies: Listed<{ id: string }>; searchUpdates: number | null };
      };
    }>(
      `query ($id: String!, $run: String!) { submission(id: $id) { study { id } }
        run(id: $run) { role study { id } arm { searchUpdates studies { ${listed} } } } }`,
      { id: study.id, run: `${study.id.slice(0, 16)}-0` },
    );
    expect(submission.study.id).toBe(study.id);
    expect(run).toMatchObject({ role: 'TRIAL', study: { id: study.id }, arm: { searchUpdates: null } });
    expect(nodesOf(run.arm.studies).map(({ id }) => id)).toEqual([study.id]);
  });

  it('is found by the first twelve digits of its id, and by no other text', async () => {
    expect(await ask('id', study.id.slice(0, 12))).toEqual({ id: study.id });
    expect(await ask('id', study.id.slice(0, 11))).toBeNull();
    expect(await ask('id', 'f'.repeat(64))).toBeNull();
  });

  it('ranks what it confirmed, with what finding it cost, and none of its trials', async () => {
    const { board } = await registry.data<{
      board: { rows: Listed<{ notation: string; n: number; searchUpdates: number | null }> };
    }>('{ board(task: "forged-digits") { rows { edges { node { notation n searchUpdates } } } } }');
    const { searchUpdates } = (await ask<{ searchUpdates: number }>('searchUpdates'))!;
    const rows = nodesOf(board.rows);
    expect(rows).toHaveLength(2);
    for (const row of rows) expect(row).toMatchObject({ n: 2, searchUpdates });
  });

  it('is read back where it climbed: candidates that it never began have no trial', async () => {
    const task = forgeTask({ slug: 'climbed', budget: { unit: 'updates', amount: 80 } });
    await registry.open(task);
    const climb = { stride: 2, rungs: [20], giveUpAt: 40 };
    const forged = await ada.forgeStudy({ task, plan: { halving: null, climb } });
    await submit(forged);
    const found = await ask<{ trials: Listed<{ position: number; candidate: number }> }>(
      `problem trialCount fullGridUpdates winner { arm { policy { notation } } } trials { edges { node { position candidate } } }
      plan { candidateCount strategy rungs looks eta keepsOneBelow stride giveUpAt }`,
      forged.id,
    );
    expect(found).toMatchObject({
      ...{ problem: null, fullGridUpdates: 6 * 80, winner: { arm: { policy: { notation: 'cosine(0.1)' } } } },
      plan: {
        candidateCount: 6,
        strategy: 'climb',
        rungs: [20, 40, 80],
        looks: [20],
        eta: null,
        keepsOneBelow: null,
        stride: 2,
        giveUpAt: 40,
      },
    });
    // 0.01, 0.1 and 3 (diverged) first, then from 0.1 down to 0.03 and up to 0.3.
    expect(nodesOf(found!.trials).map(({ candidate }) => candidate)).toEqual([1, 3, 5, 2, 4]);
  });

  it('counts the range test before it by that one’s own runs, where it is here', async () => {
    const task = forgeTask({ slug: 'swept', budget: { unit: 'updates', amount: 80 } });
    await registry.open(task);
    const rangeTest = await ada.forgeRangeTest({ task });
    await submit(rangeTest);
    const made = rangeTest.submission.runs.reduce((sum, run) => sum + run.cost.updates, 0);
    const told = async (submission: string | null, peak: number) => {
      const candidates = [`cosine(${String(peak)})`, `linear(${String(peak)})`];
      const forged = await ada.forgeStudy({ task, candidates, plan: { rangeTest: { submission, updates: 7 } } });
      await submit(forged);
      return ask<object>('problem rangeTestUpdates rangeTest { id }', forged.id);
    };
    expect(await told(rangeTest.id, 0.1)).toEqual({
      problem: null,
      rangeTestUpdates: made,
      rangeTest: { id: rangeTest.id },
    });
    expect(await told('e'.repeat(64), 0.2)).toEqual({ problem: null, rangeTestUpdates: 7, rangeTest: null });
  });

  it('is written once, however often it is verified', async () => {
    await registry.parts.queue.ask('verify-submission', study.id);
    await registry.work();
    expect(await ask('trialCount problem')).toEqual({ trialCount: 6, problem: null });
  });
});

describe('a study whose runs are not what its plan asks for', () => {
  it('says so, and no search cost is taken from it', async () => {
    const forged = await ada.forgeStudy({ candidates: ['linear(0.01)', 'linear(0.1)', 'linear(0.3)'] });
    const plan = planOf(forged);
    const other = withPlan(forged, { ...plan, halving: { ...plan.halving, rungs: [plan.totalUpdates] } });
    await submit(other);
    const found = await ask<{ problem: string }>('problem winner { position } submission { state }', other.id);
    expect(found).toMatchObject({ winner: null, submission: { state: 'ACCEPTED' } });
    expect(found?.problem).toMatch(/^The study is not over/);
    const arm = `${other.id.slice(0, 16)}-1`;
    const { run } = await registry.data<{ run: { arm: { searchUpdates: number | null } } }>(
      'query ($id: String!) { run(id: $id) { arm { searchUpdates } } }',
      { id: arm },
    );
    expect(run.arm.searchUpdates).toBeNull();
  });

  it('says that a plan cannot be read, or is none', async () => {
    const forged = await ada.forgeStudy({ candidates: ['constant(0.01)', 'constant(0.1)', 'constant(0.3)'] });
    const broken = withPlan(forged, { version: 1, method: 'by feeling' });
    await submit(broken);
    const found = await ask<{ problem: string }>('method plan { draw } problem trialCount', broken.id);
    expect(found).toMatchObject({ method: null, plan: null, trialCount: 0 });
    expect(found?.problem).toMatch(/^The plan cannot be read: .*method/);
    // What no table holds is found while it is read, and not while it is written.
    const other = await ada.forgeStudy({ candidates: ['constant(0.02)', 'constant(0.1)', 'constant(0.3)'] });
    const plan = planOf(other);
    const nul = withPlan(other, { ...plan, search: { ...plan.search, space: { law: '\u0000' } } });
    await submit(nul);
    expect((await ask<{ problem: string }>('problem', nul.id))?.problem).toMatch(/without the character U\+0000/);
    const without = await ada.forgeStudy({ candidates: ['constant(0.02)', 'constant(0.2)'] });
    const nameless = without.with((held) => ({ ...held, study: null }));
    await submit(nameless);
    expect(await ask('problem', nameless.id)).toEqual({ problem: 'The submission names no plan.' });
  });
});
