import { join } from 'node:path';
import { writeFileWhole } from '../files/write-file-whole.js';
import type { Divergence } from '../monitor/divergence.js';
import { Judge, type Notice } from '../monitor/judge.js';
import { assertApplied, assertHasGroups, LOG_FILE, type MonitoredRun } from '../monitor/learning-rate-monitor.js';
import { type LogLine, logText, readRunLog } from '../monitor/run-log.js';

type Training = Pick<MonitoredRun, 'policy' | 'start'>;

/** A log that was looked through. */
export interface JudgedLog {
  /** Those of the run: what was trained after a divergence is none of it. */
  readonly lines: readonly LogLine[];
  readonly divergence: Divergence | null;
}

/**
 * What the monitor would have made of a log, had it sat beside the training: every applied learning rate compared with
 * what the policy asks for, and the end at the evaluation that shows a divergence. A run that was trained where no runner
 * is ends like one that was trained beside it.
 */
export function judgeLines(
  lines: readonly LogLine[],
  { policy, start }: Training,
  onNotice: (notice: Notice) => void = () => undefined,
): JudgedLog {
  const judge = new Judge({ policy, start, onNotice });
  for (const [index, { message }] of lines.entries()) {
    if (judge.divergence !== null && !isStillOf(judge.divergence.t, message))
      return { lines: endedAt(judge.divergence.t, lines.slice(0, index)), divergence: judge.divergence };
    if (message.type === 'ready') assertHasGroups(policy, message.groups);
    if (message.type === 'update') assertApplied(judge.steering, policy, message);
    judge.observe(message);
  }
  const { divergence } = judge;
  return { lines: divergence === null ? lines : endedAt(divergence.t, lines), divergence };
}

/** Looks through the log of a run and leaves in its file what is of the run. */
export async function judgeRunLog(
  directory: string,
  training: Training,
  onNotice: (notice: Notice) => void,
): Promise<JudgedLog> {
  const path = join(directory, LOG_FILE);
  const lines = await readRunLog(path);
  const judged = judgeLines(lines, training, onNotice);
  if (judged.divergence !== null) await writeFileWhole(path, logText(judged.lines));
  return judged;
}

/** Whether a log has its end, or the checkpoint of an ask. */
export function isThere(lines: readonly LogLine[], until: number): boolean {
  const last = lines.at(-1)?.message;
  return last?.type === 'finished' || (last?.type === 'checkpoint' && last.t === until);
}

/** What a trainer says between an evaluation and its next update. */
function isStillOf(t: number, message: LogLine['message']): boolean {
  return (message.type === 'usage' || message.type === 'checkpoint') && message.t === t;
}

function endedAt(t: number, lines: readonly LogLine[]): readonly LogLine[] {
  return [...lines, { elapsed: lines.at(-1)?.elapsed ?? 0, message: { type: 'finished', status: 'diverged', t } }];
}
