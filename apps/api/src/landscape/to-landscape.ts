import type { LandscapeRecord } from './landscape.store.js';
import type { LandscapeType } from './landscape.type.js';

/** A stored landscape as GraphQL shows it: runs without a metric are listed apart, by their learning rate. */
export function toLandscape({ document, runCount }: LandscapeRecord): LandscapeType {
  const { columns } = document;
  const measured = columns.metricValue.flatMap((value, index) => (value === null ? [] : [index]));
  const pick = <T>(column: readonly T[]) => measured.flatMap((index) => column[index] ?? []);
  return {
    id: document.id,
    title: document.title,
    dataset: document.dataset,
    metric: document.metric,
    source: document.source,
    note: document.note,
    learningRate: pick(columns.learningRate),
    metricValue: columns.metricValue.filter((value) => value !== null),
    batchSize: pick(columns.batchSize),
    epochs: pick(columns.epochs),
    warmupSteps: columns.warmupSteps && pick(columns.warmupSteps),
    divergedLearningRate: columns.learningRate.filter((_, index) => columns.metricValue[index] === null),
    runCount,
  };
}
