import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePolicy } from '../compile.js';
import { importAxolotl, importDeepSpeed, importLlamaFactory, importTransformers } from './index.js';

const KEYS = [
  'learning_rate',
  'lr_scheduler_type',
  'lr_scheduler',
  'lr_scheduler_kwargs',
  'warmup_steps',
  'warmup_ratio',
  'max_steps',
  'cosine_min_lr_ratio',
  'cosine_constant_lr_ratio',
  'lr_quadratic_warmup',
  'loraplus_lr_ratio',
  'lr_groups',
  'deepspeed',
  'metric_for_best_model',
];
const WORDS = [
  'linear',
  'cosine',
  'cosine_with_restarts',
  'polynomial',
  'inverse_sqrt',
  'reduce_lr_on_plateau',
  'cosine_with_min_lr',
  'cosine_warmup_with_min_lr',
  'warmup_stable_decay',
  'rex',
  'one_cycle',
  'auto',
  '__proto__',
  'constructor',
  'toString',
];
const NUMBERS = [0, -0, 1, 2, 10, 1e-5, 0.5, -1, 1e300, 5e-324, 2 ** 53, NaN, Infinity];
const KEYWORDS = [
  'num_cycles',
  'lr_end',
  'power',
  'timescale',
  'min_lr',
  'min_lr_rate',
  'warmup_lr_rate',
  'num_decay_steps',
  'num_stable_steps',
  'min_lr_ratio',
  'pct_start',
  'factor',
  'patience',
];
const PARAMS = [
  'warmup_min_lr',
  'warmup_max_lr',
  'warmup_num_steps',
  'warmup_type',
  'total_num_steps',
  'cos_min_ratio',
  'cycle_min_lr',
  'cycle_max_lr',
  'cycle_first_step_size',
  'cycle_second_step_size',
  'decay_lr_rate',
  'decay_step_size',
  'lr_range_test_min_lr',
  'lr_range_test_step_size',
  'last_batch_iteration',
];

const value = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...NUMBERS) },
  { weight: 4, arbitrary: fc.constantFrom(...WORDS) },
  { weight: 1, arbitrary: fc.constantFrom('0.1', '1e-4', 'nan', '', 'None', true, false, null, undefined) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
);
const record = (keys: readonly string[]) => fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 7 });
const settings = fc
  .tuple(record(KEYS), fc.option(record(KEYWORDS), { nil: undefined }))
  .map(([given, keywords]) => (keywords === undefined ? given : { ...given, lr_scheduler_kwargs: keywords }));
const blocks = fc
  .tuple(
    fc.constantFrom('WarmupLR', 'WarmupDecayLR', 'WarmupCosineLR', 'OneCycle', 'LRRangeTest'),
    record(PARAMS),
    value,
  )
  .map(([type, params, lr]) => ({ scheduler: { type, params }, optimizer: { params: { lr } } }));
const totals = fc.constantFrom(null, 1, 2, 50, 20_000);

describe('whatever a configuration holds', () => {
  it('it is imported as a policy that its run can have, or refused with a path and words', () => {
    let taken = 0;
    fc.assert(
      fc.property(settings, blocks, totals, fc.anything(), (given, block, totalUpdates, anything) => {
        const imports = [
          ...[given, anything].flatMap((input) => [
            importTransformers(input, { totalUpdates }),
            importAxolotl(input, { totalUpdates }),
            importLlamaFactory(input, { totalUpdates }),
          ]),
          ...[block, anything].map((input) =>
            importDeepSpeed(input, { totalUpdates, learningRate: 0.1, warmupUpdates: 5 }),
          ),
        ];
        for (const imported of imports) {
          if (!imported.ok) {
            expect(imported.refusals.length).toBeGreaterThan(0);
            for (const { message, expected } of imported.refusals) expect(message && expected).toBeTruthy();
            continue;
          }
          taken += 1;
          const { policy, totalUpdates: named } = imported.value;
          if (named !== null) expect(compilePolicy(policy, { totalUpdates: named }).ok).toBe(true);
        }
      }),
      { seed: 47, numRuns: 3000 },
    );
    expect(taken).toBeGreaterThan(500);
  }, 60_000);
});
