import type { UsageMessage } from '../trainer/protocol.js';
import type { LogLine } from './run-log.js';

/** What the processes before this one have used, by the last line of a log that says it; null where none does. */
export function usageSoFar(lines: readonly LogLine[]): UsageMessage | null {
  const { message } = lines.findLast((line) => line.message.type === 'usage') ?? {};
  return message?.type === 'usage' ? message : null;
}

/**
 * The same usage counted over all processes that worked on the run: a trainer knows its own alone. The peak of memory is
 * the largest of them. Energy that an earlier process could not read stays unknown.
 */
export function countedOn(before: UsageMessage | null, usage: UsageMessage): UsageMessage {
  if (before === null) return usage;
  const peaks = [before.peakMemoryBytes, usage.peakMemoryBytes].filter((peak) => peak !== null);
  return {
    ...usage,
    deviceSeconds: before.deviceSeconds + usage.deviceSeconds,
    energyJoules:
      before.energyJoules === null || usage.energyJoules === null ? null : before.energyJoules + usage.energyJoules,
    peakMemoryBytes: peaks.length === 0 ? null : Math.max(...peaks),
  };
}
