import { formatLearningRate } from '@ratebook/core/policy';
import { RAMP_RULE_DEFINITIONS, RAMP_RULES, type RampReading, type RangePoint } from '@ratebook/core/range-test';
import { rangePlot } from './range-plot.js';

/** What a ramp is not: said wherever one is made or shown (trainers.md 1.3). */
export const RAMP_CAVEAT =
  'A ramp probes where training blows up, and ranks nothing: it sees the training loss of one trajectory, without the real schedule and with a cold optimiser. Its suggestions are there to be compared with other tools; of fine-tuned language models they lie far too high. The grid (--method grid) is what measures.';

/** Points of the curve that are drawn at most. */
const MOST_COLUMNS = 30;

/** The smoothed training loss of a ramp for the terminal, evenly thinned out, the update that stopped it the last. */
export function rampPlot(points: readonly RangePoint[], reading: RampReading, columns: number): readonly string[] {
  const { smoothed } = reading.curve;
  // A reading that stopped the ramp may lie far above the rest, and would press it flat.
  const ordinary = reading.curve.stop?.why === 'above the least' ? smoothed.slice(0, -1) : smoothed;
  const top = ordinary.reduce((most, value) => Math.max(most, value), 0);
  const count = Math.min(MOST_COLUMNS, smoothed.length);
  const shown = Array.from({ length: count }, (_, index) =>
    Math.round((index * (smoothed.length - 1)) / Math.max(1, count - 1)),
  );
  const levels = shown.map((t) => ({
    learningRate: points[t]?.learningRate ?? 0,
    meanLoss: smoothed[t] ?? null,
    meanStartLoss: top,
    losses: [smoothed[t] ?? null],
  }));
  return rangePlot(levels, { best: null, usable: null, edge: reading.readOuts.edge }, columns, {
    ...{ heading: ['smoothed', 'loss'], above: 'above', legend: '× stopped' },
  });
}

/** What each rule suggests, and where the ramp stopped, a line each. */
export function rampSentences({ answers, curve, readOuts }: RampReading): readonly string[] {
  const lines = RAMP_RULES.map((rule) => {
    const { learningRate, reason } = answers[rule];
    const said = learningRate === null ? reason : formatLearningRate(Number(learningRate.toPrecision(3)));
    return `${rule.padEnd(16)}${said}  (${RAMP_RULE_DEFINITIONS[rule].source})`;
  });
  const edge = readOuts.edge === null ? null : formatLearningRate(Number(readOuts.edge.toPrecision(3)));
  const stopped =
    edge === null || curve.stop === null
      ? `${'edge'.padEnd(16)}none: the smoothed loss never rose above four times its least value`
      : `${'edge'.padEnd(16)}${edge}  update ${String(curve.stop.update)}, where the ${curve.stop.why === 'not finite' ? 'loss was no finite number' : 'smoothed loss was above four times its least value'}`;
  return [...lines, stopped];
}
