import { describe, expect, it } from 'vitest';
import type { Trace } from '../../run/index.js';
import { forgeEvaluation, type ForgedSubmission, forgeTask } from '../../testing/index.js';
import { resultOf } from '../../testing/judge.js';

const POLICY = 'cosine(0.1, warmup=10%)';
const honest = forgeEvaluation({ policies: [POLICY], runs: 1 });
const shifted = (forged: ForgedSubmission, at: (t: number) => number): ForgedSubmission => {
  const { learningRate } = forged.traceOf(0);
  return forged.withTrace(0, (trace: Trace) => ({
    ...trace,
    learningRate: learningRate.map((_, t) => learningRate[Math.min(39, Math.max(0, at(t)))] ?? 0),
  }));
};

describe('T01 under the declared semantics', () => {
  it('says what was compared and how far the farthest is', () => {
    expect(resultOf('T01', honest)).toMatchObject({
      verdict: 'PASS',
      threshold: '|logged − policy| ≤ 0.000001·policy + 1e-12 at every update',
      message: '',
    });
    expect(resultOf('T01', honest).observed).toMatch(/^40 learning rates, the farthest at 0\.0\d+ of what is allowed$/);
  });

  it('passes a trace of next-update learning rates that is declared so, and compares one fewer', () => {
    const next = shifted(honest, (t) => t + 1);
    expect(resultOf('T01', next.withRun(0, { learningRateSemantics: 'next' }))).toMatchObject({ verdict: 'PASS' });
    expect(resultOf('T01', next.withRun(0, { learningRateSemantics: 'next' })).observed).toContain('39 learning rates');
  });

  it('fails it where it is declared applied, and names offset 1', () => {
    const { verdict, message } = resultOf(
      'T01',
      shifted(honest, (t) => t + 1),
    );
    expect(verdict).toBe('FAIL');
    expect(message).toContain('It would match at offset 1: declare learningRateSemantics "next".');
  });

  it('takes what the scheduler holds after the last update: nobody applies it', () => {
    const next = shifted(honest, (t) => t + 1).withRun(0, { learningRateSemantics: 'next' });
    const ended = next.withTrace(0, (trace) => ({ ...trace, learningRate: [...trace.learningRate.slice(0, 39), 0] }));
    expect(resultOf('T01', ended).verdict).toBe('PASS');
    const before = next.withTrace(0, (trace) => ({
      ...trace,
      learningRate: trace.learningRate.map((value, t) => (t === 38 ? 0 : value)),
    }));
    expect(resultOf('T01', before).verdict).toBe('FAIL');
  });

  it('names offset 0, and a lag that is neither semantics', () => {
    expect(resultOf('T01', honest.withRun(0, { learningRateSemantics: 'next' })).message).toContain(
      'offset 0: declare learningRateSemantics "applied"',
    );
    expect(
      resultOf(
        'T01',
        shifted(honest, (t) => t - 2),
      ).message,
    ).toContain('offset -2');
    expect(
      resultOf(
        'T01',
        shifted(honest, (t) => t + 5),
      ).message,
    ).toContain('No offset from -2 to 2 fits');
  });
});

describe('T01 at its tolerance', () => {
  const flat = forgeEvaluation({ policies: ['constant(0.1)'], runs: 1 });
  const logged = (value: number, t = 17) =>
    flat.withTrace(0, (trace) => ({
      ...trace,
      learningRate: trace.learningRate.map((held, at) => (at === t ? value : held)),
    }));

  it('takes a millionth more and no more, at the first and last update as in between', () => {
    for (const t of [0, 17, 39]) {
      expect(resultOf('T01', logged(0.1 * (1 + 0.9e-6), t)).verdict).toBe('PASS');
      expect(resultOf('T01', logged(0.1 * (1 + 1.1e-6), t)).verdict).toBe('FAIL');
    }
  });

  it('takes an absolute 1e-12 where the policy is 0', () => {
    const zero = forgeEvaluation({ policies: ['constant(0)'], runs: 1 });
    const at = (value: number) =>
      zero.withTrace(0, (trace) => ({ ...trace, learningRate: trace.learningRate.map(() => value) }));
    expect(resultOf('T01', at(0.9e-12)).verdict).toBe('PASS');
    expect(resultOf('T01', at(1.1e-12)).verdict).toBe('FAIL');
  });

  it('sees one update on the wrong side of a boundary', () => {
    const constant = (learningRate: number) => ({ law: 'constant', learningRate });
    const phases = [{ policy: constant(0.1), until: { steps: 20 } }, { policy: constant(0.01) }];
    const step = forgeEvaluation({ policies: [{ version: 1, law: 'sequence', phases }], runs: 1 });
    const late = step.withTrace(0, (trace) => ({
      ...trace,
      learningRate: trace.learningRate.map((held, t) => (t === 20 ? 0.1 : held)),
    }));
    expect(resultOf('T01', step).verdict).toBe('PASS');
    expect(resultOf('T01', late).message).toContain('1 of 40 updates, first at 20');
  });
});

