import { checkTask, unmeasuredData } from '@ratebook/core/proposal';
import { accepted, type Parsed, type Refusal, refused } from '@ratebook/core/refusal';
import { parseTask, type Task } from '@ratebook/core/task';
import { under } from '../policy/policy.service.js';
import { TASK_DOCUMENT_BYTES, tooLarge } from './task-refusals.js';

/**
 * A proposed document as a task that could open: of bounded size, strictly read, checked, its data measured. Every reason
 * why not is listed.
 */
export function readProposal(document: unknown): Parsed<Task> {
  const bytes = Buffer.byteLength(JSON.stringify(document));
  if (bytes > TASK_DOCUMENT_BYTES) return refused(tooLarge(bytes));
  const parsed = parseTask(document);
  if (!parsed.ok) return refused(...under('document', parsed.refusals));
  const refusals = taskRefusals(parsed.value);
  return refusals.length > 0 ? refused(...under('document', refusals)) : accepted(parsed.value);
}

/** Why a task cannot open as it is written. */
export function taskRefusals(task: Task): readonly Refusal[] {
  const unmeasured = unmeasuredData(task);
  return [...checkTask(task).refusals, ...(unmeasured === null ? [] : [unmeasured])];
}
