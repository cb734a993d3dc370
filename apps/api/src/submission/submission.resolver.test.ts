import { type ForgedSubmission, forgeTask } from '@ratebook/core/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TARGET_AGE_SECONDS } from '../jobs/queue.js';
import { type Contributor, keysOf, type Listed, nodesOf, TestRegistry } from '../testing.js';

let registry: TestRegistry;
let ada: Contributor;
let grace: Contributor;
beforeAll(async () => {
  registry = await TestRegistry.start();
  [ada, grace] = [await registry.signIn('ada'), await registry.signIn('grace')];
});
afterAll(() => registry.close());

interface Shown {
  readonly state: string;
  readonly runs: Listed<{ readonly id: string }>;
  readonly report: {
    readonly edition: string;
    readonly notProved: readonly string[];
    readonly checks: readonly { readonly id: string; readonly verdict: string; readonly doesNotProve: string }[];
  };
}

const submissionOf = async (id: string) =>
  (
    await registry.data<{ submission: Shown }>(
      `query ($id: String!) { submission(id: $id) {
        id state level levelName standing isOverdue ageSeconds keyId signature text licence runnerVersion
        account { handle } task { name } ticket { id state nonce }
        report { edition level conclusion notProved checks { id verdict isRequired observed threshold message doesNotProve } }
        runs { edges { node { id index status level isImported finalTest } } }
      } }`,
      { id },
    )
  ).submission;

describe('an honest submission', () => {
  it('is taken, verified to level 2 and ranked', async () => {
    const forged = await ada.forgeEvaluation();
    expect(await ada.submit(forged)).toMatchObject({
      __typename: 'SubmissionAccepted',
      isDuplicate: false,
      submission: { id: forged.id, state: 'QUEUED', level: null },
    });
    const waiting = await submissionOf(forged.id);
    expect(waiting).toMatchObject({ state: 'QUEUED', report: null, runs: { edges: [] } });
    expect(await registry.work()).toBe(2);
    const verified = await submissionOf(forged.id);
    expect(verified).toMatchObject({
      state: 'ACCEPTED',
      level: 2,
      standing: 'ticketed',
      licence: 'CC-BY-4.0',
      account: { handle: 'ada' },
      task: { name: registry.taskName },
      ticket: { id: forged.parts.ticket?.id, state: 'USED', nonce: null },
      text: forged.text,
      keyId: ada.keyId,
    });
    expect(nodesOf(verified.runs).map((run) => run.id)).toEqual(
      forged.submission.runs.map((_, index) => `${forged.id.slice(0, 16)}-${String(index)}`),
    );
    const { board } = await registry.data(
      'query ($task: String!) { board(task: $task) { view rowCount rows { edges { node { n level } } } } }',
      { task: registry.taskName },
    );
    expect(board).toMatchObject({ view: 'ALL', rowCount: 2 });
  });

  it('is found by the first digits of its id, and by no fewer than twelve', async () => {
    const forged = await ada.forgeEvaluation({ runs: 1 });
    await ada.submit(forged);
    expect(await submissionOf(forged.id.slice(0, 12))).toMatchObject({ id: forged.id });
    expect(await submissionOf(forged.id.slice(0, 11))).toBeNull();
    expect(await submissionOf(`${forged.id}0`)).toBeNull();
  });

  it('has a report that names every check, what was seen, what was asked, and what none of it proves', async () => {
    const forged = await ada.forgeEvaluation({ runs: 1 });
    await ada.submit(forged);
    await registry.work();
    const { report } = await submissionOf(forged.id);
    const ids = report.checks.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['F01', 'F08', 'S01', 'S03', 'T01', 'T09']));
    expect(report.edition).toBe('2026-1');
    expect(report.notProved.length).toBeGreaterThan(0);
    for (const check of report.checks) expect(check.doesNotProve, check.id).not.toBe('');
  });

  it('without a ticket is imported: level 2 at most, and said so on every run', async () => {
    const forged = await grace.forgeEvaluation({ ticket: null, policies: ['linear(0.2)'] });
    expect(await grace.submit(forged)).toMatchObject({ __typename: 'SubmissionAccepted' });
    await registry.work();
    const verified = await submissionOf(forged.id);
    expect(verified).toMatchObject({ state: 'ACCEPTED', level: 2, standing: 'imported', ticket: null });
    expect(nodesOf(verified.runs)[0]).toMatchObject({ isImported: true });
  });

  it('with a range test gives its read-outs', async () => {
    const task = forgeTask({ slug: 'swept', budget: { unit: 'updates', amount: 80 } });
    await registry.open(task);
    const forged = await ada.forgeRangeTest({ task });
    await ada.submit(forged);
    await registry.work();
    expect(await submissionOf(forged.id)).toMatchObject({ state: 'ACCEPTED', level: 2 });
    const { rangeTest, rangeTests } = await registry.data(
      `query ($id: String!) {
        rangeTest(id: $id) { id method best usableLow usableHigh edge seedCount points { learningRate loss } account { handle } }
        rangeTests(task: "swept") { edges { node { id level } } }
      }`,
      { id: forged.id },
    );
    const { readOuts, points } = forged.submission.rangeTest ?? { readOuts: null, points: [] };
    expect(rangeTest).toMatchObject({
      best: readOuts?.best,
      edge: readOuts?.edge,
      seedCount: 2,
      account: { handle: 'ada' },
    });
    expect(rangeTest.points).toHaveLength(points.length);
    expect(rangeTests.edges).toEqual([{ node: { id: forged.id, level: 2 } }]);
  });
});

