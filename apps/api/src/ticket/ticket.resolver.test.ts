import { forgeEvaluation, forgeTask } from '@ratebook/core/testing';
import type { Submission } from '@ratebook/core/submission';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { retireTask } from '../commands/tasks.js';
import { type Contributor, TestRegistry } from '../testing.js';
import { OPEN_TICKET_LIMIT } from './ticket.service.js';

let registry: TestRegistry;
let ada: Contributor;
beforeAll(async () => {
  registry = await TestRegistry.start();
});
beforeEach(async () => {
  // Tickets of the tests before are expired and do not count.
  registry.clock.advance({ seconds: 100_000 });
  ada = await registry.signIn('ada');
});
afterAll(() => registry.close());

const armOf = (policy: unknown, changes: object = {}) => {
  const [arm] = forgeEvaluation({ task: registry.task, ticket: null, policies: ['constant(0.1)'] }).submission.arms;
  return { policy, recipe: arm?.recipe, budget: arm?.budget, ...changes };
};
const asked = (changes: object = {}) => ({
  task: registry.taskName,
  kind: 'EVALUATION',
  seeds: 2,
  arms: [armOf('constant(0.1)')],
  ...changes,
});
const refusalsOf = async (changes: object) => {
  const before = await registry.sql`select count(*) from ticket`;
  const answer = await ada.askTicket(asked(changes));
  expect(await registry.sql`select count(*) from ticket`).toEqual(before);
  return answer.__typename === 'Refused' ? answer.refusals : [];
};
const renew = async (who: Contributor, id: string) =>
  (
    await who.ask(
      `mutation ($id: String!) { renewTicket(id: $id) {
        __typename ... on TicketRenewed { ticket { id expiresAt } } ... on Refused { refusals { code path got } } } }`,
      { id },
    )
  ).data.renewTicket as unknown;

