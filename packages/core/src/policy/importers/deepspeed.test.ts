import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deepSpeedSchedule } from '../schedules/deepspeed.js';
import { type DeepSpeedOptions, importDeepSpeed } from './deepspeed.js';
import { distance, lineOf, notesOf, refusedBy, traceOf } from './testing/traced.js';

type Params = Readonly<Record<string, unknown>>;

const imported = (type: string, params: Params = {}, options: DeepSpeedOptions = {}) =>
  importDeepSpeed({ scheduler: { type, params } }, options);

/** To the digits that the traces of trainers.md are written with. */
const traced = (type: string, params: Params, updates: number, options: DeepSpeedOptions = {}) =>
  traceOf(imported(type, params, { learningRate: 1, ...options }), updates, updates).map((learningRate) =>
    Number(learningRate.toFixed(3)),
  );

/** The classes of lr_schedules.py, transcribed: the learning rate that the update with index t is made with. */
const transcribed: Readonly<Record<string, (params: Params, learningRate: number) => (t: number) => number>> = {
  WarmupLR: (params, learningRate) => warmupLR({ warmup_max_lr: learningRate, ...params }, () => 1),
  WarmupDecayLR: (params) => {
    const { total_num_steps: total, warmup_num_steps: warming = 1000 } = params as Readonly<Record<string, number>>;
    const steps = Math.max(2, warming);
    return warmupLR({ warmup_max_lr: 0.001, ...params }, (done) =>
      Math.max(0, (total! - done) / Math.max(1, total! - steps)),
    );
  },
  WarmupCosineLR: (params, learningRate) => {
    const given = params as Readonly<Record<string, number>>;
    const { total_num_steps: total, warmup_min_ratio: least = 0, cos_min_ratio: floor = 0.0001 } = given;
    const warming = Math.max(2, given['warmup_num_steps'] ?? 1000);
    return (t) => {
      const done = t - 1;
      if (done < 0) return 0;
      if (done < warming) return learningRate * (least + gammaOf(params, warming, done) * (1 - least));
      const progress = Math.min(1, (done - warming + 1) / Math.max(1, total! - warming));
      return learningRate * Math.max(0, floor + (1 - floor) * ((1 + Math.cos(Math.PI * progress)) / 2));
    };
  },
  OneCycle: (params) => {
    const given = params as Readonly<Record<string, number>>;
    const {
      cycle_min_lr: low = 0,
      cycle_max_lr: high = 0,
      decay_lr_rate: rate = 0,
      decay_step_size: every = 0,
    } = given;
    const first = given['cycle_first_step_size'] ?? 2000;
    const total = first + (given['cycle_second_step_size'] ?? first);
    const ratio = first / total;
    return (t) => {
      const done = t - 1;
      if (done < total) {
        const batch = done + 1;
        const x = 1 + batch / total - Math.floor(1 + batch / total);
        return low + (high - low) * (x <= ratio ? x / ratio : (x - 1) / (ratio - 1));
      }
      return rate === 0 || every === 0 ? low : low / (1 + (rate * (done - total + 1)) / every);
    };
  },
  LRRangeTest: (params) => {
    const given = params as Readonly<Record<string, number>>;
    const {
      lr_range_test_min_lr: low = 1e-3,
      lr_range_test_step_size: size = 2000,
      lr_range_test_step_rate: rate = 1,
    } = given;
    const inStairs = params['lr_range_test_staircase'] === true;
    return (t) => low * (1 + rate * (inStairs ? Math.floor(t / size) : t / size));
  },
};

function gammaOf(params: Params, warming: number, done: number): number {
  return params['warmup_type'] === 'linear' ? done / warming : (1 / Math.log(warming)) * Math.log(done + 1);
}