describe('the same text sent again', () => {
  it('gets the first reply, whatever has become of its ticket', async () => {
    const forged = await ada.forgeEvaluation({ runs: 1 });
    await ada.submit(forged);
    await registry.work();
    registry.clock.advance({ seconds: 3 * 86_400 });
    expect(await ada.send(forged)).toMatchObject({
      isDuplicate: true,
      submission: { id: forged.id, state: 'ACCEPTED', level: 2 },
    });
    ada = await registry.signIn('ada');
    grace = await registry.signIn('grace');
  });

  it('eight times at once is stored once, and every sender is told so', async () => {
    const forged = await ada.forgeEvaluation({ runs: 1 });
    await ada.upload(forged);
    const answers = await Promise.all(Array.from({ length: 8 }, () => ada.send(forged)));
    expect(answers.map(({ __typename }) => __typename)).toEqual(Array.from({ length: 8 }, () => 'SubmissionAccepted'));
    expect(answers.filter((answer) => answer.__typename === 'SubmissionAccepted' && !answer.isDuplicate)).toHaveLength(
      1,
    );
    expect(await registry.sql`select 1 from submission where hash = ${forged.id}`).toHaveLength(1);
    expect(await registry.work()).toBe(2);
  });

  it('at once without a ticket is stored once too', async () => {
    const forged = await ada.forgeEvaluation({ ticket: null, policies: ['linear(0.07)'] });
    await ada.upload(forged);
    const answers = await Promise.all(Array.from({ length: 8 }, () => ada.send(forged)));
    expect(answers.filter((answer) => answer.__typename === 'SubmissionAccepted' && !answer.isDuplicate)).toHaveLength(
      1,
    );
    expect(await registry.sql`select 1 from submission where hash = ${forged.id}`).toHaveLength(1);
    await registry.work();
  });
});