describe('openTicket', () => {
  it('promises seeds, data orders and a nonce that nobody chose, for a day at least', async () => {
    const tickets = await Promise.all([ada.askTicket(asked()), ada.askTicket(asked())]);
    const [one, other] = tickets.map((answer) => (answer.__typename === 'TicketOpened' ? answer.ticket : null));
    expect(one).toMatchObject({
      kind: 'EVALUATION',
      state: 'OPEN',
      task: { name: registry.taskName },
      expiresAt: new Date(registry.clock.now.getTime() + 86_400_000).toISOString(),
    });
    expect(one?.seeds).toHaveLength(2);
    const numbers = [...(one?.seeds ?? []), ...(other?.seeds ?? [])].flatMap(({ seed, dataSeed }) => [seed, dataSeed]);
    expect(new Set(numbers).size).toBe(8);
    for (const number of numbers) expect(Number.isInteger(number) && number >= 0 && number < 2 ** 32).toBe(true);
    expect(one?.nonce).not.toBe(other?.nonce);
  });

  it('counts the updates of a budget in epochs with the recipe’s own batch', async () => {
    await registry.open(forgeTask({ slug: 'epochs', budget: { unit: 'epochs', amount: 10 } }));
    const arm = (updates: number, size: number) => {
      const { recipe } = armOf('constant(0.1)');
      const changed = recipe && { ...recipe, batch: { ...recipe.batch, size } };
      return armOf('constant(0.1)', { recipe: changed, budget: { unit: 'epochs', amount: 10, updates } });
    };
    const ask = (updates: number, size: number) =>
      ada.askTicket(asked({ task: 'epochs@1', arms: [arm(updates, size)] }));
    expect(await ask(80, 16)).toMatchObject({ __typename: 'TicketOpened' });
    expect(await ask(25, 48)).toMatchObject({ __typename: 'TicketOpened' });
    const refused = await ask(80, 48);
    expect(refused).toMatchObject({
      refusals: [{ code: 'budget.unknown', path: 'input.arms[0].budget', expected: '20 to 30 updates' }],
    });
  });

  it('takes a slug for its newest version, and one arm for two spellings of it', async () => {
    await registry.open(forgeTask({ taskVersion: 2, budget: { unit: 'updates', amount: 80 } }));
    const budget = { unit: 'updates', amount: 80, updates: 80 };
    const arms = [
      armOf('constant(0.1)', { budget }),
      armOf({ version: 1, law: 'constant', learningRate: 0.1 }, { budget }),
      armOf(' constant( 1e-1 ) ', { budget }),
    ];
    const answer = await ada.askTicket(asked({ task: registry.task.slug, arms }));
    expect(answer).toMatchObject({ ticket: { task: { name: 'forged-digits@2' } } });
    expect(answer.__typename === 'TicketOpened' && answer.ticket.armHashes).toHaveLength(1);
  });

  it('needs no arms for a study', async () => {
    const answer = await ada.askTicket(asked({ kind: 'STUDY', arms: null }));
    expect(answer).toMatchObject({ ticket: { kind: 'STUDY', armHashes: null } });
  });

  it('lives three times as long as all of its runs are expected to take', async () => {
    const { trainer } = registry.task;
    await registry.open(forgeTask({ slug: 'slow', trainer: { ...trainer, expectedSeconds: 50_000 } }));
    const answer = await ada.askTicket(asked({ task: 'slow', arms: [armOf('constant(0.1)'), armOf('constant(0.2)')] }));
    const seconds = 3 * 50_000 * 2 * 2;
    expect(answer).toMatchObject({
      ticket: { expiresAt: new Date(registry.clock.now.getTime() + seconds * 1000).toISOString() },
    });
  });

  it('refuses an unknown task and one that is closed', async () => {
    expect(await refusalsOf({ task: 'nowhere@1' })).toMatchObject([{ code: 'task.unknown', got: '"nowhere@1"' }]);
    await registry.open(forgeTask({ slug: 'closed' }));
    await retireTask(registry.parts, 'closed@1');
    expect(await refusalsOf({ task: 'closed@1' })).toMatchObject([{ code: 'task.closed', got: 'closed@1, retired' }]);
  });

  it('refuses a closed loop that listens to what the task does not measure', async () => {
    expect(await refusalsOf({ arms: [armOf('plateau(0.1, metric=perplexity)')] })).toMatchObject([
      { code: 'metric.unknown', path: 'input.arms[0].policy', expected: 'one of accuracy, loss', got: 'perplexity' },
    ]);
  });

  it('shows malformed notation with a caret under the column, by the arm’s path', async () => {
    const [refusal] = await refusalsOf({ arms: [armOf('constant(0.1)'), armOf('cosine(0.1,, warmup=10%)')] });
    expect(refusal).toMatchObject({ code: 'policy.syntax', path: 'input.arms[1].policy.column 12' });
    const lines = refusal?.message.split('\n') ?? [];
    const caret = lines.findIndex((line) => /^\s*\^/.test(line));
    expect(caret).toBeGreaterThan(0);
    expect(lines[caret - 1]?.[lines[caret]?.indexOf('^') ?? -1]).toBe(',');
  });

  it('lists every arm that is wrong, and everything that is wrong with it', async () => {
    const { recipe } = armOf('constant(0.1)');
    const refusals = await refusalsOf({
      seeds: 0,
      arms: [
        armOf('constant(-1)'),
        armOf('constant(0.1)', { recipe: { ...(recipe as object), batch: { size: -1, unit: 'bytes' } } }),
        armOf('constant(0.1)', { budget: { unit: 'updates', amount: 41, updates: 41 } }),
        armOf('constant(0.1)', { budget: { unit: 'updates', amount: 40, updates: 39 } }),
        armOf('constant(0.1, warmup=40)'),
        armOf({ law: 'constant', learningRate: 0.1, surprise: 1 }),
      ],
    });
    const codes = refusals.map(({ code, path }) => `${path} ${code}`);
    expect(codes).toEqual(
      expect.arrayContaining([
        'input.seeds document.schema',
        'input.arms[2].budget budget.unknown',
        'input.arms[3].budget budget.unknown',
      ]),
    );
    for (const at of [0, 1, 4, 5])
      expect(
        codes.some((code) => code.startsWith(`input.arms[${String(at)}].`)),
        String(at),
      ).toBe(true);
  });

  it('refuses no arms, too many arms and too many seeds', async () => {
    for (const arms of [null, [], Array.from({ length: 65 }, () => armOf('constant(0.1)'))])
      expect(await refusalsOf({ arms })).toMatchObject([{ code: 'document.schema', path: 'input.arms' }]);
    for (const seeds of [0, -1, 65])
      expect(await refusalsOf({ seeds })).toMatchObject([{ code: 'document.schema', path: 'input.seeds' }]);
  });

  it('refuses half of a surrogate pair, where a hash could not be taken', async () => {
    const { recipe } = armOf('constant(0.1)') as { recipe: Submission['arms'][number]['recipe'] };
    const adaptation = { ...recipe.adaptation, method: '\ud800' };
    expect(await refusalsOf({ arms: [armOf('constant(0.1)', { recipe: { ...recipe, adaptation } })] })).toMatchObject([
      { code: 'document.not-canonical', path: 'input.arms[0].recipe' },
    ]);
  });

  it('stops at as many open tickets as one account may hold, however many ask at once', async () => {
    const many = await registry.signIn('hoarder');
    const answers = await Promise.all(Array.from({ length: OPEN_TICKET_LIMIT + 8 }, () => many.askTicket(asked())));
    expect(answers.filter(({ __typename }) => __typename === 'TicketOpened')).toHaveLength(OPEN_TICKET_LIMIT);
    const refused = answers.flatMap((answer) => (answer.__typename === 'Refused' ? answer.refusals : []));
    expect(refused).toHaveLength(8);
    expect(refused[0]).toMatchObject({ code: 'ticket.too-many', got: String(OPEN_TICKET_LIMIT) });
    registry.clock.advance({ seconds: 86_401 });
    const later = await registry.signIn('hoarder');
    expect(await later.askTicket(asked())).toMatchObject({ __typename: 'TicketOpened' });
  });
});