function warmupLR(params: Params, after: (done: number) => number): (t: number) => number {
  const given = params as Readonly<Record<string, number>>;
  const { warmup_min_lr: low = 0, warmup_max_lr: high = 0 } = given;
  const warming = Math.max(2, given['warmup_num_steps'] ?? 1000);
  return (t) => {
    const done = t - 1;
    if (done < 0) return low;
    return low + (high - low) * (done < warming ? gammaOf(params, warming, done) : after(done));
  };
}

describe('the schedulers of DeepSpeed, as they ran', () => {
  it.each([
    ['WarmupLR', { warmup_num_steps: 5, warmup_type: 'linear' }, [0, 0, 0.2, 0.4, 0.6, 0.8, 1]],
    ['WarmupLR', { warmup_num_steps: 5 }, [0, 0, 0.431, 0.683, 0.861, 1, 1]],
    ['WarmupLR', { warmup_num_steps: 4 }, [0, 0, 0.5, 0.792, 1, 1, 1]],
    ['WarmupLR', { warmup_num_steps: 1 }, [0, 0, 1, 1]],
    ['WarmupLR', { warmup_num_steps: 1, warmup_type: 'linear' }, [0, 0, 0.5, 1]],
    [
      'WarmupDecayLR',
      { warmup_max_lr: 1, warmup_num_steps: 4, total_num_steps: 10, warmup_type: 'linear' },
      [0, 0, 0.25, 0.5, 0.75, 1, 0.833, 0.667, 0.5, 0.333],
    ],
    [
      'WarmupCosineLR',
      { warmup_num_steps: 4, total_num_steps: 10, warmup_type: 'linear', cos_min_ratio: 0 },
      [0, 0, 0.25, 0.5, 0.75, 0.933, 0.75, 0.5, 0.25, 0.067],
    ],
    ['LRRangeTest', { lr_range_test_min_lr: 0.1, lr_range_test_step_size: 2 }, [0.1, 0.15, 0.2, 0.25]],
  ] as const)('%s with %j', (type, params, expected) => {
    expect(traced(type, params, expected.length, { totalUpdates: expected.length })).toEqual(expected);
  });

  it('go on behind the run where its length is known', () => {
    const params = { warmup_max_lr: 1, warmup_num_steps: 4, total_num_steps: 10, warmup_type: 'linear' };
    expect(traced('WarmupDecayLR', params, 12, { totalUpdates: 12 }).slice(9)).toEqual([0.333, 0.167, 0]);
    const cosine = { warmup_num_steps: 4, total_num_steps: 10, warmup_type: 'linear', cos_min_ratio: 0 };
    expect(traced('WarmupCosineLR', cosine, 13, { totalUpdates: 13 }).slice(9)).toEqual([0.067, 0, 0, 0]);
  });

  it('are written as laws where a law says them', () => {
    const options = { learningRate: 0.01 };
    expect(lineOf(imported('WarmupLR', { warmup_num_steps: 100 }, options))).toBe(
      'constant(0) until 1; constant(0.01, warmup=100, warmup-shape=logarithmic)',
    );
    const params = { warmup_num_steps: 100, total_num_steps: 500, warmup_type: 'linear', warmup_min_lr: 1e-4 };
    expect(lineOf(imported('WarmupDecayLR', { ...params, warmup_max_lr: 0.01 }))).toBe(
      'constant(1e-4) until 1; linear(0.01 -> 1e-4, length=400, warmup=100, warmup-from=1e-4)',
    );
    const cycle = { cycle_min_lr: 1e-4, cycle_max_lr: 0.01, cycle_first_step_size: 30, cycle_second_step_size: 50 };
    expect(lineOf(imported('OneCycle', cycle))).toBe(
      'linear(1e-4 -> 0.01, length=30) until 30; linear(0.01 -> 1e-4, length=50) until 80; constant(1e-4)',
    );
  });

  it('run as the library runs them, for any parameters and any run', () => {
    const warmup_type = fc.constantFrom('linear', 'log', undefined);
    const steps = fc.integer({ min: 1, max: 30 });
    const warmups = { warmup_num_steps: steps, warmup_type };
    const blocks = fc.oneof(
      fc.record({
        type: fc.constant('WarmupLR'),
        params: fc.record({ ...warmups, warmup_min_lr: fc.constantFrom(0, 0.2) }),
      }),
      fc.record({
        type: fc.constant('WarmupDecayLR'),
        params: fc.record({
          ...warmups,
          warmup_min_lr: fc.constantFrom(0, 0.2),
          warmup_max_lr: fc.constant(1),
          total_num_steps: steps,
        }),
      }),
      fc.record({
        type: fc.constant('WarmupCosineLR'),
        params: fc.record({ ...warmups, warmup_min_ratio: fc.constantFrom(0, 0.1), total_num_steps: steps }),
      }),
      fc.record({
        type: fc.constant('OneCycle'),
        params: fc.record({
          cycle_min_lr: fc.constantFrom(0, 0.1),
          cycle_max_lr: fc.constant(1),
          cycle_first_step_size: steps,
          cycle_second_step_size: fc.option(steps, { nil: undefined }),
          decay_lr_rate: fc.constantFrom(0, 0.5),
          decay_step_size: fc.nat(4),
        }),
      }),
      fc.record({
        type: fc.constant('LRRangeTest'),
        params: fc.record({ lr_range_test_step_size: steps, lr_range_test_staircase: fc.boolean() }),
      }),
    );
    fc.assert(
      fc.property(blocks, fc.integer({ min: 1, max: 80 }), ({ type, params }, totalUpdates) => {
        const read = imported(type, params, { totalUpdates, learningRate: 1 });
        const learningRateAt = transcribed[type]!(
          Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined)),
          1,
        );
        const theirs = Array.from({ length: totalUpdates }, (_, t) => learningRateAt(t));
        expect(distance(traceOf(read, totalUpdates), theirs)).toBeLessThanOrEqual(1e-12 * Math.max(1, ...theirs));
      }),
      { seed: 43, numRuns: 600 },
    );
  });
});

