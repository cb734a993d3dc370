import { formatLearningRate, policyHash, printPolicy } from '@ratebook/core/policy';
import { fitTrace } from '@ratebook/core/policy/fit';
import { compiledFor, refusedFor } from './policy-run.js';
import type { CommandContext } from './context.js';
import { policyPlot } from '../report/policy-plot.js';
import { readTrace } from './policy-trace.js';

const MEANING = {
  applied: 'the log holds the learning rate that was applied',
  next: "the log holds the next update's learning rate",
} as const;

/** `ratebook policy fit FILE`: the simplest policy that gives the learning rates of a log. */
export function policyFitCommand({ output }: CommandContext, text: string, totalUpdates: number | null): void {
  const { trace, kind, passedOver } = readTrace(text);
  const fitted = fitTrace({ ...trace, totalUpdates: totalUpdates ?? trace.totalUpdates });
  if (!fitted.ok) throw refusedFor(fitted.refusals);
  const { policy, semantics, skippedUpdates, errorOfPeak, ...fit } = fitted.value;
  const { learningRateAt, boundaries } = compiledFor(policy, { totalUpdates: fit.totalUpdates });
  const count = trace.update.length;
  output.line(printPolicy(policy));
  output.line();
  const frame = { totalUpdates: fit.totalUpdates, columns: output.columns, boundaries };
  for (const line of policyPlot([{ learningRateAt, mark: '●' }], frame)) output.line(line);
  output.line();
  output.paragraph(
    `fits ${String(count)} learning rates of ${kind} to ${formatLearningRate(Number(errorOfPeak.toPrecision(2)))} of the peak, over ${String(fit.totalUpdates)} updates`,
  );
  output.line(MEANING[semantics]);
  if (skippedUpdates > 0)
    output.line(`skipped updates: ${String(skippedUpdates)}, by which the schedule lags behind the log's count`);
  if (passedOver > 0) output.line(`${String(passedOver)} rows without a learning rate were passed over`);
  output.result({
    ...fit,
    notation: printPolicy(policy),
    document: policy,
    policyHash: policyHash(policy),
    semantics,
    skippedUpdates,
    errorOfPeak,
    learningRates: count,
    kind,
    passedOver,
  });
}
