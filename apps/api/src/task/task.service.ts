import { accepted, type Parsed, type Refusal, refused } from '@ratebook/core/refusal';
import { type Task, taskHash } from '@ratebook/core/task';
import type { Viewer } from '../account/account.service.js';
import type { AccountRecord } from '../account/account.store.js';
import type { Clock } from '../clock.js';
import { indexModel, indexTask } from '../content/search-index.js';
import type { Sql, Transaction } from '../database/client.js';
import type { Events } from '../events.js';
import { type ModelRecord, ModelStore } from '../model/model.store.js';
import { readPolicy, under } from '../policy/policy.service.js';
import { PolicyStore } from '../policy/policy.store.js';
import { unknownTask } from '../ticket/ticket.service.js';
import { readProposal, taskRefusals } from './read-proposal.js';
import { TaskEventStore } from './task-event.store.js';
import {
  badReason,
  otherSlug,
  PROPOSAL_LIMIT,
  REASON_CHARACTERS,
  tooManyProposals,
  wrongState,
  wrongVersion,
} from './task-refusals.js';
import { type TaskRecord, type TaskState, TaskStore } from './task.store.js';

/** Who decides about a task: a steward, or null for whoever runs the registry. */
export type Decider = Pick<AccountRecord, 'id' | 'handle'> | null;

export interface Proposed {
  readonly task: TaskRecord;
  /** Whether the very document had been proposed before. */
  readonly isDuplicate: boolean;
}

/** Tasks of people's own: proposed by contributors, opened and retired by stewards, each change kept with who and when. */
export class TaskService {
  readonly #sql: Sql;
  readonly #clock: Clock;
  readonly #events: Events;

  constructor(sql: Sql, clock: Clock, events: Events) {
    this.#sql = sql;
    this.#clock = clock;
    this.#events = events;
  }

