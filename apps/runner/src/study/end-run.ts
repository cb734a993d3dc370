import { join } from 'node:path';
import { z } from 'zod';
import { findJson, findText } from '../files/folder.js';
import { writeFileWhole } from '../files/write-file-whole.js';
import { LOG_FILE } from '../monitor/learning-rate-monitor.js';
import { cutRunLog, type LogLine, readRunLog, RunLogWriter } from '../monitor/run-log.js';

const FAILURE_FILE = 'failure.json';
const FailureSchema = z.strictObject({ reason: z.string().min(1) });

/** A run states its reason in at most this many characters. */
const LONGEST_REASON = 500;

/** Writes down that a run cannot be trained further. */
export async function giveUpRun(directory: string, reason: string): Promise<void> {
  const short = reason.length <= LONGEST_REASON ? reason : `${reason.slice(0, LONGEST_REASON - 1)}…`;
  await writeFileWhole(join(directory, FAILURE_FILE), `${JSON.stringify({ reason: short })}\n`);
}

/** Why a run was given up; null where it was not. */
export async function findFailure(directory: string): Promise<string | null> {
  const parsed = FailureSchema.safeParse(findJson((await findText(join(directory, FAILURE_FILE))) ?? ''));
  return parsed.success ? parsed.data.reason : null;
}

/** Updates that a log holds. */
export const updatesMade = (lines: readonly LogLine[]) =>
  lines.reduce((count, { message }) => (message.type === 'update' ? count + 1 : count), 0);

/**
 * Ends a run where it stands: pruned by its study, or given up. Its log says so from then on; one that has its end keeps
 * it. Resolves with the whole log.
 */
export async function endRun(directory: string, status: 'pruned' | 'abandoned'): Promise<readonly LogLine[]> {
  const path = join(directory, LOG_FILE);
  const lines = await readRunLog(path);
  if (lines.at(-1)?.message.type === 'finished') return lines;
  const line: LogLine = {
    elapsed: lines.at(-1)?.elapsed ?? 0,
    message: { type: 'finished', status, t: updatesMade(lines) },
  };
  // What a kill tore off would swallow the end: nothing behind it is believed.
  await cutRunLog(path, lines.length);
  const writer = await RunLogWriter.open(path);
  try {
    await writer.append(line);
  } finally {
    await writer.close();
  }
  return [...lines, line];
}
