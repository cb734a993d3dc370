import { citedPolicyText } from '@ratebook/core/citation';
import { formatLearningRate } from '@ratebook/core/policy';
import type { FormulaRule } from '@ratebook/core/ranking';
import type { TopRow } from '../board/board.store.js';
import type { CitationRecord } from '../citation/citation.store.js';
import type { TaskRecord } from '../task/task.store.js';
import type { EvidenceDot } from './answer.js';

/** A board row as a dot. */
export function measuredDot(row: TopRow, task: TaskRecord): EvidenceDot {
  const { metric, recipe, data } = task.document;
  return {
    evidence: row.isImported ? 'IMPORTED' : 'MEASURED_HERE',
    standing: 'MEASURED',
    peakLearningRate: row.peakLearningRate,
    low: null,
    high: null,
    label: `${row.notation} on ${task.name}, ${String(row.n)} ${row.n === 1 ? 'seed' : 'seeds'}`,
    metricName: metric.name,
    metricValue: row.mean,
    metricUnit: metric.unit,
    adaptation: recipe.adaptation.method,
    rank: recipe.adaptation.rank,
    optimizer: recipe.optimizer.name,
    dataset: data.name,
    href: `/tasks/${task.name}`,
  };
}

/** A citation as a dot; none where it states no learning rate above zero. A range stands at its geometric middle. */
export function citationDot(citation: CitationRecord): readonly EvidenceDot[] {
  const { low, high, document } = citation;
  const middle = low !== null && high !== null && low > 0 && high > 0 ? Math.sqrt(low * high) : null;
  const peak = citation.peakLearningRate ?? middle;
  if (peak === null || peak <= 0) return [];
  return [
    {
      evidence: 'PUBLISHED',
      standing: citation.evidence === 'measured' ? 'MEASURED' : 'USED',
      peakLearningRate: peak,
      low,
      high,
      label: `${citedPolicyText(document)} at ${formatLearningRate(peak)}: ${document.source.text}`,
      metricName: citation.metricName,
      metricValue: citation.metricValue,
      metricUnit: document.metric?.unit ?? null,
      adaptation: citation.adaptation,
      rank: citation.rank,
      optimizer: document.optimizer,
      dataset: citation.dataset,
      href: `/citations/${citation.slug}`,
    },
  ];
}

/** A rule of thumb as a dot, at the geometric middle of what it names. */
export function formulaDot(rule: FormulaRule): EvidenceDot {
  return {
    evidence: 'FORMULA',
    standing: 'USED',
    peakLearningRate: Math.sqrt(rule.low * rule.high),
    low: rule.low,
    high: rule.high,
    label: rule.title,
    metricName: null,
    metricValue: null,
    metricUnit: null,
    adaptation: null,
    rank: null,
    optimizer: null,
    dataset: null,
    href: `/guide#${rule.id}`,
  };
}