describe('a counter that begins elsewhere', () => {
  const steps = fc.integer({ min: 1, max: 30 });
  const warmups = {
    last_batch_iteration: fc.integer({ min: 0, max: 35 }),
    warmup_num_steps: steps,
    warmup_type: fc.constantFrom('linear', 'log'),
  };
  const cycle = {
    cycle_min_lr: fc.constantFrom(0, 0.25),
    cycle_max_lr: fc.constant(1),
    cycle_first_step_size: steps,
    cycle_second_step_size: fc.nat(20),
    decay_lr_rate: fc.constantFrom(0, 0.5),
    decay_step_size: fc.nat(4),
    last_batch_iteration: fc.integer({ min: 0, max: 60 }),
  };
  const blocks = fc.oneof(
    fc.record({
      type: fc.constant('WarmupLR' as const),
      params: fc.record({ ...warmups, warmup_max_lr: fc.constant(1) }),
    }),
    fc.record({
      type: fc.constant('WarmupDecayLR' as const),
      params: fc.record({ ...warmups, warmup_max_lr: fc.constant(1), total_num_steps: steps }),
    }),
    fc.record({
      type: fc.constant('WarmupCosineLR' as const),
      params: fc.record({ ...warmups, total_num_steps: steps }),
    }),
    fc.record({ type: fc.constant('OneCycle' as const), params: fc.record(cycle) }),
  );

  it('runs as the library runs it: the first update at the rate of the optimiser, without a lag', () => {
    fc.assert(
      fc.property(
        blocks,
        fc.constantFrom(0, 0.25, 0.5, 1),
        fc.integer({ min: 1, max: 80 }),
        ({ type, params }, optimizerLearningRate, totalUpdates) => {
          const schedule = deepSpeedSchedule({ type, optimizerLearningRate, params });
          const read = imported(type, params, { totalUpdates, learningRate: optimizerLearningRate });
          const theirs = Array.from({ length: totalUpdates }, (_, t) => schedule(t));
          expect(distance(traceOf(read, totalUpdates), theirs)).toBeLessThanOrEqual(1e-12);
        },
      ),
      { seed: 46, numRuns: 600 },
    );
  });

  it('at 0 takes the lag away, where the optimiser has what belongs there', () => {
    const params = { warmup_max_lr: 1, warmup_num_steps: 5, warmup_type: 'linear', last_batch_iteration: 0 };
    expect(lineOf(imported('WarmupLR', params, { learningRate: 0 }))).toBe('constant(1, warmup=5)');
    expect(lineOf(imported('WarmupLR', params, { learningRate: 0.5 }))).toBe(
      'constant(0.5) until 1; constant(1, warmup=4, warmup-from=0.2)',
    );
    expect(refusedBy(imported('WarmupLR', params))).toEqual(['policy.missing-context optimizer.params.lr']);
    const range = { lr_range_test_min_lr: 0.1, lr_range_test_step_size: 2, last_batch_iteration: 0 };
    expect(
      distance(traceOf(imported('LRRangeTest', range, { learningRate: 7, totalUpdates: 3 }), 3), [7, 0.2, 0.25]),
    ).toBeLessThan(1e-15);
  });
});

