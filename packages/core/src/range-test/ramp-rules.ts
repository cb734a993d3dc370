import type { RampRule } from './range-test.js';

/** What a rule suggests, or why it has no answer. */
export type RampAnswer =
  { readonly learningRate: number; readonly reason: null } | { readonly learningRate: null; readonly reason: string };

/** Learning rates, ascending, with the smoothed loss at each: what a rule looks at. Of one length. */
export interface RampStretch {
  readonly learningRates: readonly number[];
  readonly losses: readonly number[];
}

type Rule = (stretch: RampStretch) => RampAnswer;

const none = (reason: string): RampAnswer => ({ learningRate: null, reason });

function at({ learningRates }: RampStretch, index: number): RampAnswer {
  const learningRate = learningRates[index];
  return learningRate === undefined
    ? none('its answer lies outside of what it looks at')
    : { learningRate, reason: null };
}

function argmin(values: readonly number[]): number {
  return values.reduce((held, value, index) => (value < (values[held] ?? Infinity) ? index : held), 0);
}

/**
 * The index of the largest value at most, first found: d[i] = 1 + the most d[j] of an earlier, higher loss. The length of
 * the longest strictly falling subsequence that ends at each point.
 */
function fallingLengths(losses: readonly number[]): readonly number[] {
  const lengths: number[] = [];
  for (const [index, loss] of losses.entries()) {
    let longest = 0;
    for (let before = 0; before < index; before += 1)
      if (loss < (losses[before] ?? -Infinity)) longest = Math.max(longest, lengths[before] ?? 0);
    lengths.push(longest + 1);
  }
  return lengths;
}

/**
 * fastai's valley: with e the end of the longest strictly falling subsequence of smoothed losses and d its length, the
 * point at e − d + ⌊d/3⌋ + ⌊d/6⌋, about the middle of the valley. Where the loss never falls fastai answers with the first
 * learning rate, and where the index is −1 with the last; here both have no valley.
 */
const valley: Rule = (stretch) => {
  const lengths = fallingLengths(stretch.losses);
  const longest = Math.max(0, ...lengths);
  if (longest < 2) return none('no valley: the smoothed loss never falls');
  const index = lengths.indexOf(longest) - longest + Math.floor(longest / 3) + Math.floor(longest / 6);
  return index < 0 ? none('no valley: the smoothed loss falls too briefly') : at(stretch, index);
};

const SLIDE_WIDTH = 15;
const SLIDE_THRESHOLD = 0.005;

/**
 * fastai's slide: an interval of 15 points, first at the right end, moves left while the gradients of the loss at its two
 * ends differ by more than 0.005; the learning rate at its left end. Needs 16 points.
 */
const slide: Rule = (stretch) => {
  const { losses } = stretch;
  if (losses.length <= SLIDE_WIDTH) return none(`fewer than ${String(SLIDE_WIDTH + 1)} points to look at`);
  const gradient = gradientOver(
    losses,
    losses.map((_, index) => index),
  );
  let left = losses.length - 1 - SLIDE_WIDTH;
  let answer = left;
  while (left >= 0 && Math.abs((gradient[left + SLIDE_WIDTH] ?? 0) - (gradient[left] ?? 0)) > SLIDE_THRESHOLD) {
    answer = left;
    left -= 1;
  }
  return at(stretch, answer);
};

const MINIMUM_DIVISOR = 10;

/** fastai's minimum: a tenth of the learning rate of least smoothed loss. */
const minimum: Rule = (stretch) => {
  const lowest = at(stretch, argmin(stretch.losses));
  return lowest.learningRate === null ? lowest : { learningRate: lowest.learningRate / MINIMUM_DIVISOR, reason: null };
};

/** The point of the least slope, where one falls at all. */
function steepest(stretch: RampStretch, slopes: readonly number[]): RampAnswer {
  const index = argmin(slopes);
  return (slopes[index] ?? 0) < 0 ? at(stretch, index) : none('the smoothed loss never falls');
}

/** fastai's steep: the left end of the steepest fall from point to point, over the logarithm of the learning rate. */
const steep: Rule = (stretch) => {
  const { learningRates, losses } = stretch;
  const slopes = losses.slice(1).map((loss, index) => {
    const width = Math.log(learningRates[index + 1] ?? 1) - Math.log(learningRates[index] ?? 1);
    return (loss - (losses[index] ?? 0)) / width;
  });
  return steepest(stretch, slopes);
};

/** Lightning's suggestion before 2.5.3: the steepest fall over the index of the points. */
const indexGradient: Rule = (stretch) =>
  steepest(
    stretch,
    gradientOver(
      stretch.losses,
      stretch.losses.map((_, index) => index),
    ),
  );

/** Lightning's since 2.5.3: over the learning rate itself, so that noise at its low end weighs most (its issue 21141). */
const linearGradient: Rule = (stretch) => steepest(stretch, gradientOver(stretch.losses, stretch.learningRates));

/**
 * Derivative of y by x at every point, of second order inside, one-sided at the ends: what numpy.gradient and
 * torch.gradient compute on points that need not be evenly spaced.
 */
function gradientOver(y: readonly number[], x: readonly number[]): readonly number[] {
  const slope = (from: number, to: number) => ((y[to] ?? 0) - (y[from] ?? 0)) / ((x[to] ?? 0) - (x[from] ?? 0));
  const last = y.length - 1;
  if (last < 1) return y.map(() => 0);
  return y.map((_, index) => {
    if (index === 0) return slope(0, 1);
    if (index === last) return slope(last - 1, last);
    const [before, after] = [(x[index] ?? 0) - (x[index - 1] ?? 0), (x[index + 1] ?? 0) - (x[index] ?? 0)];
    return (after * slope(index - 1, index) + before * slope(index, index + 1)) / (before + after);
  });
}

/** Every rule with the library and version it was read in. */
export const RAMP_RULE_DEFINITIONS: Readonly<Record<RampRule, { readonly source: string; readonly read: Rule }>> = {
  valley: { source: 'fastai 2.8', read: valley },
  slide: { source: 'fastai 2.8', read: slide },
  minimum: { source: 'fastai 2.8', read: minimum },
  steep: { source: 'fastai 2.8', read: steep },
  indexGradient: { source: 'Lightning before 2.5.3', read: indexGradient },
  linearGradient: { source: 'Lightning from 2.5.3', read: linearGradient },
};
