import { formatLearningRate } from '@ratebook/core/policy';
import { citedPolicyText } from '@ratebook/core/citation';
import type { CitationFacts } from '../citation/citation.store.js';
import { citationTitle } from '../citation/to-citation.js';
import type { Connection } from '../database/client.js';
import type { ModelFacts } from '../model/model.store.js';
import { SearchStore } from '../search/search.store.js';
import type { TaskRecord } from '../task/task.store.js';

const NOTHING_MEASURED = { evidence: null, notation: null, peakLearningRate: null };

export function indexModel(connection: Connection, model: ModelFacts): Promise<void> {
  const size =
    model.parameterCount === null ? null : `${(model.parameterCount / 1e6).toLocaleString('en')} M parameters`;
  return new SearchStore(connection).upsert({
    ...NOTHING_MEASURED,
    kind: 'MODEL',
    key: model.slug,
    title: model.name,
    subtitle: ['model', model.family, size].filter((part) => part !== null).join(' · '),
    href: `/models/${model.slug}`,
    text: [model.slug, ...model.aliases].join(' '),
  });
}

export function indexTask(connection: Connection, task: TaskRecord, modelName: string): Promise<void> {
  const { data, metric } = task.document;
  return new SearchStore(connection).upsert({
    ...NOTHING_MEASURED,
    kind: 'TASK',
    key: task.name,
    title: task.name,
    subtitle: `${task.kind} · ${data.name} · ${metric.name}`,
    href: `/tasks/${task.name}`,
    text: `${modelName} ${task.document.trainer.net}`,
  });
}

export function indexCitation(connection: Connection, citation: CitationFacts): Promise<void> {
  const { document } = citation;
  return new SearchStore(connection).upsert({
    kind: 'CITATION',
    key: citation.slug,
    title: citationTitle(citation),
    subtitle: `${citation.evidence} · ${document.source.text}`,
    href: `/citations/${citation.slug}`,
    evidence: 'PUBLISHED',
    notation: document.policy.state === 'notation' ? document.policy.notation : null,
    peakLearningRate: citation.peakLearningRate,
    text: [
      citedPolicyText(document),
      document.optimizer,
      citation.taskKind,
      citation.peakLearningRate === null ? null : formatLearningRate(citation.peakLearningRate),
    ]
      .filter((part) => part !== null)
      .join(' '),
  });
}
