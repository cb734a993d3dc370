import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distance, lineOf, notesOf, refusedBy, traceOf } from './testing/traced.js';
import { importTransformers, type TransformersOptions } from './transformers.js';

const PEAK = 1e-3;

const imported = (type: string, others: Readonly<Record<string, unknown>> = {}, options: TransformersOptions = {}) =>
  importTransformers({ learning_rate: PEAK, lr_scheduler_type: type, ...others }, options);

/** As a share of the peak, to the digits that the traces of trainers.md are written with. */
const shares = (type: string, others: Readonly<Record<string, unknown>>, updates: number) =>
  traceOf(imported(type, others), updates).map((learningRate) => Number((learningRate / PEAK).toFixed(3)));

const run = { warmup_steps: 4, max_steps: 10 };

describe('the schedules of the Trainer, as they run', () => {
  it.each([
    ['linear', {}, [0, 0.25, 0.5, 0.75, 1, 0.833, 0.667, 0.5, 0.333, 0.167]],
    ['cosine', {}, [0, 0.25, 0.5, 0.75, 1, 0.933, 0.75, 0.5, 0.25, 0.067]],
    ['cosine', { num_cycles: 1 }, [0, 0.25, 0.5, 0.75, 1, 0.75, 0.25, 0, 0.25, 0.75]],
    ['cosine_with_restarts', { num_cycles: 2 }, [0, 0.25, 0.5, 0.75, 1, 0.75, 0.25, 1, 0.75, 0.25]],
    ['polynomial', { lr_end: 1e-4, power: 2 }, [0, 0.25, 0.5, 0.75, 1, 0.725, 0.5, 0.325, 0.2, 0.125]],
    ['constant', {}, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]],
    ['constant_with_warmup', {}, [0, 0.25, 0.5, 0.75, 1, 1, 1, 1, 1, 1]],
    ['inverse_sqrt', {}, [0, 0.25, 0.5, 0.75, 1, 0.894, 0.816, 0.756, 0.707, 0.667]],
    ['cosine_with_min_lr', { min_lr_rate: 0.5 }, [0, 0.25, 0.5, 0.75, 1, 0.967, 0.875, 0.75, 0.625, 0.533]],
    ['cosine_with_min_lr', { min_lr: 5e-4 }, [0, 0.25, 0.5, 0.75, 1, 0.967, 0.875, 0.75, 0.625, 0.533]],
    // One update ahead: at its peak with update W − 1, at its floor with update N − 1.
    ['cosine_warmup_with_min_lr', { min_lr_rate: 0 }, [0.25, 0.5, 0.75, 1, 0.933, 0.75, 0.5, 0.25, 0.067, 0]],
    [
      'cosine_warmup_with_min_lr',
      { min_lr_rate: 0, warmup_lr_rate: 0.1 },
      [0.1, 0.4, 0.7, 1, 0.933, 0.75, 0.5, 0.25, 0.067, 0],
    ],
    [
      'warmup_stable_decay',
      { num_decay_steps: 4, min_lr_ratio: 0.2, decay_type: 'linear' },
      [0.2, 0.4, 0.6, 0.8, 1, 1, 1, 0.8, 0.6, 0.4],
    ],
  ] as const)('%s with %j', (type, keywords, expected) => {
    expect(shares(type, { ...run, lr_scheduler_kwargs: keywords }, 10)).toEqual(expected);
  });

  it('are written as laws with their warm-up in steps', () => {
    expect(lineOf(imported('cosine', run))).toBe('cosine(1e-3, warmup=4)');
    expect(lineOf(imported('constant', run))).toBe('constant(1e-3)');
    expect(lineOf(imported('warmup_stable_decay', { ...run, lr_scheduler_kwargs: { num_decay_steps: 2 } }))).toBe(
      'wsd(1e-3, decay=2, shape=cosine, warmup=4)',
    );
  });
});

