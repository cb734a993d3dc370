import { canonicalJson } from '../../canonical/index.js';
import { runId, type Submission } from '../../submission/index.js';
import { type ReadTrace, refusalLine, tracesOf } from '../case.js';
import { type Check, EVERY_STANDING, onSubmission } from '../check.js';
import { lossSuffixDigest } from '../loss-suffix.js';
import { failed, inconclusive, notApplicable, passed } from '../verdict.js';

const columnsOf = ({ learningRate, groups }: ReadTrace['trace']) => canonicalJson([learningRate, groups ?? null]);

/**
 * Whether two trials of a study cannot but end alike: one seed and the same learning rates as far as both were trained.
 * Policies that differ later alone, and trainings forked from one another, are cut at a rung before they part.
 */
function isOneTraining({ kind, arms }: Submission, a: ReadTrace, b: ReadTrace | undefined): boolean {
  if (kind !== 'study' || b === undefined || a.run.role !== 'trial' || b.run.role !== 'trial') return false;
  const recipes = [a, b].map(({ run }) => canonicalJson(arms[run.arm]?.recipe ?? null));
  const isSameSeed = a.run.seed === b.run.seed && a.run.dataSeed === b.run.dataSeed;
  return isSameSeed && recipes[0] === recipes[1] && columnsOf(a.trace) === columnsOf(b.trace);
}

export const suffixesDiffer: Check = {
  id: 'T09',
  title: 'No two runs end in the same losses',
  level: 2,
  version: '2',
  doesNotProve: 'That the losses were measured: noise can be invented.',
  requiredFor: EVERY_STANDING,
  check: onSubmission((submission, examined, { thresholds }) => {
    const { suffixLosses, suffixDistinct } = thresholds;
    const threshold = `no other seed or arm with the same last ${String(suffixLosses)} finite losses (${String(suffixDistinct)} of them distinct)`;
    const traces = tracesOf(examined, submission.runs);
    if ('missing' in traces) return inconclusive(traces.missing);
    if (!traces.ok) return failed('a trace that cannot be read', threshold, refusalLine(traces.refusals));
    const seen = new Map<string, number>();
    for (const read of traces.value) {
      const { index, trace } = read;
      const digest = lossSuffixDigest(trace.loss, suffixLosses, suffixDistinct);
      if (digest === null) continue;
      const own = seen.get(digest);
      if (own !== undefined && isOneTraining(submission, read, traces.value[own])) continue;
      const other =
        own === undefined
          ? examined.evidence.otherRunsByLossSuffix.get(digest)?.[0]
          : runId(examined.evidence.submissionId, own);
      if (other !== undefined) {
        return failed(
          `run ${String(index)} and ${other}`,
          threshold,
          `Run ${String(index)} ends in the same ${String(suffixLosses)} losses as run ${other}.`,
        );
      }
      seen.set(digest, index);
    }
    if (seen.size === 0)
      return notApplicable(
        `no run has ${String(suffixLosses)} finite losses, ${String(suffixDistinct)} of them distinct`,
      );
    return passed(`${String(seen.size)} different endings`, threshold);
  }),
};
