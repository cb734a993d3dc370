import type { CitationRecord, CitationStore } from '../citation/citation.store.js';
import { Kept } from './kept.js';
import type { PublishedStore } from './published.store.js';

/** A model's citations, with their documents, take about a tenth of a megabyte. */
const KEPT_MODELS = 100;

/**
 * What is published about models. Citations come with the content and hardly ever change, and their documents are long:
 * they are kept by model and version.
 */
export class PublishedReader {
  readonly #citations: CitationStore;
  readonly #versions: PublishedStore;
  readonly #kept = new Kept<string, readonly CitationRecord[]>(KEPT_MODELS);

  constructor(citations: CitationStore, versions: PublishedStore) {
    this.#citations = citations;
    this.#versions = versions;
  }

  /** Everything published about a model, measured before used. */
  async of(modelId: number): Promise<readonly CitationRecord[]> {
    // Read before the citations: what is written in between has another version at the next look.
    const version = await this.#versions.versionOf(modelId);
    return this.#kept.get(`${String(modelId)} ${version}`, () => this.#citations.findOfModel(modelId));
  }
}