describe('a warm-up of the Trainer', () => {
  const warmupOf = (others: Readonly<Record<string, unknown>>, options: TransformersOptions = {}) =>
    /warmup=(\S+)\)/.exec(lineOf(imported('constant_with_warmup', others, options)))?.[1] ?? 'none';

  it('as a ratio is rounded up in doubles, where the total is known', () => {
    expect(warmupOf({ warmup_ratio: 0.03, max_steps: 101 })).toBe('4');
    // 0.07 times 100 is a little more than 7 in doubles; a policy of 7% would warm up for 7.
    expect(warmupOf({ warmup_ratio: 0.07, max_steps: 100 })).toBe('8');
    expect(warmupOf({ warmup_ratio: 0.07 }, { totalUpdates: 100 })).toBe('8');
  });

  it('as a ratio stays one where the total is not known', () => {
    expect(warmupOf({ warmup_ratio: 0.07, num_train_epochs: 3 })).toBe('7%');
  });

  it('below 1 in warmup_steps is a ratio, from 1 on it is cut to whole updates', () => {
    expect(warmupOf({ warmup_steps: 0.1, max_steps: 50 })).toBe('5');
    expect(warmupOf({ warmup_steps: 1.7, max_steps: 50 })).toBe('1');
    expect(warmupOf({ warmup_steps: 1.0, max_steps: 50 })).toBe('1');
  });

  it('in steps wins over a ratio', () => {
    const both = imported('linear', { warmup_steps: 5, warmup_ratio: 0.5, max_steps: 50 });
    expect(lineOf(both)).toBe('linear(1e-3, warmup=5)');
    expect(notesOf(both)).toContain('warmup_steps counts');
    expect(lineOf(imported('linear', { warmup_steps: 0, warmup_ratio: 0.5, max_steps: 50 }))).toBe(
      'linear(1e-3, warmup=25)',
    );
  });

  it('is ignored by constant and by reduce_lr_on_plateau, which is said', () => {
    for (const type of ['constant', 'reduce_lr_on_plateau']) {
      const alone = imported(type, { warmup_ratio: 0.1, max_steps: 50 });
      expect(lineOf(alone)).not.toContain('warmup');
      expect(notesOf(alone)).toContain('ignores the warm-up');
    }
  });

  it('longer than the training never reaches the peak, whatever comes behind it', () => {
    for (const type of ['linear', 'cosine', 'inverse_sqrt', 'polynomial']) {
      const short = imported(type, { warmup_steps: 20, max_steps: 10 });
      expect(traceOf(short, 10)).toEqual(Array.from({ length: 10 }, (_, t) => PEAK * (t / 20)));
      expect(notesOf(short)).toContain('never reaches its peak');
    }
  });
});

describe('the keywords of a schedule', () => {
  it('have the defaults of the library', () => {
    const polynomial = imported('polynomial', { max_steps: 10 });
    expect(lineOf(polynomial)).toBe('linear(1e-3 -> 1e-7)');
    expect(notesOf(polynomial)).toContain('1e-7');
    expect(lineOf(imported('inverse_sqrt', { max_steps: 10 }))).toBe('inverse-sqrt(1e-3, timescale=10000)');
    expect(lineOf(imported('inverse_sqrt', run))).toBe('inverse-sqrt(1e-3, timescale=4, warmup=4)');
  });

  it('make one cycle with restarts a plain cosine, and no cycle a constant', () => {
    expect(lineOf(imported('cosine_with_restarts', run))).toBe('cosine(1e-3, warmup=4)');
    expect(lineOf(imported('cosine', { ...run, lr_scheduler_kwargs: { num_cycles: 0 } }))).toBe(
      'constant(1e-3, warmup=4)',
    );
  });

  it('lose a timescale of inverse_sqrt before version 5', () => {
    const others = { ...run, lr_scheduler_kwargs: { timescale: 100 } };
    expect(lineOf(imported('inverse_sqrt', others))).toBe('inverse-sqrt(1e-3, timescale=100, warmup=4)');
    const old = imported('inverse_sqrt', others, { version: '4' });
    expect(lineOf(old)).toBe('inverse-sqrt(1e-3, timescale=4, warmup=4)');
    expect(notesOf(old)).toContain('is ignored');
  });

  it('are ignored by constant schedules without a word of the library, and with one of ours', () => {
    for (const type of ['constant', 'constant_with_warmup'])
      expect(notesOf(imported(type, { lr_scheduler_kwargs: { min_lr: 1 } }))).toContain('ignored: min_lr');
  });

  it('of a plateau are PyTorch’s, on the evaluation metric', () => {
    const lr_scheduler_kwargs = { mode: 'max', factor: 0.5, patience: 3, threshold_mode: 'abs', min_lr: 1e-6, eps: 0 };
    const plateau = imported('reduce_lr_on_plateau', { metric_for_best_model: 'accuracy', lr_scheduler_kwargs });
    expect(plateau.ok && plateau.value.policy).toMatchObject({
      law: 'plateau',
      initial: PEAK,
      factor: 0.5,
      patience: 3,
      threshold: 1e-4,
      thresholdMode: 'absolute',
      direction: 'maximize',
      minimum: 1e-6,
      epsilon: 0,
      metric: 'eval_accuracy',
      rule: 'pytorch',
    });
  });

  it('of a plateau do not follow greater_is_better, which is said', () => {
    const plateau = imported('reduce_lr_on_plateau', { metric_for_best_model: 'eval_f1', greater_is_better: true });
    expect(plateau.ok && plateau.value.policy).toMatchObject({ direction: 'minimize', metric: 'eval_f1' });
    expect(notesOf(plateau)).toContain('greater_is_better does not reach the schedule');
  });
});