describe('a submission that its checks reject', () => {
  const rejectedBy = async (broken: ForgedSubmission, sender = ada) => {
    expect(await sender.submit(broken)).toMatchObject({ __typename: 'SubmissionAccepted' });
    await registry.work();
    const verified = await submissionOf(broken.id);
    expect(verified.state).toBe('REJECTED');
    expect(await registry.sql`select 1 from job`).toHaveLength(0);
    return verified.report.checks.filter(({ verdict }) => verdict === 'FAIL').map(({ id }) => id);
  };

  it('is kept with its report, found by id, and stands on no board and in no list', async () => {
    const honest = await ada.forgeEvaluation({ runs: 1, policies: ['constant(0.123)'] });
    const broken = honest.withTrace(0, (trace) => ({
      ...trace,
      learningRate: trace.learningRate.map((value, t) => (t === 7 ? 2 * value : value)),
    }));
    expect(await rejectedBy(broken)).toEqual(['T01']);
    const runId = `${broken.id.slice(0, 16)}-0`;
    const { run, runs, board, search, account } = await registry.data(
      `query ($id: String!, $task: String!) {
        run(id: $id) { id level submission { state } trace { totalUpdates } }
        runs(account: "ada", first: 100) { edges { node { id } } }
        board(task: $task, first: 100) { rows { edges { node { notation } } } }
        search(text: "constant(0.123)", kinds: [POLICY]) { edges { node { title } } }
        account(handle: "ada") { submissions(first: 1) { edges { node { id state } } } }
      }`,
      { id: runId, task: registry.taskName },
    );
    expect(run).toMatchObject({ id: runId, submission: { state: 'REJECTED' }, trace: { totalUpdates: 40 } });
    expect(JSON.stringify(runs)).not.toContain(runId);
    expect(JSON.stringify(board)).not.toContain('constant(0.123)');
    expect(JSON.stringify(search)).not.toContain('constant(0.123)');
    expect(account.submissions.edges).toEqual([{ node: { id: broken.id, state: 'REJECTED' } }]);
  });

  it('says which check it was: a wrong seed, updates with a gap, a loss that is not finite', async () => {
    const fresh = () => ada.forgeEvaluation({ runs: 1 });
    expect(await rejectedBy((await fresh()).withRun(0, { seed: 424_242 }))).toContain('S03');
    const gap = (await fresh()).withTrace(0, (trace) => ({
      ...trace,
      update: trace.update.map((t) => (t > 4 ? t + 1 : t)),
    }));
    expect(await rejectedBy(gap)).toContain('F06');
    const unsorted = (await fresh()).withTrace(0, (trace) => ({ ...trace, update: trace.update.toReversed() }));
    expect(await rejectedBy(unsorted)).toContain('F06');
    const infinite = (await fresh()).withTrace(0, (trace) => ({
      ...trace,
      loss: trace.loss.map((loss, t) => (t === 7 ? null : loss)),
    }));
    expect(await rejectedBy(infinite)).toContain('F06');
  });

  it('for another’s losses under a new seed, but not for the same arm with the same seed again', async () => {
    const first = await grace.forgeEvaluation({ ticket: null, policies: ['linear(0.11)'], runs: 1 });
    await grace.submit(first);
    await registry.work();
    const repeated = await ada.forgeEvaluation({ ticket: null, policies: ['linear(0.11)'], runs: 1 });
    expect(repeated.suffixOf(0)).toBe(first.suffixOf(0));
    expect(await ada.submit(repeated)).toMatchObject({ __typename: 'SubmissionAccepted' });
    await registry.work();
    expect(await submissionOf(repeated.id)).toMatchObject({ state: 'ACCEPTED', level: 2 });
    const copied = first.withRun(0, { seed: 77 }).with({ runner: { version: '0.1.2', packageDigest: null } });
    expect(await rejectedBy(copied, grace)).toEqual(['T09']);
  });
});

describe('a submission that waits', () => {
  it('is overdue once it has waited longer than its target age', async () => {
    const forged = await ada.forgeEvaluation({ runs: 1 });
    await ada.submit(forged);
    expect(await submissionOf(forged.id)).toMatchObject({ isOverdue: false, ageSeconds: 0 });
    registry.clock.advance({ seconds: TARGET_AGE_SECONDS + 1 });
    expect(await submissionOf(forged.id)).toMatchObject({ isOverdue: true, ageSeconds: TARGET_AGE_SECONDS + 1 });
    await registry.work();
    expect(await submissionOf(forged.id)).toMatchObject({ isOverdue: false, state: 'ACCEPTED' });
  });
});

describe('two runners with one key at once', () => {
  it('hold tickets of their own and both get through', async () => {
    const shared = keysOf('shared');
    const runner = await registry.signIn('shared');
    expect(runner.keys).toEqual(shared);
    const second = await registry.signIn('shared');
    const [one, other] = await Promise.all([
      runner.forgeEvaluation({ runs: 1, policies: ['constant(0.31)'] }),
      second.forgeEvaluation({ runs: 1, policies: ['constant(0.32)'] }),
    ]);
    expect(one.parts.ticket?.nonce).not.toBe(other.parts.ticket?.nonce);
    const answers = await Promise.all([runner.submit(one), second.submit(other)]);
    expect(answers.map((answer) => answer.__typename === 'SubmissionAccepted' && answer.isDuplicate)).toEqual([
      false,
      false,
    ]);
    await registry.work();
    expect(await submissionOf(one.id)).toMatchObject({ state: 'ACCEPTED' });
    expect(await submissionOf(other.id)).toMatchObject({ state: 'ACCEPTED' });
  });
});
