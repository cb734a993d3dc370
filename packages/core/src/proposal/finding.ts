import { type Refusal, shown } from '../refusal/index.js';

/** What stands somewhere in a task and is doubtful, but may be meant: the proposer decides. */
export type TaskWarning = Omit<Refusal, 'code'>;

/** A refusal of a field that does not fit the rest of its task. */
export function unfit(path: string, got: unknown, expected: string, reason: string): Refusal {
  return { code: 'task.unfit', path, expected, got: shown(got), message: `${path}: ${reason}` };
}

/** A warning about a field. */
export function doubtful(path: string, got: unknown, expected: string, reason: string): TaskWarning {
  return { path, expected, got: shown(got), message: `${path}: ${reason}` };
}