describe('a stable stretch', () => {
  const stable = (keywords: Readonly<Record<string, unknown>>, others: Readonly<Record<string, unknown>> = run) =>
    imported('warmup_stable_decay', { ...others, lr_scheduler_kwargs: keywords });

  /** get_wsd_schedule, transcribed: factors of the learning rate. */
  const transcribed = (keywords: Readonly<Record<string, unknown>>, warming: number, total: number) => {
    const {
      num_decay_steps: decay,
      num_stable_steps,
      min_lr_ratio: floor = 0,
      num_cycles = 0.5,
    } = keywords as Readonly<Record<string, number>>;
    const { warmup_type = 'linear', decay_type = 'cosine' } = keywords as Readonly<Record<string, string>>;
    const stay = num_stable_steps ?? total - warming - decay!;
    const between = (factor: number) => Math.max(0, factor * (1 - floor) + floor);
    return (t: number) => {
      if (t < warming) {
        const progress = t / Math.max(1, warming);
        if (warmup_type === 'linear') return between(progress);
        return between(
          warmup_type === 'cosine' ? 0.5 * (1 - Math.cos(Math.PI * progress)) : 1 - Math.sqrt(1 - progress),
        );
      }
      if (t < warming + stay) return 1;
      if (t >= warming + stay + decay!) return floor;
      const progress = (t - warming - stay) / Math.max(1, decay!);
      if (decay_type === 'linear') return between(1 - progress);
      return between(
        decay_type === 'cosine' ? 0.5 * (1 + Math.cos(Math.PI * num_cycles * 2 * progress)) : 1 - Math.sqrt(progress),
      );
    };
  };

  it('whose lengths make up the run is one law', () => {
    const keywords = { num_decay_steps: 4, num_stable_steps: 2, decay_type: '1-sqrt', min_lr_ratio: 0.1 };
    expect(lineOf(stable(keywords))).toBe(
      'wsd(1e-3 -> 1e-4, decay=4, shape=one-minus-sqrt, warmup=4, warmup-from=1e-4)',
    );
  });

  it('whose lengths do not make up the run keeps them, which is said', () => {
    const early = stable({ num_decay_steps: 2, num_stable_steps: 1 });
    expect(
      shares('warmup_stable_decay', { ...run, lr_scheduler_kwargs: { num_decay_steps: 2, num_stable_steps: 1 } }, 10),
    ).toEqual([0, 0.25, 0.5, 0.75, 1, 1, 0.5, 0, 0, 0]);
    expect(notesOf(early)).toContain('7 updates, and the training has 10');
  });

  it('is known for a run of unknown length where it is given itself', () => {
    const open = stable({ num_decay_steps: 4, num_stable_steps: 3 }, { warmup_steps: 2 });
    expect(traceOf(open, 12, 12).at(-1)).toBe(0);
    expect(refusedBy(stable({ num_decay_steps: 4, warmup_type: '1-sqrt' }, { warmup_steps: 2 }))).toEqual([
      'policy.missing-context max_steps',
    ]);
  });

  it('runs as the library runs it, for any lengths and shapes', () => {
    const shapes = fc.constantFrom('linear', 'cosine', '1-sqrt');
    fc.assert(
      fc.property(
        fc.record({
          num_decay_steps: fc.nat(40),
          num_stable_steps: fc.option(fc.nat(40), { nil: undefined }),
          warmup_type: shapes,
          decay_type: shapes,
          min_lr_ratio: fc.constantFrom(0, 0.1, 0.5),
          num_cycles: fc.constantFrom(0.5, 0.5, 0, 1, 1.3),
        }),
        fc.nat(40),
        fc.integer({ min: 1, max: 60 }),
        (keywords, warmup_steps, max_steps) => {
          const wsd = stable(keywords, { warmup_steps, max_steps });
          const factorAt = transcribed(keywords, warmup_steps, max_steps);
          const theirs = Array.from({ length: max_steps }, (_, t) => PEAK * factorAt(t));
          expect(distance(traceOf(wsd, max_steps), theirs)).toBeLessThanOrEqual(1e-12 * PEAK);
        },
      ),
      { seed: 41, numRuns: 400 },
    );
  });
});

