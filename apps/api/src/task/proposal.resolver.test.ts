import { startingTask } from '@ratebook/core/proposal';
import { digestText } from '@ratebook/core/canonical';
import { type Task, taskHash, taskName } from '@ratebook/core/task';
import { forgeTask } from '@ratebook/core/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nameSteward } from '../commands/name-steward.js';
import { type Answer, type Contributor, type Listed, nodesOf, TestRegistry } from '../testing.js';
import { PROPOSAL_LIMIT } from './task-refusals.js';

let registry: TestRegistry;
let steward: Contributor;
beforeAll(async () => {
  registry = await TestRegistry.start();
  steward = await registry.signIn('stella');
  await nameSteward(registry.parts, 'stella');
});
afterAll(() => registry.close());

const REFUSED = '... on Refused { refusals { code path expected got message } }';
const TASK = 'task { name state hash openedAt history { state at reason account { handle } } model { slug name } }';
const PROPOSE = `mutation ($document: JSON!) {
  proposeTask(document: $document) { __typename ... on TaskProposed { isDuplicate ${TASK} } ${REFUSED} }
}`;
const OPEN = `mutation ($name: String!) { openTask(name: $name) { __typename ... on TaskOpened { ${TASK} } ${REFUSED} } }`;
const RETIRE = `mutation ($name: String!, $reason: String) {
  retireTask(name: $name, reason: $reason) { __typename ... on TaskRetired { ${TASK} } ${REFUSED} }
}`;

