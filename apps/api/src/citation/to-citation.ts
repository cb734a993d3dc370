import { citedPolicyText } from '@ratebook/core/citation';
import type { CitationRecord } from './citation.store.js';
import type { CitationType } from './citation.type.js';

/** A stored citation as GraphQL shows it. */
export function toCitation(record: CitationRecord): CitationType {
  const { document } = record;
  return {
    rowId: record.rowId,
    modelId: record.modelId,
    policyId: record.policyId,
    id: record.slug,
    kind: record.kind,
    evidence: record.evidence,
    title: citationTitle(record),
    modelName: record.modelName,
    dataset: record.dataset,
    taskKind: record.taskKind,
    policyNotation: document.policy.state === 'notation' ? document.policy.notation : null,
    policyText: citedPolicyText(document),
    peakLearningRate: record.peakLearningRate,
    low: record.low,
    high: record.high,
    optimizer: document.optimizer,
    batchSize: document.batchSize,
    adaptation: record.adaptation,
    rank: record.rank,
    alpha: document.alpha,
    metricName: record.metricName,
    metricValue: record.metricValue,
    metricUnit: document.metric?.unit ?? null,
    read: document.read,
    inferred: document.inferred,
    source: document.source,
    record: document,
  };
}

/** One line: model, method, data, schedule. */
export function citationTitle({
  document,
  modelName,
  dataset,
}: Pick<CitationRecord, 'document' | 'modelName' | 'dataset'>): string {
  const method = [document.adaptation, document.rank === null ? null : `r=${String(document.rank)}`];
  const parts = [modelName, method.filter((part) => part !== null && part !== 'none').join(' '), dataset];
  return `${parts.filter((part) => part !== null && part !== '').join(' · ')}: ${citedPolicyText(document)}`;
}
