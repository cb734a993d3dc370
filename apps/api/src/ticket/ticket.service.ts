import { accepted, parseWithSchema, type Parsed, type Refusal, refused, shown } from '@ratebook/core/refusal';
import { armHash, unheardMetric } from '@ratebook/core/run';
import {
  type Budget,
  BudgetSchema,
  budgetShareOf,
  budgetUpdatesOf,
  type Recipe,
  RecipeSchema,
  recipeHash,
} from '@ratebook/core/task';
import { ticketLifeSeconds } from '@ratebook/core/ticket';
import { randomBytes, randomInt } from 'node:crypto';
import type { Viewer } from '../account/account.service.js';
import type { Clock } from '../clock.js';
import type { Sql } from '../database/client.js';
import type { Events } from '../events.js';
import {
  compileFor,
  contextOf,
  halfCharacter,
  hasHalfCharacter,
  type PolicyInput,
  readPolicy,
} from '../policy/policy.service.js';
import { type TaskRecord, TaskStore } from '../task/task.store.js';
import { type TicketKind, type TicketRecord, TicketStore } from './ticket.store.js';

const SEED_LIMIT = 2 ** 32;
export const ARM_LIMIT = 64;
export const TICKET_SEED_LIMIT = 64;
export const OPEN_TICKET_LIMIT = 50;

export interface AskedArm {
  readonly policy: PolicyInput;
  readonly recipe: unknown;
  readonly budget: unknown;
}

export interface AskedTicket {
  /** `slug@version`, or a slug for the newest version. */
  readonly task: string;
  readonly kind: TicketKind;
  readonly arms: readonly AskedArm[] | null;
  readonly seeds: number;
}

/** Promises before training: which arms, which seeds and data orders, until when (contracts.md 4). */
export class TicketService {
  readonly #sql: Sql;
  readonly #clock: Clock;
  readonly #events: Events;

  constructor(sql: Sql, clock: Clock, events: Events) {
    this.#sql = sql;
    this.#clock = clock;
    this.#events = events;
  }

