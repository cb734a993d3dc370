import { readRange } from '../../range-test/index.js';
import type { Run } from '../../run/index.js';
import { describe, expect, it } from 'vitest';
import { forgeEvaluation, type ForgedSubmission, forgeRangeTest } from '../../testing/index.js';
import { resultOf } from '../../testing/judge.js';

const honest = forgeEvaluation();
const cost = (forged: ForgedSubmission, change: object) =>
  forged.withRun(0, (run) => ({ ...run, cost: { ...run.cost, ...change } }));

describe('T04 counts', () => {
  it('takes a smaller last batch once an epoch, and not more', () => {
    // 40 updates of 16 in epochs of 8: five ends, each may miss up to 15 examples.
    expect(resultOf('T04', cost(honest, { examples: 640 - 75 })).verdict).toBe('PASS');
    expect(resultOf('T04', cost(honest, { examples: 640 - 76 })).message).toContain('are 565 to 640');
    expect(resultOf('T04', cost(honest, { examples: 641 })).verdict).toBe('FAIL');
  });

  it('fails a cost in updates that the trace does not have', () => {
    expect(resultOf('T04', cost(honest, { updates: 39 })).message).toContain('cost.updates is 39, the trace has 40');
  });

  it('sums the tokens of the trace', () => {
    const counted = honest.withTrace(0, (trace) => ({ ...trace, tokens: trace.update.map(() => 10) }));
    expect(resultOf('T04', cost(counted, { tokens: 400 })).verdict).toBe('PASS');
    expect(resultOf('T04', cost(counted, { tokens: 401 })).message).toContain('tokens sum to 400');
  });

  it('fails a budget whose updates are not its amount', () => {
    const longer = forgeEvaluation({ ticket: null }).with((held) => ({
      ...held,
      arms: held.arms.map((arm) => ({ ...arm, budget: { ...arm.budget, updates: 41 } })),
    }));
    expect(resultOf('T04', longer).message).toContain('budget.updates is 41; 40 updates of this batch are 40');
  });

  it('holds a range test to its prefix, and a control run to its share of the budget', () => {
    expect(resultOf('T04', forgeRangeTest()).verdict).toBe('PASS');
    const control = honest.withRun(0, { role: 'control', seed: 999 });
    expect(resultOf('T04', control).message).toContain('the trace has 40 updates where 20 were planned');
  });
});

describe('T05 summary', () => {
  it('fails a completed run without the test metric after its last update', () => {
    const untested = honest.withRun(0, (run) => ({
      ...run,
      evaluations: run.evaluations.filter(({ split }) => split === 'validation'),
    }));
    expect(resultOf('T05', untested)).toMatchObject({ verdict: 'FAIL', observed: 'run 0 is completed' });
    expect(resultOf('T05', untested).message).toContain('no test accuracy after update 40');
  });

  it('asks no test metric of a range test', () => {
    expect(resultOf('T05', forgeRangeTest()).verdict).toBe('PASS');
  });

  it('takes a divergence that the losses show: one that is not finite, or an end above the start', () => {
    expect(resultOf('T05', forgeEvaluation({ statuses: { 0: 'diverged' } })).verdict).toBe('PASS');
    const rising = honest.withRun(0, (run) => ({
      ...run,
      status: 'diverged',
      evaluations: [
        { t: 10, split: 'validation', metrics: { accuracy: 0.5, loss: 1 } },
        { t: 20, split: 'validation', metrics: { accuracy: 0.1, loss: 1.5 } },
      ],
    }));
    expect(resultOf('T05', rising).verdict).toBe('PASS');
  });
});

describe('T06 looks', () => {
  const looking = (...looks: [number, 'validation' | 'test'][]) =>
    honest.withRun(0, (run) => ({
      ...run,
      evaluations: looks.map(([t, split]) => ({ t, split, metrics: { accuracy: 0.5, loss: 1 } })),
    }));

  it('takes a look before the first update', () => {
    expect(resultOf('T06', looking([0, 'validation'], [10, 'validation'])).verdict).toBe('PASS');
  });

  it('fails the same look twice, and looks out of order', () => {
    expect(resultOf('T06', looking([10, 'validation'], [10, 'validation'])).message).toContain('twice or out of order');
    expect(resultOf('T06', looking([20, 'validation'], [10, 'validation'])).verdict).toBe('FAIL');
  });

  it('fails a look after more updates than the run made', () => {
    const cut = honest.withRun(0, (run) => ({ ...run, status: 'pruned', cost: { ...run.cost, updates: 20 } }));
    expect(resultOf('T06', cut).message).toMatch(/was evaluated after update \d+, and the run made 20/);
  });

  it('takes test after the last update alone', () => {
    expect(resultOf('T06', looking([40, 'test'])).verdict).toBe('PASS');
    expect(resultOf('T06', looking([30, 'test'])).message).toContain('once, after update 40');
  });

  it('lets no range test look at the test split, whatever its prefix', () => {
    const whole = forgeRangeTest({ updates: 20, prefixUpdates: 20 });
    expect(resultOf('T06', whole).verdict).toBe('PASS');
    const looked = whole.withRun(0, (run) => ({
      ...run,
      evaluations: [...run.evaluations, { t: 20, split: 'test', metrics: { accuracy: 0.5, loss: 1 } }],
    }));
    expect(resultOf('T06', looked).message).toContain('only after a whole budget');
  });
});