describe('T01 and fp16', () => {
  const fp16 = forgeTask({ recipe: { ...forgeTask().recipe, precision: 'fp16' } });
  const scaled = forgeEvaluation({ policies: [POLICY], runs: 1, task: fp16 });
  const lagging = (forged: ForgedSubmission, lagAt: (t: number) => number) => shifted(forged, (t) => t - lagAt(t));

  it('explains a schedule that lags by skipped updates, and names both readings', () => {
    const { verdict, message } = resultOf(
      'T01',
      lagging(scaled, (t) => (t < 10 ? 0 : t < 25 ? 2 : 3)),
    );
    expect(verdict).toBe('PASS');
    expect(message).toBe('Run 0: 3 skipped updates explain it as "applied", as declared; 4 would as "next".');
  });

  it('explains it under next semantics too', () => {
    const next = shifted(scaled, (t) => t + 1 - (t < 10 ? 0 : 2)).withRun(0, { learningRateSemantics: 'next' });
    expect(resultOf('T01', next).message).toContain(
      '2 skipped updates explain it as "next", as declared; 1 would as "applied"',
    );
  });

  it('takes at most 1% of the updates and ten', () => {
    // 40 updates: 0.4 is rounded down, ten remain.
    expect(
      resultOf(
        'T01',
        lagging(scaled, (t) => (t < 20 ? 0 : 10)),
      ).verdict,
    ).toBe('PASS');
    expect(
      resultOf(
        'T01',
        lagging(scaled, (t) => (t < 20 ? 0 : 11)),
      ).verdict,
    ).toBe('FAIL');
  });

  it('never takes a lag that shrinks again', () => {
    expect(
      resultOf(
        'T01',
        lagging(scaled, (t) => (t < 10 ? 0 : t < 20 ? 3 : 1)),
      ).verdict,
    ).toBe('FAIL');
  });

  it('explains nothing in a precision that skips nothing', () => {
    expect(
      resultOf(
        'T01',
        lagging(honest, (t) => (t < 10 ? 0 : 2)),
      ).verdict,
    ).toBe('FAIL');
  });
});

describe('T01 and parameter groups', () => {
  const grouped = forgeEvaluation({
    runs: 1,
    policies: [{ version: 1, law: 'cosine', peak: 0.01, groups: [{ name: 'lora-b', multiplier: 16 }] }],
  });

  it('holds each group to its multiple of the policy', () => {
    expect(resultOf('T01', grouped).observed).toContain('80 learning rates');
    const plain = grouped.withTrace(0, (trace) => ({ ...trace, groups: { 'lora-b': trace.learningRate } }));
    expect(resultOf('T01', plain).message).toContain('the learning rate of group lora-b differs at 40 of 40');
  });

  it('is inconclusive where the trace has no column for a group of the policy', () => {
    const mute = grouped.withTrace(0, ({ update, learningRate, loss }) => ({ update, learningRate, loss }));
    expect(resultOf('T01', mute)).toMatchObject({
      verdict: 'INCONCLUSIVE',
      observed: 'missing: the learning rates of group lora-b in the trace of run 0',
    });
  });

  it('holds a group that the policy does not name to the policy itself', () => {
    const extra = honest.withTrace(0, (trace) => ({
      ...trace,
      groups: { head: trace.learningRate.map((value) => 2 * value) },
    }));
    expect(resultOf('T01', extra).message).toContain('of group head');
  });
});

describe('T01 of a closed loop', () => {
  const POLICY_OF_LOOP = 'plateau(0.1, factor=0.5, patience=0, threshold=0.9, metric=loss)';
  const loop = forgeEvaluation({ policies: [POLICY_OF_LOOP], runs: 1 });

  it('replays it from the evaluations that the run states', () => {
    expect(new Set(loop.traceOf(0).learningRate).size).toBeGreaterThan(1);
    expect(resultOf('T01', loop).verdict).toBe('PASS');
  });

  it('fails a trace that did not answer to them', () => {
    const deaf = loop.withTrace(0, (trace) => ({ ...trace, learningRate: trace.learningRate.map(() => 0.1) }));
    expect(resultOf('T01', deaf).verdict).toBe('FAIL');
    const late = shifted(loop, (t) => t - 1);
    expect(resultOf('T01', late).verdict).toBe('FAIL');
  });

  it('does not look at the test split, which no closed loop sees', () => {
    const told = loop.withRun(0, (run) => ({
      ...run,
      evaluations: run.evaluations.map((one) =>
        one.split === 'test' ? { ...one, t: 1, metrics: { loss: 1e-9 } } : one,
      ),
    }));
    expect(told.submission.runs[0]?.evaluations).toContainEqual({ t: 1, split: 'test', metrics: { loss: 1e-9 } });
    expect(resultOf('T01', told).verdict).toBe('PASS');
  });
});