describe('what a DeepSpeed file leaves to others', () => {
  const params = {
    warmup_min_lr: 'auto',
    warmup_max_lr: 'auto',
    warmup_num_steps: 'auto',
    total_num_steps: 'auto',
    warmup_type: 'linear',
  };

  it('is filled by what the Trainer knows', () => {
    expect(
      lineOf(imported('WarmupDecayLR', params, { learningRate: 2e-5, warmupUpdates: 10, totalUpdates: 200 })),
    ).toBe('constant(0) until 1; linear(2e-5, length=190, warmup=10)');
  });

  it('is refused by name where nobody says it', () => {
    expect(refusedBy(imported('WarmupDecayLR', params, { warmupUpdates: 10 }))).toEqual([
      'policy.missing-context scheduler.params.warmup_max_lr',
      'policy.missing-context scheduler.params.total_num_steps',
    ]);
    expect(refusedBy(imported('OneCycle', { cycle_min_lr: 'auto', cycle_max_lr: 1 }, { learningRate: 1 }))).toContain(
      'policy.missing-context scheduler.params.cycle_min_lr',
    );
  });

  it('is the learning rate of the optimiser, in the file or beside it', () => {
    const scheduler = { type: 'WarmupLR', params: { warmup_num_steps: 2 } };
    const file = (lr: unknown) => ({ scheduler, optimizer: { type: 'AdamW', params: { lr } } });
    expect(traceOf(importDeepSpeed(file(0.5)), 5)).toEqual([0, 0, 0.5, 0.5, 0.5]);
    expect(traceOf(importDeepSpeed(file('auto'), { learningRate: 0.25 }), 5)).toEqual([0, 0, 0.25, 0.25, 0.25]);
    expect(refusedBy(importDeepSpeed(file('auto')))).toEqual(['policy.missing-context scheduler.params.warmup_max_lr']);
    expect(refusedBy(imported('WarmupCosineLR', { total_num_steps: 10 }))).toEqual([
      'policy.missing-context optimizer.params.lr',
    ]);
  });

  it('is said: a missing type of warm-up is logarithmic, a cycle moves the momentum', () => {
    expect(notesOf(imported('WarmupLR', {}, { learningRate: 1 }))).toMatch(
      /is 1000[\s\S]*logarithmic[\s\S]*lags one update/,
    );
    expect(notesOf(imported('WarmupLR', { warmup_type: 'cosine' }, { learningRate: 1 }))).toContain(
      '"cosine" is not known',
    );
    const cycle = { cycle_min_lr: 0, cycle_max_lr: 1 };
    expect(notesOf(imported('OneCycle', cycle))).toContain('momentum');
    expect(notesOf(imported('OneCycle', { ...cycle, cycle_momentum: false }))).not.toContain('momentum');
  });
});

