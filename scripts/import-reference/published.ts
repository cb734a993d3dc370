import type { Citation } from '../../packages/core/src/citation/index.js';
import { adaptationOf, readModel, taskKindOf } from './names.js';
import { readPolicy } from './policy-line.js';

/** A record of the collection, as it was taken down. */
export interface PublishedRecord {
  readonly id: string;
  readonly model: string;
  readonly dataset: string;
  readonly task: string;
  readonly policyKind: string;
  readonly policyParams: Readonly<Record<string, unknown>>;
  readonly optimizer: { readonly name: string } | null;
  readonly batchSize: unknown;
  readonly metricName: string | null;
  readonly metricValue: number | null;
  readonly source: string;
  readonly sourceKind: string;
  readonly verified: boolean;
  readonly sourceLicense?: string;
  readonly notes?: string;
  readonly inferredFields?: readonly string[];
}

const KINDS: Readonly<Record<string, Citation['kind']>> = {
  RANGE_BIN: 'range-bin',
  SEARCH_SPACE: 'search-space',
  FORMULA: 'formula',
  CLAIM: 'claim',
};

/** The address of a `github:owner/name@commit:path` source. */
export function addressOf(source: string): string | null {
  const match = /^github:([^@\s]+)@([0-9a-f]+):([^;(]+)/.exec(source);
  if (match === null) return null;
  const [, repository = '', commit = '', path = ''] = match;
  return `https://github.com/${repository}/blob/${commit}/${encodeURI(path.trim())}`;
}

const MINIMIZED = /loss|perplexity|\bwer\b/i;

function metricOf({ metricName, metricValue }: PublishedRecord): Citation['metric'] {
  if (metricName === null || metricValue === null) return null;
  const isMinimized = MINIMIZED.test(metricName);
  const unit = metricName.includes('%')
    ? 'percent'
    : /accuracy|F1|MCC|Matthews|Pearson|EM/i.test(metricName) && Math.abs(metricValue) <= 1
      ? 'share'
      : /loss/i.test(metricName)
        ? 'nats'
        : 'points';
  return { name: metricName, value: metricValue, direction: isMinimized ? 'minimize' : 'maximize', unit };
}

function rangeOf({ policyKind, policyParams }: PublishedRecord): readonly [number | null, number | null] {
  if (policyKind === 'RANGE_BIN') return [policyParams['lrLow'] as number, policyParams['lrHigh'] as number];
  if (policyKind !== 'SEARCH_SPACE') return [null, null];
  const tried = policyParams['peak'] as number[];
  return [Math.min(...tried), Math.max(...tried)];
}

/** The one number that a batch is, or null: some records state one a field, or a range. */
function batchOf({ batchSize }: PublishedRecord): number | null {
  if (typeof batchSize === 'number') return batchSize;
  if (typeof batchSize !== 'object' || batchSize === null) return null;
  const sequences = (batchSize as Record<string, unknown>)['sequences'];
  return typeof sequences === 'number' ? sequences : null;
}

/** One record of the collection as a citation; the record itself stays in `facts`, whole. */
export function publishedCitation(record: PublishedRecord): Citation {
  const model = readModel(record.model);
  const read = readPolicy(record.policyKind, record.policyParams);
  const [low, high] = rangeOf(record);
  const metric = metricOf(record);
  const taskKind = taskKindOf(record.task, record.dataset, record.model);
  const inferredFields = (record.inferredFields ?? []).map(
    (field) => `The source does not state ${field}; it was inferred.`,
  );
  return {
    id: record.id,
    kind: KINDS[record.policyKind] ?? (metric === null ? 'recipe' : 'result'),
    evidence: metric === null ? 'used' : 'measured',
    model: model.slug,
    modelName: record.model,
    dataset: /^(any|\(user\))$/.test(record.dataset) ? null : record.dataset,
    taskKind,
    policy: read.policy,
    peakLearningRate: read.peak,
    low,
    high,
    optimizer: record.optimizer?.name ?? null,
    batchSize: batchOf(record),
    adaptation: adaptationOf(model.method, record.task, taskKind),
    rank: model.rank,
    alpha: model.alpha,
    metric,
    read: [
      `Read from the source's ${record.sourceKind.replaceAll('-', ' ')}.`,
      ...(record.notes === undefined ? [] : [record.notes]),
    ],
    inferred: [...inferredFields, ...read.inferred],
    conflicts: [],
    source: {
      text: record.source,
      url: addressOf(record.source),
      licence: record.sourceLicense ?? null,
      sourceRead: record.verified,
      date: null,
    },
    facts: record as unknown as Citation['facts'],
  };
}
