import type { TuneOptions } from '../tune-options.js';

/** What `ratebook tune TASK --method single --offline` is told, but for these changes. */
export const tuneOptions = (changes: Partial<TuneOptions> = {}): TuneOptions => ({
  ...{ method: 'single', search: 'grid', candidates: null, searchSeed: 0, space: null, from: 0.003, to: 0.1 },
  ...{ fromRegistry: false, full: false, strategy: null, eta: null, rungs: null, by: 'loss', target: null },
  ...{ boundaries: null, heights: null, budget: 1, seeds: 3, submit: true, fresh: false, offline: true },
  ...{ executor: 'local', devices: ['auto'], workers: 1, microBatch: null },
  ...{ rayAddress: null, shared: null, trialCpus: null, trialGpus: null, rayInsecure: false },
  ...changes,
});
