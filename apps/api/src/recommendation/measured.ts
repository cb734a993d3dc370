import { formatLearningRate } from '@ratebook/core/policy';
import { type Candidate, formulaRules, recommend } from '@ratebook/core/ranking';
import { orientedMetric } from '@ratebook/core/task';
import type { TopRow } from '../board/board.store.js';
import { readPolicy } from '../policy/policy.service.js';
import type { TaskRecord } from '../task/task.store.js';
import { type Answer, EMPTY_ANSWER } from './answer.js';
import type { RankedRows } from './ranked-rows.js';

/** All of an answer but what may change while the ranking stands. */
export type MeasuredAnswer = Omit<Answer, 'modelName' | 'task'>;

const known = new WeakMap<RankedRows, MeasuredAnswer | null>();

/**
 * What a task's ranking recommends; null where no arm has a rank. Worked out once a ranking: neither a task's document nor
 * the rows of a board ever change.
 */
export function measuredAnswer(task: TaskRecord, ranked: RankedRows): MeasuredAnswer | null {
  const kept = known.get(ranked);
  if (kept !== undefined) return kept;
  const answer = toMeasuredAnswer(task, ranked);
  known.set(ranked, answer);
  return answer;
}

function toMeasuredAnswer(task: TaskRecord, { rows, seedDeviation }: RankedRows): MeasuredAnswer | null {
  const { metric, recipe } = task.document;
  const { direction } = metric;
  const found = recommend(
    rows.flatMap((row) => toCandidate(row, direction)),
    seedDeviation ?? 0,
  );
  const row = rows.find(({ armHash }) => armHash === found?.armHash);
  if (found === null || row === undefined) return null;
  const { expected, band, tied } = found;
  const turned = [orientedMetric(direction, expected.lower), orientedMetric(direction, expected.upper)];
  return {
    ...EMPTY_ANSWER,
    evidence: row.isImported ? 'IMPORTED' : 'MEASURED_HERE',
    standing: 'MEASURED',
    sentence: measuredSentence(row, task, tied),
    notation: row.notation,
    peakLearningRate: row.peakLearningRate,
    adaptation: recipe.adaptation.method,
    rank: recipe.adaptation.rank,
    optimizer: recipe.optimizer.name,
    batchSize: recipe.batch.size,
    expectedMetric: orientedMetric(direction, expected.mean),
    metricLower: Math.min(...turned),
    metricUpper: Math.max(...turned),
    metricName: metric.name,
    metricUnit: metric.unit,
    n: row.n,
    accounts: row.accounts,
    level: row.level,
    costUpdates: row.meanUpdates,
    ...('low' in band
      ? { safeBandLow: band.low, safeBandHigh: band.high, bandSentence: bandSentence(band.low, band.high) }
      : { bandSentence: band.reason }),
    gainOverFormula: gainOverFormula(rows, row, task),
    policyId: row.policyId,
    armId: row.armId,
  };
}

function bandSentence(low: number, high: number): string {
  const range =
    low === high
      ? `Of the peaks tried, ${formatLearningRate(low)} alone is`
      : `Peaks from ${formatLearningRate(low)} to ${formatLearningRate(high)} are`;
  return `${range} within one seed deviation of the best.`;
}

function toCandidate(row: TopRow, direction: 'maximize' | 'minimize'): readonly Candidate[] {
  const { mean, score, lower, upper } = row;
  if (mean === null || score === null || lower === null || upper === null || row.rankFrom === null) return [];
  return [
    {
      armHash: row.armHash,
      peakLearningRate: row.peakLearningRate,
      mean: orientedMetric(direction, mean),
      score: orientedMetric(direction, score),
      upper: orientedMetric(direction, direction === 'maximize' ? upper : lower),
      inLeaderGroup: row.inLeaderGroup,
      costUpdates: row.meanUpdates ?? 0,
    },
  ];
}

function measuredSentence(row: TopRow, task: TaskRecord, tied: number): string {
  const peak = formatLearningRate(row.peakLearningRate);
  const seeds = `${String(row.n)} ${row.n === 1 ? 'seed' : 'seeds'}`;
  const choice = tied > 1 ? `the cheapest of ${String(tied)} that cannot be told apart` : 'the best';
  return `Measured here on ${task.name} with ${seeds}: ${row.notation} (peak ${peak}) is ${choice}.`;
}

/** The answer's mean less that of the best formula arm on the same board, oriented; null where no formula was run. */
function gainOverFormula(rows: readonly TopRow[], chosen: TopRow, task: TaskRecord): number | null {
  const { direction } = task.document.metric;
  const formulas = rows.flatMap(({ policyHash, mean }) =>
    FORMULA_HASHES.has(policyHash) && mean !== null ? [orientedMetric(direction, mean)] : [],
  );
  if (formulas.length === 0 || chosen.mean === null) return null;
  return orientedMetric(direction, chosen.mean) - Math.max(...formulas);
}

const FORMULA_HASHES: ReadonlySet<string> = new Set(
  formulaRules.flatMap(({ notation }) => {
    const policy = readPolicy(notation);
    return policy.ok ? [policy.value.hash] : [];
  }),
);
