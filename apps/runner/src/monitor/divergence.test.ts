import { compilePolicy, parsePolicy } from '@ratebook/core/policy';
import { valueOrThrow } from '@ratebook/core/refusal';
import { describe, expect, it } from 'vitest';
import type { TrainerEvent } from '../trainer/protocol.js';
import { type Divergence, DivergenceWatch } from './divergence.js';

const TOTAL = 100;
const EVERY = 10;

const evaluation = (t: number, loss: number | null): TrainerEvent => ({
  type: 'evaluation',
  t,
  split: 'validation',
  metrics: { accuracy: 0.1, loss },
  predictions: null,
});

const update = (t: number, loss: number | null): TrainerEvent => ({
  type: 'update',
  t,
  learningRates: { default: 0.1 },
  loss,
  skipped: false,
  examples: 1,
  tokens: null,
});

interface Curve {
  readonly policy?: string;
  /** Held-out loss before the first update and after every tenth; `held[0]` is the start. */
  readonly held: readonly (number | null)[];
  /** Mean training loss of each stretch of ten updates; the held-out loss at its end unless given. */
  readonly training?: readonly number[];
  /** How far the training loss swings around it. */
  readonly noise?: number;
}

/** What a watch finds in a training with this curve. */
function found({ policy = 'constant(0.1)', held, training, noise = 0 }: Curve): Divergence | null {
  const { learningRateAt } = valueOrThrow(
    compilePolicy(valueOrThrow(parsePolicy(policy)), { totalUpdates: TOTAL, updatesPerEpoch: null }),
  );
  const watch = new DivergenceWatch({ learningRateAt, totalUpdates: TOTAL });
  let first = watch.observe(evaluation(0, held[0] ?? null));
  for (const [stretch, loss] of held.slice(1).entries()) {
    for (let step = 0; step < EVERY; step += 1) {
      const center = training?.[stretch] ?? loss ?? 0;
      watch.observe(update(stretch * EVERY + step, center + (step % 2 === 0 ? noise : -noise)));
    }
    first ??= watch.observe(evaluation((stretch + 1) * EVERY, loss));
  }
  return first;
}

describe('a training has diverged', () => {
  it('where its held-out loss stays half above its start at two points, under a policy that falls no more', () => {
    expect(found({ held: [2, 3.2, 3.4] })).toEqual({ rule: 'threshold', t: 20, heldOutLoss: 3.4, startLoss: 2 });
    expect(found({ held: [2, 1.8, 3.2, 3.1] })?.t).toBe(30);
    expect(found({ held: [2, 3.2, 1.9, 3.2, 1.9] })).toBeNull();
    expect(found({ held: [2, 2.9, 2.9, 2.9] })).toBeNull();
  });

  it('where it rises from point to point, by more than the noise of the training loss', () => {
    const held = [2, 2.3, 2.4, 2.5];
    expect(found({ held })).toMatchObject({ rule: 'trend', t: 30 });
    expect(found({ held, noise: 0.05 })).toMatchObject({ rule: 'trend' });
    expect(found({ held, noise: 1 })).toBeNull();
    expect(found({ held: [2, 2.3, 2.4, 2.4] })).toBeNull();
    expect(found({ held: [2, 2.1, 2.15, 2.19] })).toBeNull();
  });

  it('where it stays at chance, just above its start, over a third of the budget', () => {
    expect(found({ held: [2.3, 2.2, 2.31, 2.32, 2.31, 2.33] })).toMatchObject({ rule: 'chance', t: 50 });
    expect(found({ held: [2.3, 2.31, 2.32, 2.31] })).toBeNull();
    expect(found({ held: [2.3, 2.31, 2.32, 2.29, 2.32, 2.33, 2.31] })).toBeNull();
    // It has not learnt yet, and may.
    expect(found({ held: [2.3, 2.301, 2.302, 2.301, 2.302, 2.301] })).toBeNull();
    expect(found({ held: [2.3, 2.4, 2.38, 2.36, 2.34, 2.32] })).toBeNull();
    expect(found({ policy: 'cosine(0.1)', held: [2.3, 2.31, 2.32, 2.31, 2.33, 2.32] })).toBeNull();
  });

  it('where nothing can save it, whatever the policy still does', () => {
    const cosine = 'cosine(0.1)';
    expect(found({ policy: cosine, held: [2, 300, 290] })).toMatchObject({ rule: 'explosion', t: 20 });
    expect(found({ policy: cosine, held: [2, 80, 80, 80] })).toBeNull();
  });

  it('never while the policy still falls by half, but where it rests or rises', () => {
    const held = [2, 4, 4, 4, 4, 4, 4, 4, 4, 4];
    expect(found({ policy: 'constant(1) until 50; constant(0.1)', held })?.t).toBe(60);
    expect(found({ policy: 'wave(triangle, 0.01 .. 0.1, length=20)', held })?.t).toBe(90);
    expect(found({ policy: 'constant(0.1, warmup=30)', held })?.t).toBe(20);
  });

  it('never where the loss falls fast enough to come back', () => {
    expect(found({ held: [2, 20, 17] })).toBeNull();
    expect(found({ held: [2, 20, 19.5] })?.t).toBe(20);
  });

  it('never where the training loss falls: the net learns its data by heart', () => {
    expect(found({ held: [2, 3.5, 4, 4.5, 5], training: [1, 0.5, 0.2, 0.1] })).toBeNull();
  });

  it('never at the last point, where the training is done', () => {
    expect(found({ held: [2, ...Array.from({ length: 8 }, () => 1), 4, 5] })).toBeNull();
  });

  it('never without a loss to compare with, and never by what is not a finite number', () => {
    expect(found({ held: [null, 5, 6, 7] })).toBeNull();
    expect(found({ held: [2, null, null] })).toBeNull();
  });

  it('in a loss below zero as in one above', () => {
    expect(found({ held: [-2, -0.9, -0.9] })?.rule).toBe('threshold');
    expect(found({ held: [-2, -1.1, -1.1] })).toBeNull();
  });
});
