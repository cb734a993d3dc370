import { compilePolicy, parsePolicy } from '@ratebook/core/policy';
import { valueOrThrow } from '@ratebook/core/refusal';
import { describe, expect, it } from 'vitest';
import type { TrainerEvent } from '../trainer/protocol.js';
import { Steering } from './steering.js';

const steeringOf = (notation: string, evaluateAt: readonly number[], totalUpdates = 1000) =>
  new Steering(
    valueOrThrow(compilePolicy(valueOrThrow(parsePolicy(notation)), { totalUpdates, updatesPerEpoch: null })),
    evaluateAt,
  );

const evaluation = (t: number, loss: number | null, split: 'validation' | 'test' = 'validation'): TrainerEvent => ({
  type: 'evaluation',
  t,
  split,
  metrics: { loss },
  predictions: null,
});

const PLATEAU = 'plateau(0.1, factor=0.5, patience=0, threshold=0.5, metric=loss)';

describe('learning rates are handed out', () => {
  it('a block ahead, and never beyond an evaluation that was not seen', () => {
    const steering = steeringOf('constant(0.1)', [0, 100, 1000]);
    expect(steering.knownUntil(0)).toBe(0);
    steering.observe(evaluation(0, 2));
    expect(steering.knownUntil(0)).toBe(100);
    expect(steering.knownUntil(100)).toBe(100);
    steering.observe(evaluation(100, 1));
    expect([steering.knownUntil(100), steering.knownUntil(900)]).toEqual([356, 1000]);
  });

  it('one at a time under a closed loop', () => {
    const steering = steeringOf(PLATEAU, [100, 1000]);
    expect([steering.knownUntil(0), steering.knownUntil(99), steering.knownUntil(100)]).toEqual([1, 100, 100]);
    steering.observe(evaluation(100, 1));
    expect(steering.knownUntil(100)).toBe(101);
  });

  it('as before by a test evaluation, which no policy sees', () => {
    const steering = steeringOf(PLATEAU, [100, 1000]);
    expect(steering.observe(evaluation(100, 1, 'test'))).toBeNull();
    expect(steering.knownUntil(100)).toBe(100);
  });
});

describe('a closed loop says what it made of an evaluation', () => {
  it('where its learning rate changes, and only there', () => {
    const steering = steeringOf(PLATEAU, [100, 200, 300, 400]);
    expect(steering.observe(evaluation(100, 1))).toBeNull();
    expect(steering.observe(evaluation(200, 0.4))).toBeNull();
    expect(steering.observe(evaluation(300, 0.3))).toEqual({ t: 300, from: 0.1, to: 0.05, metrics: { loss: 0.3 } });
    expect(steering.learningRateAt(300)).toBe(0.05);
    // What is not a finite number is not observed.
    expect(steering.observe(evaluation(400, null))).toBeNull();
  });

  it('and an open loop never', () => {
    expect(steeringOf('linear(0.1)', [100, 1000]).observe(evaluation(100, 1))).toBeNull();
  });
});