const answer = async (
  who: Contributor,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<Answer> => {
  const { data, errors } = await who.ask(query, variables);
  expect(errors).toEqual([]);
  return Object.values(data as Record<string, Answer>)[0];
};
const propose = (who: Contributor, document: unknown) => answer(who, PROPOSE, { document });
const open = (name: string) => answer(steward, OPEN, { name });
const retire = (name: string, reason?: string) => answer(steward, RETIRE, { name, reason });

/** A task that nobody has proposed yet, and that could be measured. */
function ownTask(slug: string, changes: Partial<Task> = {}): Task {
  const task = startingTask('image-classification', slug);
  return { ...task, data: { ...task.data, digest: digestText(slug) }, ...changes };
}

const shownTask = async (name: string): Promise<Answer> =>
  (
    await registry.data(
      `query ($name: String!) { task(slug: $name) { name state history { state account { handle } } } }`,
      { name },
    )
  ).task;
const listed = async (state: string | null): Promise<readonly string[]> => {
  const query = 'query ($state: TaskState) { tasks(state: $state) { edges { node { name } } } }';
  const { tasks } = await registry.data<{ tasks: Listed<{ name: string }> }>(query, { state });
  return nodesOf(tasks).map(({ name }) => name);
};

describe('a proposal', () => {
  it('is kept as it is, with its hash, who proposed it and when, and is no open task', async () => {
    const ada = await registry.signIn('ada');
    const task = ownTask('adas-fashion');
    expect(await propose(ada, task)).toEqual({
      __typename: 'TaskProposed',
      isDuplicate: false,
      task: {
        name: 'adas-fashion@1',
        state: 'PROPOSED',
        hash: taskHash(task),
        openedAt: null,
        history: [
          { state: 'PROPOSED', at: registry.clock.now.toISOString(), reason: null, account: { handle: 'ada' } },
        ],
        model: { slug: 'resnet-8', name: 'resnet-8' },
      },
    });
    expect(await listed('PROPOSED')).toContain('adas-fashion@1');
    expect(await listed('OPEN')).not.toContain('adas-fashion@1');
    expect(await listed(null)).not.toContain('adas-fashion@1');
    const { model, counts } = await registry.data('{ model(slug: "resnet-8") { tasks { name } } counts { tasks } }');
    expect(model).toEqual({ tasks: [] });
    expect(counts).toEqual({ tasks: 1 });
  });

  it('takes no tickets until it opens', async () => {
    const ada = await registry.signIn('ada');
    const task = ownTask('ticketless', { budget: { unit: 'updates', amount: 40 } });
    await propose(ada, task);
    const arm = { policy: task.baseline, recipe: task.recipe, budget: { unit: 'updates', amount: 40, updates: 40 } };
    const input = { task: 'ticketless@1', kind: 'EVALUATION', seeds: 1, arms: [arm] };
    expect(await ada.askTicket(input)).toMatchObject({ refusals: [{ code: 'task.closed' }] });
    await open('ticketless@1');
    expect(await ada.askTicket(input)).toMatchObject({ __typename: 'TicketOpened' });
  });

  it('again is the same proposal', async () => {
    const ada = await registry.signIn('ada');
    const task = ownTask('twice');
    await propose(ada, task);
    expect(await propose(ada, task)).toMatchObject({ isDuplicate: true, task: { name: 'twice@1', state: 'PROPOSED' } });
  });

  it('never changes: another document is the next version, and takes the place of the proposer’s own', async () => {
    const [ada, bob] = [await registry.signIn('ada'), await registry.signIn('bob')];
    await propose(ada, ownTask('growing'));
    const changed = ownTask('growing', { controlShare: 0.1 });
    expect(await propose(ada, changed)).toMatchObject({
      refusals: [{ code: 'task.version', path: 'document.taskVersion', expected: '2', got: '1' }],
    });
    expect(await propose(bob, { ...changed, taskVersion: 2 })).toMatchObject({ task: { name: 'growing@2' } });
    expect((await shownTask('growing@1')).state).toBe('PROPOSED');
    expect(await propose(ada, { ...changed, taskVersion: 3 })).toMatchObject({ task: { name: 'growing@3' } });
    expect(await shownTask('growing@1')).toMatchObject({
      state: 'WITHDRAWN',
      history: [{ state: 'PROPOSED' }, { state: 'WITHDRAWN', account: { handle: 'ada' } }],
    });
    expect((await shownTask('growing@2')).state).toBe('PROPOSED');
  });

  it('of two at once for one version leaves it to one of them', async () => {
    const people = [await registry.signIn('left'), await registry.signIn('right')];
    const answers = await Promise.all(
      people.map((who, index) => propose(who, ownTask('contested', { controlShare: 0.1 + index / 10 }))),
    );
    expect(answers.map(({ __typename }) => __typename as string).sort()).toEqual(['Refused', 'TaskProposed']);
  });

  it('does not shadow the version that is open', async () => {
    const ada = await registry.signIn('ada');
    const task = ownTask('standing');
    await propose(ada, task);
    await open('standing@1');
    await propose(ada, { ...task, taskVersion: 2, controlShare: 0.1 });
    expect(await shownTask('standing')).toMatchObject({ name: 'standing@1', state: 'OPEN' });
    expect((await shownTask('standing@2')).state).toBe('PROPOSED');
  });

  it('makes a model where there is none, and names one that is known as it is known', async () => {
    const ada = await registry.signIn('ada');
    const start = startingTask('causal-lm', 'small-talk');
    const task = { ...start, data: { ...start.data, digest: digestText('talk') } };
    expect((await propose(ada, task)).task.model).toEqual({ slug: 'smollm2-135m', name: 'SmolLM2-135M' });
    expect(await propose(ada, { ...task, slug: 'other-talk', model: 'my-smollm' })).toMatchObject({
      refusals: [{ code: 'task.unfit', path: 'document.model', expected: 'smollm2-135m' }],
    });
  });

  it('waits beside few others of its account', async () => {
    const eager = await registry.signIn('eager');
    for (let at = 0; at < PROPOSAL_LIMIT; at += 1) await propose(eager, ownTask(`eager-${String(at)}`));
    expect(await propose(eager, ownTask('eager-more'))).toMatchObject({ refusals: [{ code: 'task.too-many' }] });
    const next = ownTask('eager-0', { taskVersion: 2, controlShare: 0.1 });
    expect(await propose(eager, next)).toMatchObject({ __typename: 'TaskProposed' });
    await open('eager-1@1');
    expect(await propose(eager, ownTask('eager-more'))).toMatchObject({ __typename: 'TaskProposed' });
  });
});

describe('a document', () => {
  it('that is no task, or could not be measured, is refused with every reason and its path', async () => {
    const ada = await registry.signIn('ada');
    expect(await propose(ada, { ...ownTask('bad'), slug: 'Bad', evaluateAt: [0.5] })).toMatchObject({
      refusals: [
        { code: 'document.schema', path: 'document.slug' },
        { code: 'document.schema', path: 'document.evaluateAt' },
      ],
    });
    const task = ownTask('bad', { kind: 'sentiment analysis', data: startingTask('image-classification', 'bad').data });
    expect(await propose(ada, task)).toMatchObject({
      refusals: [
        { code: 'task.unfit', path: 'document.kind' },
        { code: 'task.unfit', path: 'document.data.digest' },
      ],
    });
  });

  it('that is large, deep or no text is refused before anything is made of it', async () => {
    const ada = await registry.signIn('ada');
    const large = ownTask('large', { baseline: { version: 1, law: 'x'.repeat(70_000) } });
    expect(await propose(ada, large)).toMatchObject({ refusals: [{ code: 'document.too-large' }] });
    // Deeper than a client of ours could write down.
    const deep = `{"query":${JSON.stringify(PROPOSE)},"variables":{"document":${'['.repeat(20_000)}${']'.repeat(20_000)}}}`;
    const reply = await fetch(`${registry.origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${ada.token}` },
      body: deep,
    });
    expect(await reply.text()).toContain('BAD_USER_INPUT');
    const task = ownTask('odd');
    for (const name of ['half \ud800', 'null \0'])
      expect(await propose(ada, { ...task, data: { ...task.data, name } })).toMatchObject({
        refusals: [{ code: 'task.unfit', path: 'document.data.name' }],
      });
    for (const document of [null, 1, 'task', []])
      expect((await ada.ask(PROPOSE, { document })).data?.proposeTask?.__typename).not.toBe('TaskProposed');
  });
});

