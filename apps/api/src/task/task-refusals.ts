import { type Refusal, shown } from '@ratebook/core/refusal';
import type { ModelRecord } from '../model/model.store.js';
import type { TaskRecord, TaskState } from './task.store.js';

/** As many proposals may wait of one account: each takes a steward's time. */
export const PROPOSAL_LIMIT = 10;
export const TASK_DOCUMENT_BYTES = 65_536;
export const REASON_CHARACTERS = 500;

export const tooLarge = (bytes: number): Refusal => ({
  code: 'document.too-large',
  path: 'document',
  expected: `a task document of at most ${String(TASK_DOCUMENT_BYTES)} bytes`,
  got: `${String(bytes)} bytes`,
  message: `A task document has at most ${String(TASK_DOCUMENT_BYTES)} bytes; this one has ${String(bytes)}.`,
});

export const wrongVersion = (slug: string, got: number, expected: number): Refusal => ({
  code: 'task.version',
  path: 'document.taskVersion',
  expected: String(expected),
  got: String(got),
  message:
    expected === 1
      ? `There is no task ${slug} yet: its first version is 1, not ${String(got)}.`
      : `${slug} has versions up to ${String(expected - 1)}; a proposal never changes one. Write "taskVersion": ${String(expected)}.`,
});

export const tooManyProposals = (held: number): Refusal => ({
  code: 'task.too-many',
  path: '',
  expected: `fewer than ${String(PROPOSAL_LIMIT)} proposals that wait`,
  got: String(held),
  message: `Your account has ${String(held)} proposals that wait for a steward, as many as it may. A newer version of one takes its place.`,
});

export const otherSlug = (asked: string, hubName: string, model: ModelRecord): Refusal => ({
  code: 'task.unfit',
  path: 'document.model',
  expected: model.slug,
  got: shown(asked),
  message: `The registry knows ${hubName} as ${model.slug}; under another name its results would not be found.`,
});

export const wrongState = (task: TaskRecord, wanted: readonly TaskState[]): Refusal => ({
  code: 'task.state',
  path: 'name',
  expected: `a task that is ${wanted.join(' or ')}`,
  got: `${task.name}, ${task.state}`,
  message: `${task.name} is ${task.state}; only a task that is ${wanted.join(' or ')} can be decided about so.`,
});

export const badReason = (reason: string): Refusal => ({
  code: 'document.schema',
  path: 'reason',
  expected: `a text of at most ${String(REASON_CHARACTERS)} characters`,
  got: shown(reason),
  message: `A reason is a text of at most ${String(REASON_CHARACTERS)} whole characters.`,
});
