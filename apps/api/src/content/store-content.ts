import type { Citation, Landscape } from '@ratebook/core/citation';
import { CitationStore } from '../citation/citation.store.js';
import type { Transaction } from '../database/client.js';
import { LandscapeStore } from '../landscape/landscape.store.js';
import { ModelStore } from '../model/model.store.js';
import { readPolicy } from '../policy/policy.service.js';
import { PolicyStore } from '../policy/policy.store.js';
import { indexCitation } from './search-index.js';

/** Writes citations; a schedule in notation becomes a policy row, one that the language cannot say stays words. */
export async function storeCitations(transaction: Transaction, citations: readonly Citation[]): Promise<void> {
  const [models, policies, store] = [
    new ModelStore(transaction),
    new PolicyStore(transaction),
    new CitationStore(transaction),
  ];
  const modelIds = new Map<string, number | null>();
  for (const citation of citations) {
    if (citation.model !== null && !modelIds.has(citation.model))
      modelIds.set(citation.model, (await models.find(citation.model))?.id ?? null);
    const read = citation.policy.state === 'notation' ? readPolicy(citation.policy.notation) : null;
    const policy = read?.ok === true ? await policies.findOrInsert(read.value) : null;
    const facts = {
      slug: citation.id,
      kind: citation.kind,
      evidence: citation.evidence,
      modelId: citation.model === null ? null : (modelIds.get(citation.model) ?? null),
      modelName: citation.modelName,
      policyId: policy?.id ?? null,
      dataset: citation.dataset,
      taskKind: citation.taskKind,
      adaptation: citation.adaptation,
      rank: citation.rank,
      peakLearningRate: citation.peakLearningRate,
      low: citation.low,
      high: citation.high,
      metricName: citation.metric?.name ?? null,
      metricValue: citation.metric?.value ?? null,
      document: citation,
    };
    await store.upsert(facts);
    await indexCitation(transaction, facts);
  }
}

export async function storeLandscapes(transaction: Transaction, landscapes: readonly Landscape[]): Promise<void> {
  const [models, store] = [new ModelStore(transaction), new LandscapeStore(transaction)];
  for (const landscape of landscapes) {
    const model = await models.find(landscape.model);
    if (model === null)
      throw new Error(`The landscape ${landscape.id} names the model ${landscape.model}, which is not known.`);
    const runCount = landscape.columns.learningRate.length;
    await store.upsert({ slug: landscape.id, modelId: model.id, runCount, document: landscape });
  }
}
