import { citedPolicyText } from '@ratebook/core/citation';
import { formatLearningRate } from '@ratebook/core/policy';
import { orientedMetric } from '@ratebook/core/task';
import type { CitationRecord } from '../citation/citation.store.js';
import { type Answer, EMPTY_ANSWER, type Question } from './answer.js';

const PUBLISHED_LIMIT = 20;
const KEPT_QUESTIONS = 50;

const known = new WeakMap<readonly CitationRecord[], Map<string, readonly Answer[]>>();

/**
 * What is published about a model and fits a question: measured before used, the asked method and rank before others,
 * the better metric first. Worked out once for the same citations and question.
 */
export function publishedAnswers(citations: readonly CitationRecord[], question: Question): readonly Answer[] {
  const answered = known.get(citations) ?? new Map<string, readonly Answer[]>();
  known.set(citations, answered);
  const { adaptation, rank, taskKind, dataset } = question;
  const key = JSON.stringify([adaptation, rank, taskKind, dataset]);
  const answers = answered.get(key) ?? findAnswers(citations, question);
  if (answered.size >= KEPT_QUESTIONS) answered.clear();
  answered.set(key, answers);
  return answers;
}

function findAnswers(citations: readonly CitationRecord[], question: Question): readonly Answer[] {
  const fitting = citations.filter((citation) => states(citation) && !contradicts(citation, question));
  const exact = fitting.filter(({ rank }) => question.rank == null || rank === question.rank);
  return (exact.length > 0 ? exact : fitting)
    .toSorted((a, b) => closeness(b, question) - closeness(a, question) || byMetric(a, b))
    .slice(0, PUBLISHED_LIMIT)
    .map((citation) => toAnswer(citation, citations));
}

/** Search spaces, claims and formulas are evidence on the map; an answer is a recipe or a result. */
function states({ kind, peakLearningRate }: CitationRecord): boolean {
  return (kind === 'result' || kind === 'recipe') && peakLearningRate !== null;
}

function contradicts(citation: CitationRecord, question: Question): boolean {
  const differs = (asked: string | null | undefined, stated: string | null) =>
    asked != null && stated !== null && stated.toLowerCase() !== asked.toLowerCase();
  const dataset = question.dataset?.toLowerCase() ?? null;
  return (
    differs(question.adaptation, citation.adaptation) ||
    differs(question.taskKind, citation.taskKind) ||
    (dataset !== null && citation.dataset !== null && !citation.dataset.toLowerCase().includes(dataset))
  );
}

/** Measured counts most, then the method, then the rank. */
function closeness(citation: CitationRecord, question: Question): number {
  const isMeasured = citation.evidence === 'measured';
  const isMethod =
    question.adaptation != null && citation.adaptation?.toLowerCase() === question.adaptation.toLowerCase();
  const isRank = question.rank != null && citation.rank === question.rank;
  return Number(isMeasured) * 4 + Number(isMethod) * 2 + Number(isRank);
}

function byMetric(a: CitationRecord, b: CitationRecord): number {
  const [left, right] = [a.document.metric, b.document.metric];
  if (left === null || right === null || left.name !== right.name || left.direction !== right.direction)
    return a.rowId - b.rowId;
  return orientedMetric(right.direction, right.value) - orientedMetric(left.direction, left.value);
}

function toAnswer(citation: CitationRecord, all: readonly CitationRecord[]): Answer {
  const { document } = citation;
  const isMeasured = citation.evidence === 'measured';
  const metric = document.metric;
  const peak = citation.peakLearningRate === null ? '' : formatLearningRate(citation.peakLearningRate);
  const result = metric === null ? '' : `, ${metric.name} ${metricText(metric.value, metric.unit)}`;
  return {
    ...EMPTY_ANSWER,
    evidence: 'PUBLISHED',
    standing: isMeasured ? 'MEASURED' : 'USED',
    sentence: `${isMeasured ? 'Published with a metric' : 'Published as a recipe, without a metric'}: ${citedPolicyText(document)}, peak ${peak}${result}. ${document.source.text}`,
    notation: citation.policyNotation,
    peakLearningRate: citation.peakLearningRate,
    low: citation.low,
    high: citation.high,
    modelName: citation.modelName,
    adaptation: citation.adaptation,
    rank: citation.rank,
    optimizer: document.optimizer,
    batchSize: document.batchSize,
    expectedMetric: metric?.value ?? null,
    metricName: metric?.name ?? null,
    metricUnit: metric?.unit ?? null,
    bandSentence: bandSentence(citation, all),
    source: document.source,
    policyId: citation.policyId,
    citation,
  };
}

const SHOWN_DIGITS = 4;

/** A metric as people write it: 47.84% for a share, else the number and its unit. */
function metricText(value: number, unit: string): string {
  if (unit === 'share') return `${(100 * value).toPrecision(SHOWN_DIGITS)}%`;
  const number = String(Number(value.toPrecision(SHOWN_DIGITS)));
  return unit === 'percent' ? `${number}%` : `${number} ${unit}`;
}

/** What the sources tried for the same model, data, method and rank; their noise is not known, so there is no band. */
function bandSentence(citation: CitationRecord, all: readonly CitationRecord[]): string {
  const tried = all.filter(
    (other) =>
      states(other) &&
      other.dataset === citation.dataset &&
      other.adaptation === citation.adaptation &&
      other.rank === citation.rank,
  );
  const peaks = tried.map(({ peakLearningRate }) => peakLearningRate ?? 0);
  const [low, high] = [Math.min(...peaks), Math.max(...peaks)];
  if (low === high) return 'one LR tried, no band';
  return `peaks from ${formatLearningRate(low)} to ${formatLearningRate(high)} are published; their seeds’ noise is not, so no band`;
}