describe('what is not taken of a DeepSpeed file', () => {
  it.each([
    ['an unknown type', 'WarmupCosinLR', {}, ['policy.wrong-type scheduler.type']],
    ['no warm-up', 'WarmupLR', { warmup_num_steps: 0 }, ['policy.wrong-type scheduler.params.warmup_num_steps']],
    ['half an update', 'WarmupLR', { warmup_num_steps: 1.5 }, ['policy.wrong-type scheduler.params.warmup_num_steps']],
    [
      'a negative learning rate',
      'WarmupLR',
      { warmup_min_lr: -1 },
      ['policy.negative-learning-rate scheduler.params.warmup_min_lr'],
    ],
    ['NaN', 'WarmupLR', { warmup_min_lr: NaN }, ['policy.non-finite-learning-rate scheduler.params.warmup_min_lr']],
    [
      'a list for each group',
      'WarmupLR',
      { warmup_max_lr: [1, 2] },
      ['policy.wrong-type scheduler.params.warmup_max_lr'],
    ],
    ['an unknown parameter', 'WarmupLR', { warmup_steps: 5 }, ['policy.unknown-key scheduler.params.warmup_steps']],
    ['no total', 'WarmupDecayLR', {}, ['policy.missing-key scheduler.params.total_num_steps']],
    [
      'a total of nothing',
      'WarmupDecayLR',
      { total_num_steps: 0 },
      ['policy.wrong-type scheduler.params.total_num_steps'],
    ],
    [
      'a start before the start',
      'WarmupLR',
      { last_batch_iteration: -2 },
      ['policy.wrong-type scheduler.params.last_batch_iteration'],
    ],
    [
      'stairs',
      'OneCycle',
      { cycle_min_lr: 0, cycle_max_lr: 1, cycle_first_stair_count: 5 },
      ['policy.wrong-type scheduler.params.cycle_first_stair_count'],
    ],
    [
      'a cycle without ends',
      'OneCycle',
      {},
      ['policy.missing-key scheduler.params.cycle_min_lr', 'policy.missing-key scheduler.params.cycle_max_lr'],
    ],
    ['a range test without end', 'LRRangeTest', {}, ['policy.missing-context scheduler.params.lr_range_test_min_lr']],
    [
      'a cosine that no table holds',
      'WarmupCosineLR',
      { total_num_steps: 20_000 },
      ['policy.wrong-type scheduler.params.total_num_steps'],
    ],
  ] as const)('%s is refused by its path', (_what, type, params, expected) => {
    expect(refusedBy(imported(type, params, { learningRate: 1 }))).toEqual(expected);
  });

  it('that cosine is refused with the nearest policy', () => {
    const long = imported('WarmupCosineLR', { total_num_steps: 20_000 }, { learningRate: 0.5 });
    expect(!long.ok && long.refusals[0]?.message).toContain('cosine(0.5 -> 5e-5, warmup=1000) differs');
  });

  it.each([
    ['no scheduler', {}, 'policy.missing-key scheduler'],
    ['a list', [], 'policy.missing-key scheduler'],
    ['text that is not JSON', '{', 'document.not-json'],
    ['a key twice', '{"scheduler": {}, "scheduler": {}}', 'policy.duplicate-key scheduler'],
    ['a scheduler without a type', { scheduler: { params: {} } }, 'policy.wrong-type scheduler.type'],
    [
      'parameters that are no object',
      { scheduler: { type: 'WarmupLR', params: 3 } },
      'policy.wrong-type scheduler.params',
    ],
  ])('%s is refused', (_what, input, expected) => {
    expect(refusedBy(importDeepSpeed(input, { learningRate: 1 }))).toEqual([expected]);
  });

  it('is read as JSON text, and the block alone as well', () => {
    const block = { type: 'WarmupLR', params: { warmup_num_steps: 2, warmup_max_lr: 1 } };
    expect(lineOf(importDeepSpeed(JSON.stringify({ scheduler: block })))).toBe(lineOf(importDeepSpeed(block)));
  });
});