  async open(viewer: Viewer, asked: AskedTicket): Promise<Parsed<TicketRecord>> {
    const task = await new TaskStore(this.#sql).find(asked.task);
    if (!task) return refused(unknownTask(asked.task));
    if (task.state !== 'open') return refused(closedTask(task));
    const arms = armHashesOf(task, asked);
    const refusals = [...seedRefusals(asked.seeds), ...(arms.ok ? [] : arms.refusals)];
    if (!arms.ok || refusals.length > 0) return refused(...refusals);
    const now = this.#clock();
    const runs = (arms.value?.length ?? 1) * asked.seeds;
    const life = ticketLifeSeconds(task.document.trainer.expectedSeconds, runs);
    return this.#sql.begin(async (transaction): Promise<Parsed<TicketRecord>> => {
      // Two requests at once must not both be the last one allowed.
      await transaction`select 1 from account where id = ${viewer.id} for update`;
      const store = new TicketStore(transaction);
      const held = await store.countOpen(viewer.id, now);
      if (held >= OPEN_TICKET_LIMIT) return refused(tooMany(held));
      const ticket = await store.insert({
        id: randomBytes(12).toString('base64url'),
        accountId: viewer.id,
        taskId: task.id,
        kind: asked.kind,
        armHashes: arms.value,
        seeds: Array.from({ length: asked.seeds }, () => ({ seed: drawnSeed(), dataSeed: drawnSeed() })),
        controlSeed: drawnSeed(),
        nonce: randomBytes(24).toString('base64url'),
        openedAt: now,
        expiresAt: new Date(now.getTime() + life * 1000),
      });
      this.#events.ticketIssued(viewer.handle, ticket.id, ticket.kind);
      return accepted(ticket);
    });
  }

  /** A heartbeat: the ticket lives its whole life again from now. */
  async renew(viewer: Viewer, id: string): Promise<Parsed<TicketRecord>> {
    const store = new TicketStore(this.#sql);
    const ticket = await store.find(id);
    if (!ticket) return refused(unknownTicket(id));
    const now = this.#clock();
    const refusal =
      ticket.accountId !== viewer.id
        ? notYours()
        : ticket.usedAt !== null
          ? usedTicket(id)
          : ticket.expiresAt <= now
            ? expiredTicket(ticket)
            : null;
    if (refusal) return refused(refusal);
    const life = ticket.expiresAt.getTime() - ticket.openedAt.getTime();
    const [task] = await new TaskStore(this.#sql).findManyByIds([ticket.taskId]);
    const runs = (ticket.armHashes?.length ?? 1) * ticket.seeds.length;
    const whole = task ? ticketLifeSeconds(task.document.trainer.expectedSeconds, runs) * 1000 : life;
    await store.extend(ticket.rowId, new Date(now.getTime() + whole));
    return accepted((await store.find(id)) ?? ticket);
  }
}

const drawnSeed = () => randomInt(SEED_LIMIT);

/** The hashes of the arms asked for, each once; null for a study. All wrong arms are listed. */
function armHashesOf(task: TaskRecord, asked: AskedTicket): Parsed<readonly string[] | null> {
  if (asked.kind === 'study') return accepted(null);
  const arms = asked.arms ?? [];
  if (arms.length < 1 || arms.length > ARM_LIMIT) {
    return refused({
      code: 'document.schema',
      path: 'input.arms',
      expected: `1 to ${String(ARM_LIMIT)} arms`,
      got: `${String(arms.length)} arms`,
      message: `A ticket names 1 to ${String(ARM_LIMIT)} arms; ${String(arms.length)} were given.`,
    });
  }
  const read = arms.map((arm, index) => readArm(task, arm, `input.arms[${String(index)}]`));
  const refusals = read.flatMap((arm) => (arm.ok ? [] : arm.refusals));
  if (refusals.length > 0) return refused(...refusals);
  return accepted([...new Set(read.flatMap((arm) => (arm.ok ? [arm.value] : [])))]);
}

function readArm(task: TaskRecord, arm: AskedArm, path: string): Parsed<string> {
  const policy = readPolicy(arm.policy, `${path}.policy`);
  const recipe = parseWithSchema(RecipeSchema, arm.recipe);
  const budget = parseBudget(task, arm.budget, recipe.ok ? recipe.value.batch : null, `${path}.budget`);
  const compiled =
    policy.ok && budget.ok
      ? compileFor(policy.value.document, contextOf(budget.value.updates, task.document.trainer), `${path}.policy`)
      : null;
  const unheard = compiled?.ok === true ? unheardMetric(compiled.value, task.document, `${path}.policy`) : null;
  const refusals = [
    ...(policy.ok ? [] : policy.refusals),
    ...(unheard === null ? [] : [unheard]),
    ...(recipe.ok ? [] : recipe.refusals.map((refusal) => ({ ...refusal, path: `${path}.recipe.${refusal.path}` }))),
    ...(recipe.ok && hasHalfCharacter(recipe.value) ? [halfCharacter(`${path}.recipe`)] : []),
    ...(budget.ok ? [] : budget.refusals),
    ...(compiled === null || compiled.ok ? [] : compiled.refusals),
  ];
  if (!policy.ok || !recipe.ok || !budget.ok || refusals.length > 0) return refused(...refusals);
  return accepted(
    armHash({
      task: task.name,
      budget: budget.value,
      policyHash: policy.value.hash,
      recipeHash: recipeHash(recipe.value),
    }),
  );
}

/**
 * A budget that is one of the task's three, its updates those that the recipe's batch takes; without a readable recipe
 * only the amount is judged.
 */
function parseBudget(task: TaskRecord, input: unknown, batch: Recipe['batch'] | null, path: string): Parsed<Budget> {
  const parsed = parseWithSchema(BudgetSchema, input);
  if (!parsed.ok)
    return refused(...parsed.refusals.map((refusal) => ({ ...refusal, path: `${path}.${refusal.path}` })));
  const whole = task.document.budget;
  const unknown = (expected: string, message: string) =>
    refused({ code: 'budget.unknown', path, expected, got: shown(parsed.value), message });
  if (budgetShareOf(whole, parsed.value) === null)
    return unknown(
      `${String(whole.amount)} ${whole.unit} times 0.25, 0.5 or 1`,
      `${task.name} has no such budget: its own of ${String(whole.amount)} ${whole.unit}, or a half or a quarter of it.`,
    );
  const allowed = batch && budgetUpdatesOf(task.document, parsed.value, batch);
  const { amount, unit, updates } = parsed.value;
  if (allowed === null || (updates >= allowed.least && updates <= allowed.most)) return parsed;
  const range =
    allowed.least === allowed.most ? String(allowed.most) : `${String(allowed.least)} to ${String(allowed.most)}`;
  return unknown(
    `${range} updates`,
    `${String(amount)} ${unit} of this recipe's batch are ${range} updates; ${String(updates)} were given.`,
  );
}

function seedRefusals(seeds: number): readonly Refusal[] {
  if (Number.isInteger(seeds) && seeds >= 1 && seeds <= TICKET_SEED_LIMIT) return [];
  return [
    {
      code: 'document.schema',
      path: 'input.seeds',
      expected: `1 to ${String(TICKET_SEED_LIMIT)}`,
      got: shown(seeds),
      message: `A ticket has 1 to ${String(TICKET_SEED_LIMIT)} seeds; ${String(seeds)} were asked for.`,
    },
  ];
}

export const unknownTask = (name: string, path = 'task'): Refusal => ({
  code: 'task.unknown',
  path,
  expected: 'the name of a task, slug@version',
  got: shown(name),
  message: `There is no task ${shown(name)}. \`ratebook tasks\` lists them.`,
});

export const closedTask = (task: TaskRecord, path = 'task'): Refusal => ({
  code: 'task.closed',
  path,
  expected: 'an open task',
  got: `${task.name}, ${task.state}`,
  message: `${task.name} takes no runs: it is ${task.state}.`,
});

export const unknownTicket = (id: string, path = 'id'): Refusal => ({
  code: 'ticket.unknown',
  path,
  expected: 'the id of a ticket that this registry issued',
  got: shown(id),
  message: `There is no ticket ${shown(id)} at this registry.`,
});

export const usedTicket = (id: string, path = 'id'): Refusal => ({
  code: 'ticket.used',
  path,
  expected: 'a ticket that no submission has used',
  got: shown(id),
  message: `The ticket ${id} has been used: one submission a ticket.`,
});

export const expiredTicket = (ticket: TicketRecord, path = 'id'): Refusal => ({
  code: 'ticket.expired',
  path,
  expected: 'a ticket that has not expired',
  got: `expired at ${ticket.expiresAt.toISOString()}`,
  message: `The ticket ${ticket.id} expired at ${ticket.expiresAt.toISOString()}.`,
});

export const notYours = (path = 'id'): Refusal => ({
  code: 'ticket.not-yours',
  path,
  expected: 'a ticket of your own account',
  got: 'a ticket of another account',
  message: 'The ticket was issued to another account.',
});

const tooMany = (held: number): Refusal => ({
  code: 'ticket.too-many',
  path: '',
  expected: `fewer than ${String(OPEN_TICKET_LIMIT)} open tickets`,
  got: String(held),
  message: `Your account holds ${String(held)} open tickets, as many as it may. Submit under one or let one expire.`,
});
