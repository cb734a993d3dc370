/**
 * Loads by inner id, all ids of one tick in one statement, each once a request. Relations across folders come through
 * one of these, never one by one.
 */
export class BatchLoader<T extends { readonly [key in K]: number }, K extends string> {
  readonly #loadMany: (ids: readonly number[]) => Promise<readonly T[]>;
  readonly #key: K;
  readonly #known = new Map<number, Promise<T>>();
  #waiting: { ids: number[]; loaded: Promise<ReadonlyMap<number, T>> } | null = null;

  constructor(key: K, loadMany: (ids: readonly number[]) => Promise<readonly T[]>) {
    this.#key = key;
    this.#loadMany = loadMany;
  }

  /** The record of an id that a foreign key vouches for. */
  load(id: number): Promise<T> {
    const known = this.#known.get(id);
    if (known) return known;
    this.#waiting ??= this.#nextBatch();
    const { ids, loaded } = this.#waiting;
    ids.push(id);
    const record = loaded.then((records) => {
      const found = records.get(id);
      if (!found) throw new Error(`There is no record ${String(id)}.`);
      return found;
    });
    this.#known.set(id, record);
    return record;
  }

  #nextBatch() {
    const ids: number[] = [];
    const loaded = new Promise<void>((resolve) => setImmediate(resolve)).then(async () => {
      this.#waiting = null;
      const records = await this.#loadMany(ids);
      return new Map(records.map((record) => [record[this.#key], record]));
    });
    return { ids, loaded };
  }
}
