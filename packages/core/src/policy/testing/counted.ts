/** A list that counts how often one of its items is looked at. */
export interface CountedList<T> {
  readonly list: readonly T[];
  /** How many looks `work` takes. */
  readonly looksOf: (work: () => unknown) => number;
}

export function countedList<T>(items: readonly T[]): CountedList<T> {
  let looks = 0;
  const list = new Proxy(items, {
    get: (target, key, receiver) => {
      if (typeof key === 'string' && /^\d+$/.test(key)) looks += 1;
      return Reflect.get(target, key, receiver) as unknown;
    },
  });
  return {
    list,
    looksOf: (work) => {
      looks = 0;
      work();
      return looks;
    },
  };
}

/** Every function of Math that a formula may call. */
const COUNTED: readonly string[] = Object.getOwnPropertyNames(Math).filter(
  (name) => typeof Object.getOwnPropertyDescriptor(Math, name)?.value === 'function',
);

/** How many functions of Math `work` calls: what an evaluation costs, counted where a clock would only guess. */
export function mathCallsOf(work: () => unknown): number {
  let calls = 0;
  const functions: Record<string, (...values: number[]) => number> = Math as never;
  const originals = COUNTED.map((name) => functions[name]!);
  for (const [index, name] of COUNTED.entries()) {
    functions[name] = (...values) => {
      calls += 1;
      return originals[index]!(...values);
    };
  }
  try {
    work();
  } finally {
    for (const [index, name] of COUNTED.entries()) functions[name] = originals[index]!;
  }
  return calls;
}