describe('a cosine one update ahead', () => {
  it('runs as the library runs it, for any warm-up', () => {
    fc.assert(
      fc.property(
        fc.nat(30),
        fc.integer({ min: 1, max: 40 }),
        fc.option(fc.constantFrom(0, 0.2), { nil: undefined }),
        fc.constantFrom(0.5, 1, 0.7),
        (warming, total, warmup_lr_rate, num_cycles) => {
          const keywords = { min_lr_rate: 0.1, warmup_lr_rate, num_cycles };
          const read = imported('cosine_warmup_with_min_lr', {
            warmup_steps: warming,
            max_steps: total,
            lr_scheduler_kwargs: keywords,
          });
          const factorAt = (t: number) => {
            if (t < warming && warmup_lr_rate === undefined) return (t + 1) / Math.max(1, warming);
            if (t < warming) return warmup_lr_rate! + ((1 - warmup_lr_rate!) * t) / Math.max(1, warming - 1);
            const progress = (t - warming + 1) / Math.max(1, total - warming);
            return 0.5 * (1 + Math.cos(Math.PI * num_cycles * 2 * progress)) * (1 - 0.1) + 0.1;
          };
          const theirs = Array.from({ length: total }, (_, t) => PEAK * factorAt(t));
          expect(distance(traceOf(read, total), theirs)).toBeLessThanOrEqual(1e-12 * PEAK);
        },
      ),
      { seed: 42, numRuns: 400 },
    );
  });

  it('needs the total updates, and without a warm-up few enough of them for a table', () => {
    const keywords = { lr_scheduler_kwargs: { min_lr: 0 } };
    expect(refusedBy(imported('cosine_warmup_with_min_lr', keywords))).toEqual(['policy.missing-context max_steps']);
    expect(refusedBy(imported('cosine_warmup_with_min_lr', { ...keywords, max_steps: 20_000 }))).toEqual([
      'policy.wrong-type warmup_steps',
    ]);
  });
});