describe('stewards', () => {
  it('open a proposal: found by search from then on, with who and when', async () => {
    const ada = await registry.signIn('ada');
    await propose(ada, ownTask('found-later'));
    const search = async () => {
      const query = '{ search(text: "found-later", kinds: [TASK]) { edges { node { href } } } }';
      return nodesOf((await registry.data<{ search: Listed<{ href: string }> }>(query)).search);
    };
    expect(await search()).not.toContainEqual({ href: '/tasks/found-later@1' });
    registry.clock.advance({ seconds: 3600 });
    const at = registry.clock.now.toISOString();
    expect(await open('found-later@1')).toMatchObject({
      task: {
        state: 'OPEN',
        openedAt: at,
        history: [{ state: 'PROPOSED' }, { state: 'OPEN', at, account: { handle: 'stella' } }],
      },
    });
    expect(await search()).toContainEqual({ href: '/tasks/found-later@1' });
    expect(await listed('OPEN')).toContain('found-later@1');
    const { task } = await registry.data('{ task(slug: "found-later") { baseline { hash } } }');
    const query = 'query ($hash: String!) { policy(hash: $hash) { notation } }';
    expect(await registry.data(query, { hash: task.baseline.hash as string })).toEqual({
      policy: { notation: 'cosine(0.1)' },
    });
    expect(await open('found-later@1')).toMatchObject({ refusals: [{ code: 'task.state', path: 'name' }] });
  });

  it('decline a proposal and retire an open task, for a reason that everybody reads', async () => {
    const ada = await registry.signIn('ada');
    await propose(ada, ownTask('unwanted'));
    expect(await retire('unwanted@1', 'The test split is part of the training split.')).toMatchObject({
      task: {
        state: 'DECLINED',
        openedAt: null,
        history: [{}, { state: 'DECLINED', reason: 'The test split is part of the training split.' }],
      },
    });
    await propose(ada, ownTask('old'));
    await open('old@1');
    expect(await retire('old@1')).toMatchObject({ task: { state: 'RETIRED' } });
    expect(await listed(null)).toContain('old@1');
    expect(await listed('DECLINED')).toContain('unwanted@1');
    for (const name of ['unwanted@1', 'old@1'])
      expect(await retire(name)).toMatchObject({ refusals: [{ code: 'task.state' }] });
    expect(await retire('nothing@1')).toMatchObject({ refusals: [{ code: 'task.unknown', path: 'name' }] });
    expect(await retire('old@1', 'x'.repeat(501))).toMatchObject({ refusals: [{ path: 'reason' }] });
  });

  it('alone may: others are told by an access error, and strangers to sign in', async () => {
    const ada = await registry.signIn('ada');
    await propose(ada, ownTask('guarded'));
    for (const query of [OPEN, RETIRE]) {
      const { data, errors } = await ada.ask(query, { name: 'guarded@1' });
      expect(data).toBeNull();
      expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
      const stranger = await registry.ask(query, { name: 'guarded@1' });
      expect(stranger.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    }
    const { errors } = await registry.ask(PROPOSE, { document: ownTask('guarded-too') });
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    expect((await shownTask('guarded@1')).state).toBe('PROPOSED');
  });
});

describe('the registry’s own task', () => {
  it('takes the place of a proposal of its name, and opens one that is the same', async () => {
    const ada = await registry.signIn('ada');
    const own = forgeTask({ slug: 'taken', model: 'taken-net' });
    await propose(ada, { ...own, controlShare: 1 });
    await registry.open(own);
    expect(await shownTask(taskName(own))).toEqual({
      name: 'taken@1',
      state: 'OPEN',
      history: [{ state: 'OPEN', account: null }],
    });
    const same = ownTask('the-same');
    await propose(ada, same);
    await registry.open(same);
    expect(await shownTask('the-same@1')).toMatchObject({
      state: 'OPEN',
      history: [{ state: 'PROPOSED' }, { state: 'OPEN', account: null }],
    });
  });
});
