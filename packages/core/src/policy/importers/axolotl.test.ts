import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axolotlQuadraticWarmupSchedule, axolotlSchedule, axolotlWarmupSteps } from '../schedules/axolotl.js';
import { importAxolotl } from './axolotl.js';
import type { ImportOptions } from './importer.js';
import { distance, lineOf, notesOf, refusedBy, traceOf } from './testing/traced.js';

const PEAK = 1e-3;

const imported = (settings: Readonly<Record<string, unknown>>, options: ImportOptions = {}) =>
  importAxolotl({ learning_rate: PEAK, ...settings }, options);

describe('what Axolotl does where nothing is said', () => {
  it('is a cosine with a warm-up of 3%, at most 100 updates, cut to whole ones', () => {
    expect(lineOf(imported({}, { totalUpdates: 1000 }))).toBe('cosine(1e-3, warmup=30)');
    expect(lineOf(imported({ max_steps: 133 }))).toBe('cosine(1e-3, warmup=3)');
    expect(lineOf(imported({ max_steps: 20_000 }))).toBe('cosine(1e-3, warmup=100)');
    expect(lineOf(imported({ max_steps: 30 }))).toBe('cosine(1e-3)');
    expect(notesOf(imported({ max_steps: 1000 }))).toMatch(/3%[\s\S]*here 30[\s\S]*takes cosine/);
  });

  it('is not known without the total updates', () => {
    expect(refusedBy(imported({}))).toEqual(['policy.missing-context max_steps']);
  });
});

describe('a warm-up of Axolotl', () => {
  const warmupOf = (settings: Readonly<Record<string, unknown>>) =>
    /warmup=(\S+)\)/.exec(
      lineOf(imported({ lr_scheduler: 'constant_with_warmup', max_steps: 101, ...settings })),
    )?.[1] ?? 'none';

  it('of 1 update becomes one of 2, wherever it comes from', () => {
    expect(warmupOf({ warmup_steps: 1 })).toBe('2');
    expect(warmupOf({ warmup_ratio: 0.015 })).toBe('2');
    expect(warmupOf({ max_steps: 40 })).toBe('2');
    expect(warmupOf({ warmup_steps: 0 })).toBe('none');
    expect(warmupOf({ warmup_steps: 3 })).toBe('3');
  });

  it('as a ratio is cut to whole updates, where Transformers would round up', () => {
    expect(warmupOf({ warmup_ratio: 0.03 })).toBe('3');
    expect(warmupOf({ warmup_ratio: 0 })).toBe('none');
    const open = imported({ warmup_ratio: 0.03, lr_scheduler: 'linear' });
    expect(lineOf(open)).toBe('linear(1e-3, warmup=3%)');
    expect(notesOf(open)).toContain('cuts the warm-up ratio');
  });
});

describe('the schedules of Axolotl', () => {
  it('are written as laws where a law says them', () => {
    const line = (settings: Readonly<Record<string, unknown>>) =>
      lineOf(imported({ max_steps: 100, warmup_steps: 10, ...settings }));
    expect(line({ cosine_min_lr_ratio: 0.1 })).toBe('cosine(1e-3 -> 1e-4, warmup=10)');
    expect(line({ cosine_min_lr_ratio: 0.1, cosine_constant_lr_ratio: 0.8 })).toBe(
      'cosine(1e-3 -> 1e-4, length=70, warmup=10)',
    );
    expect(line({ lr_scheduler: 'rex' })).toBe('rex(1e-3, length=90, warmup=9, warmup-from=1e-4)');
    expect(line({ lr_scheduler: 'one_cycle' })).toBe('one-cycle(1e-3, peak-at=0.1)');
    expect(line({ lr_scheduler: 'polynomial', lr_scheduler_kwargs: { lr_end: 1e-5 } })).toBe(
      'linear(1e-3 -> 1e-5, warmup=10)',
    );
    expect(line({ lr_quadratic_warmup: true, warmup_steps: 2 })).toBe('table([0: 0, 1: 2.5e-4]) until 2; cosine(1e-3)');
  });

  it('run as its code runs them, for any settings', () => {
    const share = fc.constantFrom(undefined, 0, 0.1, 0.5, 1);
    fc.assert(
      fc.property(
        fc.record({
          scheduler: fc.constantFrom('cosine', 'rex', 'one_cycle', 'linear', 'constant', 'inverse_sqrt'),
          warmup_steps: fc.option(fc.nat(50), { nil: undefined }),
          max_steps: fc.integer({ min: 1, max: 60 }),
          floor: share,
          constant: share,
          isThreePhase: fc.boolean(),
        }),
        ({ scheduler, warmup_steps, max_steps, floor, constant, isThreePhase }) => {
          const isOneCycle = scheduler === 'one_cycle';
          const lr_scheduler_kwargs = isOneCycle ? { three_phase: isThreePhase, anneal_strategy: 'linear' } : {};
          const settings = { lr_scheduler: scheduler, warmup_steps, max_steps, cosine_min_lr_ratio: floor };
          const read = imported({ ...settings, cosine_constant_lr_ratio: constant, lr_scheduler_kwargs });
          const warming = axolotlWarmupSteps({ warmupSteps: warmup_steps ?? null, warmupRatio: null }, max_steps);
          if (warming > max_steps && (scheduler === 'rex' || isOneCycle)) {
            expect(refusedBy(read)).toEqual(['policy.wrong-type warmup_steps']);
            return;
          }
          const schedule = axolotlSchedule({
            scheduler,
            learningRate: PEAK,
            schedulerArguments: lr_scheduler_kwargs,
            warmupSteps: warming,
            totalUpdates: max_steps,
            floorRatio: floor ?? null,
            constantRatio: constant ?? null,
          });
          const theirs = Array.from({ length: max_steps }, (_, t) => schedule(t));
          expect(distance(traceOf(read, max_steps), theirs)).toBeLessThanOrEqual(1e-12 * PEAK);
        },
      ),
      { seed: 44, numRuns: 800 },
    );
  });

  it('with a quadratic warm-up run as its code runs them', () => {
    for (const [warmup_steps, max_steps] of [
      [0, 10],
      [1, 10],
      [4, 10],
      [10, 10],
      [30, 10],
    ] as const) {
      const warmupSteps = axolotlWarmupSteps({ warmupSteps: warmup_steps, warmupRatio: null }, max_steps);
      const schedule = axolotlQuadraticWarmupSchedule({
        learningRate: PEAK,
        warmupSteps,
        totalUpdates: max_steps,
        floorRatio: null,
      });
      const read = imported({ lr_quadratic_warmup: true, warmup_steps, max_steps });
      expect(
        distance(
          traceOf(read, max_steps),
          Array.from({ length: max_steps }, (_, t) => schedule(t)),
        ),
      ).toBeLessThan(1e-15);
    }
  });

  it('say which settings have no effect', () => {
    const rest = { warmup_steps: 0, max_steps: 10 };
    expect(notesOf(imported({ ...rest, lr_scheduler: 'linear', cosine_min_lr_ratio: 0.1 }))).toContain(
      'cosine_min_lr_ratio has no effect',
    );
    expect(notesOf(imported({ ...rest, lr_quadratic_warmup: true, cosine_min_lr_ratio: 0.1 }))).toContain(
      'wins over cosine_min_lr_ratio',
    );
    expect(notesOf(imported({ ...rest, cosine_constant_lr_ratio: 0.1 }))).toContain('without cosine_min_lr_ratio');
    expect(notesOf(imported({ ...rest, lr_scheduler: 'one_cycle' }))).toContain('cycle_momentum is on');
    expect(notesOf(imported({ ...rest, deepspeed: 'zero2.json' }))).toContain('If the DeepSpeed file');
  });
});

