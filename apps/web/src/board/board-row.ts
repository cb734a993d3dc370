/** A row of a board, as the registry ranks it. Metrics are in the task's unit. */
export interface BoardRow {
  readonly armHash: string;
  readonly policyHash: string;
  readonly notation: string;
  readonly peakLearningRate: number;
  readonly curve: readonly number[];
  readonly rankFrom: number | null;
  readonly rankTo: number | null;
  readonly rankOf: number;
  readonly n: number;
  readonly accounts: number;
  readonly mean: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly isLeader: boolean;
  readonly inLeaderGroup: boolean;
  readonly isBaseline: boolean;
  readonly isImported: boolean;
  readonly level: number;
  readonly divergedRuns: number;
  readonly abandonedRuns: number;
  readonly divergenceProbability: number;
  readonly meanUpdates: number | null;
  /** Updates that finding it cost; null where no study found it. */
  readonly searchUpdates: number | null;
  readonly unrankedReason: string | null;
}

/** `1`, or `2–4` where the row's rank is not known more exactly; unranked rows have none. */
export function rankLabel(row: Pick<BoardRow, 'rankFrom' | 'rankTo'>): string {
  if (row.rankFrom === null) return '–';
  return row.rankTo === null || row.rankTo === row.rankFrom
    ? String(row.rankFrom)
    : `${String(row.rankFrom)}–${String(row.rankTo)}`;
}