describe('T08 range tests', () => {
  const sweep = forgeRangeTest();
  const withRange = (change: object) =>
    sweep.with((held) => ({ ...held, rangeTest: held.rangeTest && { ...held.rangeTest, ...change } }));
  const { points } = sweep.submission.rangeTest!;

  it('shows the read-outs it recomputed', () => {
    expect(resultOf('T08', sweep)).toMatchObject({ verdict: 'PASS', observed: 'best 0.1, edge 3' });
  });

  it('fails a point left out, and one given twice in its place', () => {
    expect(resultOf('T08', withRange({ points: points.slice(1) })).message).toContain('no point for the run');
    expect(resultOf('T08', withRange({ points: [...points.slice(1), points[1]!] })).message).toContain(
      'another point has',
    );
  });

  describe('of which one run was abandoned after half its prefix', () => {
    const givenUp = sweep.submission.runs.findIndex(({ arm }) => arm === 3);
    const { seed } = sweep.submission.runs[givenUp]!;
    const isOfIt = (point: (typeof points)[number]) => point.learningRate === 0.3 && point.seed === seed;
    const stating = (stated: typeof points) =>
      sweep
        .withRun(givenUp, (run) => ({
          ...run,
          status: 'abandoned',
          reason: 'the machine was needed elsewhere',
          evaluations: run.evaluations.filter(({ t }) => t === 0),
        }))
        .with((held) => ({
          ...held,
          rangeTest: held.rangeTest && { ...held.rangeTest, points: stated, readOuts: readRange(stated) },
        }));

    it('pass without a point for it', () => {
      expect(points.filter(isOfIt)).toHaveLength(1);
      const without = stating(points.filter((point) => !isOfIt(point)));
      expect(resultOf('T08', without)).toMatchObject({ verdict: 'PASS', observed: 'best 0.1, edge 3' });
    });

    it('fail with one: it would be an edge where nothing diverged', () => {
      const edged = stating(points.map((point) => (isOfIt(point) ? { ...point, loss: null } : point)));
      expect(edged.submission.rangeTest?.readOuts.edge).toBe(0.3);
      expect(resultOf('T08', edged).message).toContain('is of a run that was abandoned');
    });
  });

  it('fails a prefix longer than the budget', () => {
    expect(resultOf('T08', withRange({ prefixUpdates: 81 })).message).toContain('longer than the budget of 80');
  });

  it('fails an arm of another shape, also without a ticket', () => {
    const bent = forgeRangeTest({ ticket: null }).withArm(1, {
      policy: { version: 1, law: 'constant', learningRate: 0.03 },
    });
    expect(resultOf('T08', bent).message).toContain('arms[1] is not the swept policy');
  });

  it('fails a range test inside an evaluation, where it would shorten the runs', () => {
    const { rangeTest } = sweep.submission;
    expect(resultOf('T08', honest.with({ rangeTest })).observed).toBe('a range test beside kind evaluation');
  });

  it('is not applicable without one', () => {
    expect(resultOf('T08', honest).verdict).toBe('NOT_APPLICABLE');
  });

  it('fails a grid that calls itself a ramp', () => {
    expect(resultOf('T08', withRange({ method: 'ramp' })).message).toContain('a ramp is one run of one arm');
  });

  it('holds several seeds to where the read-outs are decided', () => {
    // The best is 0.1: with one of the three seeds that the others have, a lucky one could have made it.
    const arm = sweep.submission.arms.findIndex(({ policy }) => policy['peak'] === 0.1);
    const few = sweep.with((held) => {
      const isKept = (run: Run) => run.arm !== arm || run.seed === held.runs[0]?.seed;
      const points = (held.rangeTest?.points ?? []).filter((_, index) => isKept(held.runs[index]!));
      return {
        ...held,
        runs: held.runs.filter(isKept),
        rangeTest: held.rangeTest && { ...held.rangeTest, points, readOuts: readRange(points) },
      };
    });
    expect(resultOf('T08', few).message).toContain('learning rate 0.1 decides a read-out with 1 of 3 seeds');
  });
});

describe('T09 endings', () => {
  it('fails the ending of a run of another submission', () => {
    const taken = honest.afterSigning(() => ({
      otherRunsByLossSuffix: new Map([[honest.suffixOf(3), ['0123456789abcdef-2']]]),
    }));
    expect(resultOf('T09', taken)).toMatchObject({ verdict: 'FAIL', observed: 'run 3 and 0123456789abcdef-2' });
  });

  const endingIn = (losses: (t: number) => number | null) =>
    forgeEvaluation({ runs: 1 }).withTrace(1, (trace) => ({ ...trace, loss: trace.loss.map((_, t) => losses(t)) }));
  const bothEndingIn = (losses: (t: number) => number | null) =>
    endingIn(losses).withTrace(0, (trace) => ({ ...trace, loss: trace.loss.map((_, t) => losses(t)) }));

  it('needs ten different values among the last twenty to tell anything', () => {
    expect(
      resultOf(
        'T09',
        bothEndingIn((t) => t % 10),
      ).verdict,
    ).toBe('FAIL');
    expect(
      resultOf(
        'T09',
        bothEndingIn((t) => t % 9),
      ),
    ).toMatchObject({ verdict: 'NOT_APPLICABLE', observed: 'no run has 20 finite losses, 10 of them distinct' });
  });

  it('looks at the last twenty alone', () => {
    const apart = bothEndingIn((t) => t).withTrace(0, (trace) => ({
      ...trace,
      loss: trace.loss.map((loss, t) => (t === 20 ? 99 : loss)),
    }));
    expect(resultOf('T09', apart).verdict).toBe('PASS');
    const before = bothEndingIn((t) => t).withTrace(0, (trace) => ({
      ...trace,
      loss: trace.loss.map((loss, t) => (t === 19 ? 99 : loss)),
    }));
    expect(resultOf('T09', before).verdict).toBe('FAIL');
  });
});
