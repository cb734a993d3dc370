import { describe, expect, it } from 'vitest';
import { forgeEvaluation, forgeTask } from '../../testing/index.js';
import { resultOf } from '../../testing/judge.js';

const honest = forgeEvaluation();

describe('F01 schema and size', () => {
  it('counts bytes, not characters: a megabyte of umlauts is too large', () => {
    // 600,000 characters of two bytes each.
    const result = resultOf(
      'F01',
      honest.withText((text) => `${text}${'ü'.repeat(600_000)}`),
    );
    expect(result.message).toContain('more than 1000000 bytes');
  });

  it('lists the first bad fields and counts the others', () => {
    const result = resultOf(
      'F01',
      honest.withText(() => '{}'),
    );
    expect(result.verdict).toBe('FAIL');
    expect(result.observed).toMatch(/^\d+ bad fields$/);
    expect(result.message).toMatch(/\(and \d+ more\)$/);
  });

  it('refuses nesting that would end a recursive reader, and reads brackets in strings as text', () => {
    expect(
      resultOf(
        'F01',
        honest.withText(() => '['.repeat(129)),
      ).message,
    ).toContain('128 levels of nesting');
    const bracketed = honest.with(({ environment, ...held }) => ({
      ...held,
      environment: { ...environment, platform: `${'['.repeat(40)}\\"{` },
    }));
    expect(resultOf('F01', bracketed).verdict).toBe('PASS');
  });

  it('refuses a submission without a run', () => {
    expect(resultOf('F01', honest.with({ runs: [] })).message).toContain('runs');
  });
});

describe('F02 canonical JSON', () => {
  it('names the character at which the canonical text differs', () => {
    const result = resultOf(
      'F02',
      honest.withText((text) => `${text} `),
    );
    expect(result).toMatchObject({ verdict: 'FAIL', threshold: 'RFC 8785: re-encoding gives the same bytes' });
    expect(result.observed).toBe(`differs at character ${String(honest.text.length)}`);
  });

  it('sees a duplicate key, which JSON.parse lets pass', () => {
    expect(
      resultOf(
        'F02',
        honest.withText((text) => text.replace('{"arms"', '{"version":1,"arms"')),
      ).verdict,
    ).toBe('FAIL');
  });

  it('sees another spelling of a number', () => {
    expect(
      resultOf(
        'F02',
        honest.withText((text) => text.replace('"momentum":0.9', '"momentum":0.90')),
      ).verdict,
    ).toBe('FAIL');
  });

  it('tells text that is not JSON from a string without canonical text', () => {
    expect(
      resultOf(
        'F02',
        honest.withText(() => 'nan'),
      ).message,
    ).toBe('The text is not JSON.');
    expect(
      resultOf(
        'F02',
        honest.withText(() => '"\\ud800"'),
      ).message,
    ).toContain('lone surrogate');
  });
});

describe('F04 policies', () => {
  it('shows the recomputed hashes, each once', () => {
    const result = resultOf('F04', forgeEvaluation({ policies: ['constant(0.1)', 'constant(0.1)'], ticket: null }));
    expect(result.observed).toMatch(/^policies [0-9a-f]{12}$/);
  });

  it('fails a policy that its budget cannot run', () => {
    const long = { version: 1, law: 'constant', learningRate: 0.1, warmup: { length: { steps: 40 } } };
    const result = resultOf('F04', forgeEvaluation({ ticket: null }).withArm(0, { policy: long }));
    expect(result.verdict).toBe('FAIL');
    expect(result.message).toContain('arms[0].policy');
  });

  it('fails a closed loop that listens to what the task does not measure', () => {
    const deaf = { version: 1, law: 'plateau', initial: 0.1, metric: 'perplexity' };
    const { verdict, message } = resultOf('F04', forgeEvaluation({ ticket: null }).withArm(0, { policy: deaf }));
    expect(verdict).toBe('FAIL');
    expect(message).toContain(
      'listens to "perplexity", which the task does not measure; it measures accuracy and loss',
    );
  });

  it('is inconclusive about epochs where the task is not known', () => {
    const inEpochs = { version: 1, law: 'linear', initial: 0.1, length: { epochs: 2 } };
    const forged = forgeEvaluation({ ticket: null })
      .withArm(0, { policy: inEpochs })
      .afterSigning(() => ({ tasks: new Map() }));
    expect(resultOf('F04', forged)).toMatchObject({
      verdict: 'INCONCLUSIVE',
      observed: 'missing: the task forged-digits@1',
    });
  });
});

describe('F05 task', () => {
  it('fails an unknown task and a submission about two', () => {
    expect(
      resultOf(
        'F05',
        honest.afterSigning(() => ({ tasks: new Map() })),
      ).message,
    ).toBe('There is no task forged-digits@1.');
    expect(resultOf('F05', honest.withArm(0, { task: 'other@1' })).message).toBe('A submission is about one task.');
  });
});

