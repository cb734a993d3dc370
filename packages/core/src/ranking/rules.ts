/** Every constant of the ranking, versioned: scores are stored beside the version they were computed under. */
export interface RankingRules {
  readonly rankingVersion: string;
  /** One-sided confidence of the bounds. */
  readonly confidence: number;
  /** Level of the tie group's tests. */
  readonly tieAlpha: number;
  /** What a prior over variances needs before it is fitted: arms with two or more seeds, and their degrees of freedom. */
  readonly priorArms: number;
  readonly priorDegrees: number;
  /** The prior's own degrees of freedom lie between these. */
  readonly fewestPriorDegrees: number;
  readonly mostPriorDegrees: number;
  /** An arm with a larger share of abandoned runs is not ranked. */
  readonly abandonedShare: number;
  /** Discount of an imported run on the view "all": bias in s0, extra variance in s0². */
  readonly importedBias: number;
  readonly importedVariance: number;
}

export const rankingRules2026_1: RankingRules = Object.freeze({
  rankingVersion: '2026-1',
  confidence: 0.95,
  tieAlpha: 0.05,
  priorArms: 5,
  priorDegrees: 8,
  fewestPriorDegrees: 1,
  mostPriorDegrees: 200,
  abandonedShare: 1 / 3,
  importedBias: 0.75,
  importedVariance: 1,
});
