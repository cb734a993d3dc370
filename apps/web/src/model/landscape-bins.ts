/** Runs of a landscape whose peak learning rates fall into one quarter of a decade. */
export interface LandscapeBin {
  readonly low: number;
  readonly high: number;
  readonly count: number;
  readonly best: number;
  readonly median: number;
}

const BINS_A_DECADE = 4;

/** The landscape in quarters of a decade, ascending; empty quarters are left out. `direction` says what "best" means. */
export function binByLearningRate(
  learningRates: readonly number[],
  values: readonly number[],
  direction: string,
): readonly LandscapeBin[] {
  const bins = new Map<number, number[]>();
  learningRates.forEach((learningRate, index) => {
    const value = values[index];
    if (value === undefined || !(learningRate > 0)) return;
    const bin = Math.floor(Math.log10(learningRate) * BINS_A_DECADE);
    bins.set(bin, [...(bins.get(bin) ?? []), value]);
  });
  return [...bins.entries()]
    .sort(([a], [b]) => a - b)
    .map(([bin, own]) => {
      const sorted = own.toSorted((a, b) => a - b);
      const middle = (sorted.length - 1) / 2;
      return {
        low: 10 ** (bin / BINS_A_DECADE),
        high: 10 ** ((bin + 1) / BINS_A_DECADE),
        count: sorted.length,
        best: (direction === 'minimize' ? sorted[0] : sorted.at(-1)) ?? 0,
        median: ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2,
      };
    });
}