describe('F06 order and finiteness', () => {
  it('passes a diverged run that declares its first non-finite update', () => {
    expect(resultOf('F06', forgeEvaluation({ statuses: { 1: 'diverged' } })).verdict).toBe('PASS');
  });

  it('passes an empty trace of a run that was abandoned before its first update', () => {
    const forged = forgeEvaluation({ statuses: { 0: 'abandoned' } })
      .withTrace(0, () => ({ update: [], learningRate: [], loss: [] }))
      .withRun(0, (run) => ({ ...run, evaluations: [], cost: { ...run.cost, updates: 0, examples: 0 } }));
    expect(resultOf('F06', forged).verdict).toBe('PASS');
    expect(resultOf('T04', forged).verdict).toBe('PASS');
  });

  it('fails a declared non-finite update where every loss is finite', () => {
    expect(resultOf('F06', honest.withRun(0, { firstNonFiniteUpdate: 7 })).message).toContain('every loss is finite');
  });

  it('lets fp16 skip an update whose loss overflowed, and no other precision', () => {
    const skip = (precision: string) =>
      forgeEvaluation({ task: forgeTask({ recipe: { ...forgeTask().recipe, precision } }) }).withTrace(0, (trace) => ({
        ...trace,
        loss: trace.loss.map((loss, t) => (t === 3 ? null : loss)),
        skipped: trace.loss.map((_, t) => t === 3),
      }));
    expect(resultOf('F06', skip('fp16')).verdict).toBe('PASS');
    expect(resultOf('F06', skip('fp32')).verdict).toBe('FAIL');
  });

  it('refuses a null learning rate: only a loss may be one', () => {
    const forged = honest.withTrace(0, (trace) => ({
      ...trace,
      learningRate: trace.learningRate.map((value, t) => (t === 5 ? null : value)),
    }));
    expect(resultOf('F06', forged).message).toContain('Run 0: learningRate[5]');
  });

  it('names a trace that nobody uploaded, but a broken one before it', () => {
    const gone = (index: number) =>
      honest.afterSigning(({ artefacts }) => ({
        artefacts: new Map([...artefacts, [honest.runAt(index).trace, { state: 'missing' as const }]]),
      }));
    expect(resultOf('F06', gone(2)).observed).toContain('missing: the trace of run 2');
    const broken = honest
      .withTrace(1, () => ({}))
      .afterSigning(({ artefacts }) => ({
        artefacts: new Map([...artefacts, [honest.runAt(0).trace, { state: 'missing' as const }]]),
      }));
    expect(resultOf('F06', broken)).toMatchObject({ verdict: 'FAIL', observed: 'a trace that cannot be read' });
  });
});

describe('F07 units and F08 metrics', () => {
  const withAccuracy = (accuracy: number, unit = 'share') =>
    forgeEvaluation({ task: forgeTask({ metric: { name: 'accuracy', direction: 'maximize', unit } }) }).withRun(
      0,
      (run) => ({
        ...run,
        evaluations: run.evaluations.map((one) => ({ ...one, metrics: { ...one.metrics, accuracy } })),
      }),
    );

  it('take both ends of a unit’s range and nothing beyond', () => {
    expect([0, 1, 1.0001, -0.0001].map((value) => resultOf('F07', withAccuracy(value)).verdict)).toEqual([
      'PASS',
      'PASS',
      'FAIL',
      'FAIL',
    ]);
    expect([100, 100.1].map((value) => resultOf('F07', withAccuracy(value, 'percent')).verdict)).toEqual([
      'PASS',
      'FAIL',
    ]);
    expect(resultOf('F07', withAccuracy(1e6, 'points')).verdict).toBe('PASS');
  });

  it('fail an evaluation without the task’s metric and a run without an arm', () => {
    const mute = honest.withRun(0, (run) => ({
      ...run,
      evaluations: [{ t: 10, split: 'validation', metrics: { loss: 1 } }],
    }));
    expect(resultOf('F07', mute).message).toContain("the task's metric accuracy is missing");
    expect(resultOf('F07', honest.withRun(1, { arm: 7 })).message).toContain('Run 1 names arm 7');
  });

  it('say which metrics are known', () => {
    const strange = honest.withRun(0, (run) => ({
      ...run,
      evaluations: run.evaluations.map((one) => ({ ...one, metrics: { ...one.metrics, bleu: 1 } })),
    }));
    expect(resultOf('F08', strange)).toMatchObject({
      verdict: 'FAIL',
      observed: 'bleu',
      threshold: "the task's metric and loss",
    });
  });
});
