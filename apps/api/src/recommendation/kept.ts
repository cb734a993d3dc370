/** Keeps what was read last, up to a limit; what was longest unused goes first, and a failed reading is not kept. */
export class Kept<K, V> {
  readonly #limit: number;
  /** In the order of their last use. */
  readonly #readings = new Map<K, Promise<V>>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: K, read: () => Promise<V>): Promise<V> {
    const reading = this.#readings.get(key) ?? read();
    this.#readings.delete(key);
    this.#readings.set(key, reading);
    reading.catch(() => this.#readings.delete(key));
    const [longestUnused] = this.#readings.keys();
    if (this.#readings.size > this.#limit && longestUnused !== undefined) this.#readings.delete(longestUnused);
    return reading;
  }
}