  /**
   * Proposes a task. A proposal is immutable: a changed document is the slug's next version, and takes the place of those
   * of the same proposer and slug that still wait. The same document again is the same proposal.
   */
  async propose(viewer: Viewer, document: unknown): Promise<Parsed<Proposed>> {
    const read = readProposal(document);
    if (!read.ok) return read;
    const task = read.value;
    const proposed = await this.#sql.begin(async (transaction): Promise<Parsed<Proposed>> => {
      // Two requests at once must neither both be the last one allowed nor take the same version.
      await transaction`select 1 from account where id = ${viewer.id} for update`;
      await transaction`select pg_advisory_xact_lock(hashtextextended(${task.slug}, 0))`;
      const versions = await new TaskStore(transaction).findVersions(task.slug);
      const same = versions.find(({ hash, state }) => hash === taskHash(task) && state !== 'withdrawn');
      if (same) return accepted({ task: same, isDuplicate: true });
      const expected = (versions.at(-1)?.taskVersion ?? 0) + 1;
      const model = await findModel(transaction, task);
      const waiting = await new TaskEventStore(transaction).findOpenProposals(viewer.id);
      const replaced = versions.filter(({ id }) => waiting.includes(id));
      const held = waiting.length - replaced.length;
      const refusals: readonly Refusal[] = [
        ...(task.taskVersion === expected ? [] : [wrongVersion(task.slug, task.taskVersion, expected)]),
        ...(model.ok ? [] : model.refusals),
        ...(held < PROPOSAL_LIMIT ? [] : [tooManyProposals(held)]),
      ];
      if (!model.ok || refusals.length > 0) return refused(...refusals);
      return this.#insert(transaction, viewer, task, { model: model.value, replaced });
    });
    if (proposed.ok && !proposed.value.isDuplicate) this.#events.taskProposed(viewer.handle, proposed.value.task.name);
    return proposed;
  }

  /** Opens a proposal: it takes runs from now on, and never changes. */
  open(by: Decider, name: string): Promise<Parsed<TaskRecord>> {
    return this.#decide(by, name, null, async (transaction, task) => {
      if (task.state !== 'proposed') return refused(wrongState(task, ['proposed']));
      // What is asked of a task may have grown since it was proposed.
      const refusals = taskRefusals(task.document);
      if (refusals.length > 0) return refused(...under('document', refusals));
      const [model] = await new ModelStore(transaction).findManyByIds([task.modelId]);
      if (model === undefined) throw new Error(`The task ${name} has no model.`);
      const baseline = readPolicy(task.document.baseline);
      // From now on its page is linked to.
      if (baseline.ok) await new PolicyStore(transaction).findOrInsert(baseline.value);
      await indexModel(transaction, model);
      await indexTask(transaction, task, model.name);
      return accepted('open');
    });
  }

  /** Retires an open task: what was measured stays, no more runs are taken. A proposal is declined. */
  retire(by: Decider, name: string, reason: string | null): Promise<Parsed<TaskRecord>> {
    if (reason !== null && !isReason(reason)) return Promise.resolve(refused(badReason(reason)));
    return this.#decide(by, name, reason, (_, task) => {
      if (task.state === 'open') return Promise.resolve(accepted('retired'));
      if (task.state === 'proposed') return Promise.resolve(accepted('declined'));
      return Promise.resolve(refused(wrongState(task, ['open', 'proposed'])));
    });
  }

  async #insert(
    transaction: Transaction,
    viewer: Viewer,
    task: Task,
    { model, replaced }: { readonly model: ModelRecord; readonly replaced: readonly TaskRecord[] },
  ): Promise<Parsed<Proposed>> {
    const [store, log] = [new TaskStore(transaction), new TaskEventStore(transaction)];
    const at = this.#clock();
    const inserted = await store.insertProposed(task, model.id);
    // The registry's own content may have taken the name meanwhile.
    if (inserted === null) return refused(wrongVersion(task.slug, task.taskVersion, task.taskVersion + 1));
    for (const { id } of replaced) {
      await store.changeState(id, 'withdrawn', null);
      const reason = `${inserted.name} was proposed in its place.`;
      await log.insert({ taskId: id, state: 'withdrawn', accountId: viewer.id, at, reason });
    }
    await log.insert({ taskId: inserted.id, state: 'proposed', accountId: viewer.id, at, reason: null });
    return accepted({ task: inserted, isDuplicate: false });
  }

  async #decide(
    by: Decider,
    name: string,
    reason: string | null,
    judge: (transaction: Transaction, task: TaskRecord) => Promise<Parsed<TaskState>>,
  ): Promise<Parsed<TaskRecord>> {
    const decided = await this.#sql.begin(async (transaction): Promise<Parsed<TaskRecord>> => {
      const store = new TaskStore(transaction);
      const task = await store.findForUpdate(name);
      if (!task) return refused(unknownTask(name, 'name'));
      const judged = await judge(transaction, task);
      if (!judged.ok) return judged;
      const at = this.#clock();
      const state = judged.value;
      const openedAt = state === 'open' ? at : task.openedAt;
      await store.changeState(task.id, state, openedAt);
      await new TaskEventStore(transaction).insert({ taskId: task.id, state, accountId: by?.id ?? null, at, reason });
      return accepted({ ...task, state, openedAt });
    });
    if (decided.ok) this.#events.taskDecided(by?.handle ?? null, name, decided.value.state);
    return decided;
  }
}

const isReason = (reason: string) =>
  reason.length <= REASON_CHARACTERS && reason.isWellFormed() && !reason.includes('\0');

/**
 * The model that a proposal names, made where the registry has none of that name: only a hub model that it knows under
 * another slug is refused.
 */
async function findModel(transaction: Transaction, task: Task): Promise<Parsed<ModelRecord>> {
  const models = new ModelStore(transaction);
  const named = await models.find(task.model);
  if (named) return accepted(named);
  const { trainer } = task;
  const source = trainer.name === 'torch' && trainer.model?.source === 'hub' ? trainer.model : null;
  const known = source && (await models.find(source.name));
  if (known) return refused(otherSlug(task.model, source.name, known));
  await models.upsert({
    slug: task.model,
    name: source?.name.slice(source.name.lastIndexOf('/') + 1) ?? task.model,
    family: null,
    parameterCount: trainer.parameterCount,
    aliases: source ? [source.name] : [],
  });
  const made = await models.find(task.model);
  if (!made) throw new Error(`The model ${task.model} was neither inserted nor found.`);
  return accepted(made);
}