describe('what is not taken', () => {
  it.each([
    ['an unknown schedule', { lr_scheduler_type: 'cosin' }, ['policy.wrong-type lr_scheduler_type']],
    ['a schedule outside of the language', { lr_scheduler_type: 'greedy' }, ['policy.wrong-type lr_scheduler_type']],
    ['a schedule that is no word', { lr_scheduler_type: 3 }, ['policy.wrong-type lr_scheduler_type']],
    ['a negative learning rate', { learning_rate: -1 }, ['policy.negative-learning-rate learning_rate']],
    ['one that is not a number', { learning_rate: NaN }, ['policy.non-finite-learning-rate learning_rate']],
    ['one that is infinite, in words', { learning_rate: 'inf' }, ['policy.non-finite-learning-rate learning_rate']],
    ['one in words', { learning_rate: 'small' }, ['policy.wrong-type learning_rate']],
    ['a negative warm-up', { warmup_steps: -1 }, ['policy.wrong-type warmup_steps']],
    ['a warm-up that is not a number', { warmup_ratio: NaN }, ['policy.wrong-type warmup_ratio']],
    ['a ratio above 1', { warmup_ratio: 1.5 }, ['policy.wrong-type warmup_ratio']],
    ['half an update', { max_steps: 0.5 }, ['policy.wrong-type max_steps']],
    ['keywords that are no object', { lr_scheduler_kwargs: [1] }, ['policy.wrong-type lr_scheduler_kwargs']],
    [
      'a keyword that the schedule does not take',
      { lr_scheduler_kwargs: { num_cycles: 2, min_lr: 0 } },
      ['policy.unknown-key lr_scheduler_kwargs.num_cycles', 'policy.unknown-key lr_scheduler_kwargs.min_lr'],
    ],
    [
      'no floor where one is needed',
      { lr_scheduler_type: 'cosine_with_min_lr' },
      ['policy.wrong-type lr_scheduler_kwargs.min_lr'],
    ],
    [
      'two floors',
      { lr_scheduler_type: 'cosine_with_min_lr', lr_scheduler_kwargs: { min_lr: 0, min_lr_rate: 0 } },
      ['policy.wrong-type lr_scheduler_kwargs.min_lr'],
    ],
    [
      'an end above the start',
      { lr_scheduler_type: 'polynomial', lr_scheduler_kwargs: { lr_end: 1 } },
      ['policy.wrong-type lr_scheduler_kwargs.lr_end'],
    ],
    [
      'a half restart',
      { lr_scheduler_type: 'cosine_with_restarts', lr_scheduler_kwargs: { num_cycles: 1.5 } },
      ['policy.wrong-type lr_scheduler_kwargs.num_cycles'],
    ],
    [
      'a stable stretch without a decay',
      { lr_scheduler_type: 'warmup_stable_decay' },
      ['policy.wrong-type lr_scheduler_kwargs.num_decay_steps'],
    ],
    [
      'several things at once',
      { learning_rate: -1, warmup_steps: -1, max_steps: -2 },
      ['policy.wrong-type max_steps', 'policy.negative-learning-rate learning_rate', 'policy.wrong-type warmup_steps'],
    ],
  ] as const)('%s is refused by its path', (_what, others, expected) => {
    expect(refusedBy(importTransformers({ learning_rate: PEAK, lr_scheduler_type: 'linear', ...others }))).toEqual(
      expected,
    );
  });

  it('is said with the nearest schedule', () => {
    const wrong = imported('cosine_with_restart');
    expect(!wrong.ok && wrong.refusals[0]?.message).toContain('Did you mean "cosine_with_restarts"?');
  });

  it('is a total that contradicts what is known of the run', () => {
    expect(refusedBy(imported('linear', { max_steps: 10 }, { totalUpdates: 11 }))).toEqual([
      'policy.wrong-type max_steps',
    ]);
  });

  it.each([null, 3, [], undefined])('is %j, which holds no arguments', (input) => {
    expect(refusedBy(importTransformers(input))).toEqual(['policy.wrong-type']);
  });
});

describe('arguments', () => {
  it('have the defaults of TrainingArguments, which are said', () => {
    const bare = importTransformers({ output_dir: 'out', warmup_steps: 0, max_steps: -1 });
    expect(lineOf(bare)).toBe('linear(5e-5)');
    expect(notesOf(bare)).toMatch(/takes 5e-5[\s\S]*takes linear/);
  });

  it('may be texts of numbers, as files have them', () => {
    expect(lineOf(importTransformers({ learning_rate: '2e-5', max_steps: '100', warmup_ratio: '0.1' }))).toBe(
      'linear(2e-5, warmup=10)',
    );
  });

  it('whose DeepSpeed configuration has a scheduler run that one', () => {
    const deepspeed = {
      scheduler: {
        type: 'WarmupLR',
        params: { warmup_max_lr: 'auto', warmup_num_steps: 'auto', warmup_type: 'linear' },
      },
    };
    const read = imported('cosine', { deepspeed, warmup_steps: 4, max_steps: 10 });
    expect(lineOf(read)).toBe('constant(0) until 1; constant(1e-3, warmup=4)');
    expect(notesOf(read)).toContain("not the Trainer's");
    expect(notesOf(imported('cosine', { deepspeed: 'ds.json' }))).toContain('If the DeepSpeed file has a scheduler');
  });
});
