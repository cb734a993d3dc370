import { runId } from '../../submission/index.js';
import { refusalLine, tracesOf } from '../case.js';
import { type Check, EVERY_STANDING, onSubmission } from '../check.js';
import { lossSuffixDigest } from '../loss-suffix.js';
import { failed, inconclusive, notApplicable, passed } from '../verdict.js';

export const suffixesDiffer: Check = {
  id: 'T09',
  title: 'No two runs end in the same losses',
  level: 2,
  version: '1',
  doesNotProve: 'That the losses were measured: noise can be invented.',
  requiredFor: EVERY_STANDING,
  check: onSubmission((submission, examined, { thresholds }) => {
    const { suffixLosses, suffixDistinct } = thresholds;
    const threshold = `no other seed or arm with the same last ${String(suffixLosses)} finite losses (${String(suffixDistinct)} of them distinct)`;
    const traces = tracesOf(examined, submission.runs);
    if ('missing' in traces) return inconclusive(traces.missing);
    if (!traces.ok) return failed('a trace that cannot be read', threshold, refusalLine(traces.refusals));
    const seen = new Map<string, number>();
    for (const { index, trace } of traces.value) {
      const digest = lossSuffixDigest(trace.loss, suffixLosses, suffixDistinct);
      if (digest === null) continue;
      const own = seen.get(digest);
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
