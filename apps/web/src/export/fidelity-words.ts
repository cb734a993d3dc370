import type { Fidelity } from '@ratebook/core/policy/exporters';
import { formatLearningRate } from '../text/learning-rate';
import { formatCount } from '../text/numbers';

/** The word for a fidelity. */
export function fidelityWord({ kind }: Fidelity): string {
  return { exact: 'exact', approximate: 'approximate', 'not-expressible': 'not expressible' }[kind];
}

/** A fidelity in a sentence: what exact means, or how far off the form is, where, and between which learning rates. */
export function fidelitySentence(fidelity: Fidelity): string {
  if (fidelity.kind === 'exact')
    return `the policy’s learning rate at every update, to ${formatLearningRate(fidelity.toleranceOfPeak)} of the peak`;
  const { ofPeak, update, policyLearningRate, toolLearningRate, group } = fidelity.difference;
  const nearest = fidelity.kind === 'approximate' ? '' : 'this is the nearest; ';
  if (!Number.isFinite(ofPeak)) return `${nearest}at update ${formatCount(update)} it gives no learning rate at all`;
  const where = `at update ${formatCount(update)}${group === null ? '' : ` in the group ${group}`}`;
  const rates = `${formatLearningRate(toolLearningRate)} in place of ${formatLearningRate(policyLearningRate)}`;
  return `${nearest}largest difference ${formatShare(ofPeak)} of the peak, ${where} (${rates})`;
}

/** A share as a percentage with two figures: `0.4%`, `12%`; very small ones in powers of ten. */
export function formatShare(share: number): string {
  const percent = Number((share * 100).toPrecision(2));
  return `${percent !== 0 && percent < 1e-3 ? formatLearningRate(percent) : String(percent)}%`;
}
