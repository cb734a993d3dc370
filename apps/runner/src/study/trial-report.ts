import type { Reading, TrialReport } from '@ratebook/core/study';
import type { LogLine } from '../monitor/run-log.js';
import { updatesMade } from './end-run.js';

/** What a run's log says of it as a trial. `metric`: the name of the task's own; `isGivenUp`: its failure is written down. */
export function trialReport(lines: readonly LogLine[], metric: string, isGivenUp: boolean): TrialReport | null {
  const ended = lines.at(-1)?.message;
  const end = isGivenUp ? 'failed' : ended?.type === 'finished' ? endOf(ended.status) : null;
  if (lines.length === 0 && end === null) return null;
  const readings = lines.flatMap(({ message }): Reading[] => {
    if (message.type !== 'evaluation' || message.split !== 'validation' || message.t === 0) return [];
    const { t, metrics } = message;
    return [{ t, loss: metrics['loss'] ?? null, metric: metrics[metric] ?? null }];
  });
  return { readings, updates: updatesMade(lines), end };
}

function endOf(status: 'completed' | 'diverged' | 'abandoned' | 'pruned'): TrialReport['end'] {
  if (status === 'completed' || status === 'diverged') return status;
  return status === 'abandoned' ? 'failed' : null;
}