describe('renewTicket', () => {
  const opened = async () =>
    ada.openTicket('evaluation', forgeEvaluation({ task: registry.task, ticket: null }).submission.arms, 1);

  it('gives a ticket its whole life again from now', async () => {
    const ticket = await opened();
    registry.clock.advance({ seconds: 80_000 });
    expect(await renew(ada, ticket.id)).toEqual({
      __typename: 'TicketRenewed',
      ticket: { id: ticket.id, expiresAt: new Date(registry.clock.now.getTime() + 86_400_000).toISOString() },
    });
  });

  it('does not wake one that has expired, was used, is another’s or was never issued', async () => {
    expect(await renew(ada, 'no-such-ticket')).toMatchObject({ refusals: [{ code: 'ticket.unknown', path: 'id' }] });
    const ticket = await opened();
    const bob = await registry.signIn('bob');
    expect(await renew(bob, ticket.id)).toMatchObject({ refusals: [{ code: 'ticket.not-yours' }] });
    const forged = await ada.forgeEvaluation({ runs: 1 });
    await ada.submit(forged);
    expect(await renew(ada, forged.parts.ticket?.id ?? '')).toMatchObject({ refusals: [{ code: 'ticket.used' }] });
    registry.clock.advance({ seconds: 86_400 });
    const later = await registry.signIn('ada');
    expect(await renew(later, ticket.id)).toMatchObject({ refusals: [{ code: 'ticket.expired' }] });
  });
});

describe('a ticket', () => {
  it('shows its nonce to its owner only, and all the rest to everybody', async () => {
    const query =
      'query ($id: String!) { ticket(id: $id) { id state nonce account { handle } seeds { seed } submission { id } } }';
    const forged = await ada.forgeEvaluation({ runs: 1 });
    const { ticket } = forged.parts;
    const [hers, everybodys] = [
      await ada.ask(query, { id: ticket?.id }),
      await registry.ask(query, { id: ticket?.id }),
    ];
    expect(hers.data.ticket).toMatchObject({ nonce: ticket?.nonce, state: 'OPEN', submission: null });
    expect(everybodys.data.ticket).toMatchObject({
      nonce: null,
      account: { handle: 'ada' },
      seeds: [{ seed: ticket?.seeds[0]?.seed }],
    });
    await ada.submit(forged);
    expect((await registry.ask(query, { id: ticket?.id })).data.ticket).toMatchObject({
      state: 'USED',
      submission: { id: forged.id },
    });
    expect((await registry.ask(query, { id: 'no-such-ticket' })).data.ticket).toBeNull();
  });
});
