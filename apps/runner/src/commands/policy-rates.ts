import { formatLearningRate, type Policy, policyHash, type RunContext } from '@ratebook/core/policy';
import type { CommandContext } from './context.js';
import { compiledFor } from './policy-run.js';

const SHOWN_UPDATES = 11;
const UPDATE_WIDTH = 9;
const LEARNING_RATE_WIDTH = 11;
const LONGEST_BAR = 40;

/** Updates evenly spread over a run, its first and last among them. */
export function spreadUpdates(totalUpdates: number, count: number): readonly number[] {
  const last = totalUpdates - 1;
  if (count < 2) return [0];
  return [...new Set(Array.from({ length: count }, (_, index) => Math.round((index / (count - 1)) * last)))];
}

/** `ratebook policy rates POLICY --updates N`: the learning rate at evenly spread updates, for reading. */
export function policyRatesCommand({ output }: CommandContext, policy: Policy, context: RunContext): void {
  const compiled = compiledFor(policy, context);
  const updates = spreadUpdates(context.totalUpdates, SHOWN_UPDATES);
  const barWidth = Math.min(LONGEST_BAR, output.columns - UPDATE_WIDTH - LEARNING_RATE_WIDTH - 5);
  output.line(`${'update'.padStart(UPDATE_WIDTH)}  learning rate`);
  for (const t of updates) {
    const learningRate = compiled.learningRateAt(t);
    const share = compiled.peakLearningRate === 0 ? 0 : learningRate / compiled.peakLearningRate;
    const shown = formatLearningRate(Number(learningRate.toPrecision(4))).padEnd(LEARNING_RATE_WIDTH);
    output.line(`${String(t).padStart(UPDATE_WIDTH)}  ${shown}  ${'█'.repeat(Math.round(share * barWidth))}`.trimEnd());
  }
  output.result({
    policyHash: policyHash(policy),
    peakLearningRate: compiled.peakLearningRate,
    updates,
    learningRates: updates.map((t) => compiled.learningRateAt(t)),
  });
}