describe('groups of Axolotl', () => {
  const groupsOf = (settings: Readonly<Record<string, unknown>>) => {
    const read = imported({ warmup_steps: 0, max_steps: 10, ...settings });
    return read.ok ? (read.value.policy.groups ?? []) : refusedBy(read);
  };

  it('are multiples of the learning rate', () => {
    expect(groupsOf({ loraplus_lr_ratio: 16 })).toEqual([{ name: 'lora-b', multiplier: 16 }]);
    expect(groupsOf({ lr_groups: [{ name: 'head', modules: ['head'], lr: 5e-3 }] })).toEqual([
      { name: 'head', multiplier: 5 },
    ]);
    expect(notesOf(imported({ max_steps: 10, embedding_lr: 1e-5 }))).toContain('embedding_lr');
  });

  it('have no effect on one_cycle, which gives all the same', () => {
    expect(groupsOf({ lr_scheduler: 'one_cycle', loraplus_lr_ratio: 16 })).toEqual([]);
  });

  it('are refused by their path', () => {
    expect(groupsOf({ lr_groups: 3 })).toEqual(['policy.wrong-type lr_groups']);
    expect(groupsOf({ lr_groups: [{ lr: -1 }, 2] })).toEqual([
      'policy.negative-learning-rate lr_groups[0].lr',
      'policy.wrong-type lr_groups[0].name',
      'policy.wrong-type lr_groups[1].name',
      'policy.missing-key lr_groups[1].lr',
    ]);
  });
});

describe('what is not taken of an Axolotl file', () => {
  it.each([
    ['no learning rate', { learning_rate: null }, ['policy.missing-key learning_rate']],
    [
      'a learning rate that is not a number',
      { learning_rate: '.nan' },
      ['policy.non-finite-learning-rate learning_rate'],
    ],
    ['both warm-ups', { warmup_steps: 5, warmup_ratio: 0.1 }, ['policy.wrong-type warmup_ratio']],
    ['half an update', { warmup_steps: 0.5 }, ['policy.wrong-type warmup_steps']],
    ['an unknown schedule', { lr_scheduler: 'rexx' }, ['policy.wrong-type lr_scheduler']],
    ['GreedyLR', { lr_scheduler: 'greedy' }, ['policy.wrong-type lr_scheduler']],
    ['jagged restarts', { jagged_restart_steps: 10 }, ['policy.wrong-type jagged_restart_steps']],
    ['a floor above the peak', { cosine_min_lr_ratio: 1.1 }, ['policy.wrong-type cosine_min_lr_ratio']],
    [
      'an unknown keyword',
      { lr_scheduler: 'one_cycle', lr_scheduler_kwargs: { pct: 1 } },
      ['policy.unknown-key lr_scheduler_kwargs.pct'],
    ],
  ] as const)('%s is refused by its path', (_what, settings, expected) => {
    expect(refusedBy(imported({ max_steps: 10, ...settings }))).toEqual(expected);
  });

  it.each(['rex', 'one_cycle'])('%s without the total updates', (lr_scheduler) => {
    expect(refusedBy(imported({ lr_scheduler, warmup_steps: 5 }))).toEqual(['policy.missing-context max_steps']);
  });

  it.each([null, [], 'text', 7])('%j, which holds no settings', (input) => {
    expect(refusedBy(importAxolotl(input))).toEqual(['policy.wrong-type']);
  });
});
