import { parsePolicyDocument, type Policy } from '../policy/index.js';
import { valueOrThrow } from '../refusal/index.js';

/**
 * The policy of a ramp: from · (to / from)^(t / (n − 1)) at update t of n, so that update 0 has `from` and update n − 1 has
 * `to`, to twelve digits. (fastai's last learning rate is never its end, and Lightning leaves out the exponent 1/n.) After
 * the ramp, where the budget is longer, `to` holds: nothing is trained there.
 *
 * @throws RangeError unless 0 < from < to and 2 ≤ updates ≤ totalUpdates
 */
export function rampPolicy(ramp: {
  readonly from: number;
  readonly to: number;
  readonly updates: number;
  /** Updates of the budget that the ramp stands at the beginning of. */
  readonly totalUpdates: number;
}): Policy {
  const { from, to, updates, totalUpdates } = ramp;
  if (!(from > 0 && to > from && Number.isInteger(updates) && updates >= 2 && updates <= totalUpdates))
    throw new RangeError(
      `A ramp needs 0 < from < to and 2 to ${String(totalUpdates)} updates; got ${String(from)}, ${String(to)}, ${String(updates)}.`,
    );
  const rising = {
    law: 'exponential',
    initial: from,
    factor: Number((to / from).toPrecision(12)),
    every: { steps: updates - 1 },
  };
  const document =
    updates === totalUpdates
      ? { version: 1, ...rising }
      : {
          version: 1,
          law: 'sequence',
          phases: [{ policy: rising, until: { steps: updates } }, { policy: { law: 'constant', learningRate: to } }],
        };
  return valueOrThrow(parsePolicyDocument(document));
}
