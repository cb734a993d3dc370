import { type RampCurve, smoothRamp } from './ramp-curve.js';
import { RAMP_RULE_DEFINITIONS, type RampAnswer, type RampStretch } from './ramp-rules.js';
import { RAMP_RULES, type RangePoint, type RangeReadOuts, type RampRule } from './range-test.js';

/** A ramp, read: its smoothed curve, and what each rule says of it. */
export interface RampReading {
  readonly curve: RampCurve;
  readonly answers: Readonly<Record<RampRule, RampAnswer>>;
  readonly readOuts: RangeReadOuts;
}

// fastai looks at all but the first tenth of the planned points and the last 5; Lightning leaves out 10 and 1.
const FASTAI_SKIPPED_SHARE = 10;
const FASTAI_SKIPPED_END = 5;
const LIGHTNING_SKIPPED_BEGIN = 10;
const LIGHTNING_SKIPPED_END = 1;

const LIGHTNING_RULES: readonly RampRule[] = ['indexGradient', 'linearGradient'];

/**
 * Reads a ramp by the published rules, over a training loss smoothed as fastai does, up to the stop (ramp-curve.ts). A
 * ramp says where training of this kind blows up, and lets one compare with the libraries; it measures the training loss
 * of one trajectory without the real schedule, so it ranks nothing: best and usable are null.
 *
 * @param points one an update, in order
 * @param planned updates that the ramp has where nothing stops it
 */
export function readRamp(points: readonly RangePoint[], planned: number): RampReading {
  const curve = smoothRamp(points.map(({ loss }) => loss));
  const learningRates = points.map(({ learningRate }) => learningRate);
  const answerOf = (rule: RampRule): RampAnswer => {
    const stretch = stretchOf(curve, learningRates, rule, planned);
    return stretch.losses.length < 2
      ? { learningRate: null, reason: 'fewer than 2 points to look at' }
      : RAMP_RULE_DEFINITIONS[rule].read(stretch);
  };
  const answers = Object.fromEntries(RAMP_RULES.map((rule) => [rule, answerOf(rule)])) as RampReading['answers'];
  const edge = curve.stop === null ? null : (learningRates[curve.stop.update] ?? null);
  const ramp = Object.fromEntries(RAMP_RULES.map((rule) => [rule, answers[rule].learningRate])) as Record<
    RampRule,
    number | null
  >;
  return { curve, answers, readOuts: { best: null, usable: null, edge, ramp } };
}

/** The part of the curve that a rule looks at. What is left out at the end is left out of finite losses that ran on. */
function stretchOf(
  { smoothed, stop }: RampCurve,
  learningRates: readonly number[],
  rule: RampRule,
  planned: number,
): RampStretch {
  const isLightning = LIGHTNING_RULES.includes(rule);
  const from = isLightning ? LIGHTNING_SKIPPED_BEGIN : Math.floor(planned / FASTAI_SKIPPED_SHARE);
  const skipped = isLightning ? LIGHTNING_SKIPPED_END : FASTAI_SKIPPED_END;
  // A library that met a loss that is not finite goes on to the planned end, and looks at what came before.
  const ended = stop?.why === 'not finite' ? planned : smoothed.length;
  const until = Math.max(from, Math.min(smoothed.length, ended - skipped));
  return { learningRates: learningRates.slice(from, until), losses: smoothed.slice(from, until) };
}
