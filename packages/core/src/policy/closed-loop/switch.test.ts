import { describe, expect, it } from 'vitest';
import { compiledOf, compileRefusalsOf, eventsOf, observed, refusalsOf } from '../testing/index.js';
import type { PolicyEvent } from './loop.js';

const ends = (direction: string, value: number, atMost: string) =>
  `metric=loss, direction=${direction}, value=${String(value)}, at-most=${atMost}`;
const switched = (halves: string, atMost = '80%') => `switch(${halves}, ${ends('minimize', 0.5, atMost)})`;
/** An evaluation that reaches the value after `t` updates. */
const reached = (t: number): PolicyEvent => ({ t, metrics: { loss: 0.4 } });

describe('a switch', () => {
  it.each([
    ['minimize', 0.5, 0.51],
    ['maximize', 0.5, 0.49],
  ])('to %s comes where the metric is exactly the value, and not before', (direction, value, short) => {
    const compiled = compiledOf(`switch(constant(1) -> constant(2), ${ends(direction, value, '90')})`, 100);
    const at = (reading: number) => compiled.replay([{ t: 10, metrics: { loss: reading } }]);
    expect([9, 10, 99].map(at(value))).toEqual([1, 2, 2]);
    expect([9, 10, 89, 90, 99].map(at(short))).toEqual([1, 1, 1, 2, 2]);
  });

  it('comes at its latest where nothing is observed, and the update there is the first of what follows', () => {
    const compiled = compiledOf(switched('constant(1) -> linear(2)', '60'), 100);
    expect([59, 60, 80, 100].map(compiled.learningRateAt)).toEqual([1, 2, 1, 0]);
    expect(compiled.replay([])(60)).toBe(2);
    expect(compiled.boundaries).toEqual([60]);
  });

  it('gives what follows its local time 0 and the horizon that is left', () => {
    const compiled = compiledOf(switched('constant(1) -> linear(2)'), 100);
    expect([19, 20, 60, 100].map(compiled.replay([reached(20)]))).toEqual([1, 2, 1, 0]);
    expect([0, 50, 100].map(compiled.replay([reached(0)]))).toEqual([2, 1, 0]);
    // A ratio is of what is left: a warm-up of 10% of 50 updates.
    const warmed = compiledOf(switched('constant(1) -> constant(2, warmup=10%)'), 100);
    expect([50, 52, 54, 55].map(warmed.replay([reached(50)]))).toEqual([0, 0.8, 1.6, 2]);
  });

  it('gives what comes first the whole horizon', () => {
    expect(compiledOf(switched('linear(1) -> constant(2)', '60'), 100).learningRateAt(50)).toBe(0.5);
  });

  it('takes its latest from the whole horizon, its warm-up included, and counts it behind the warm-up', () => {
    const line = `switch(constant(1) -> constant(2), ${ends('minimize', 0.5, '50%')}, warmup=20)`;
    const compiled = compiledOf(line, 100);
    expect([0, 10, 20, 69, 70].map(compiled.learningRateAt)).toEqual([0, 0.5, 1, 1, 2]);
  });

  it('behind a warm-up does not observe what was measured during it', () => {
    const line = `switch(constant(1) -> constant(2), ${ends('minimize', 0.5, '60')}, warmup=20)`;
    const compiled = compiledOf(line, 100);
    expect([19, 20, 30, 80].map(compiled.replay([reached(10), reached(19)]))).toEqual([0.95, 1, 1, 2]);
    expect([19, 20].map(compiled.replay([reached(20)]))).toEqual([0.95, 2]);
  });

  it('does not observe an evaluation without its metric', () => {
    const compiled = compiledOf(switched('constant(1) -> constant(2)'), 100);
    const without = [{}, { other: 0 }, { loss: NaN }, { loss: null }].map((metrics, t) => ({ t, metrics }));
    expect(compiled.replay(without as never)(50)).toBe(1);
  });

  it('is refused where its latest is not inside its horizon', () => {
    expect(compileRefusalsOf(switched('constant(1) -> constant(2)', '100'), 100)).toEqual([
      'policy.phase-order atMost',
    ]);
    expect(compileRefusalsOf(switched('constant(1) -> constant(2)', '99'), 100)).toEqual([]);
    expect(compileRefusalsOf(switched('constant(1) -> constant(2)', '100%'), 1)).toEqual(['policy.phase-order atMost']);
    expect(compileRefusalsOf(`constant(1) until 50; ${switched('constant(1) -> constant(2)', '50')}`, 100)).toEqual([
      'policy.phase-order phases[1].policy.atMost',
    ]);
  });

  it('is refused where what follows does not fit what is left at its latest', () => {
    expect(compileRefusalsOf(switched('constant(1) -> constant(2, warmup=20)', '80'), 100)).toEqual([
      'policy.warmup-too-long after.warmup.length',
    ]);
    expect(compileRefusalsOf(switched('constant(1) -> exponential(1, factor=1e30)'), 100)).toEqual([
      'policy.non-finite-learning-rate',
    ]);
  });

  it('never fails in a training where what follows fits not every horizon between', () => {
    // A half and a half of 3 updates are two and two; of the 4 and 2 at the ends they fit.
    const line = switched('constant(1) -> wsd(8, decay=50%, warmup=50%)', '2');
    const { replay } = compiledOf(line, 4);
    expect([0, 1, 2, 3].map(replay([reached(0)]))).toEqual([0, 4, 8, 4]);
    // Switched at 1: it gets the horizon of 2, and keeps its end.
    expect([0, 1, 2, 3].map(replay([reached(1)]))).toEqual([1, 0, 8, 0]);
    expect([0, 1, 2, 3].map(replay([reached(2)]))).toEqual([1, 1, 0, 8]);
  });

  it('has one version, no groups and both halves', () => {
    const half = { law: 'constant', learningRate: 1 };
    const whole = { law: 'switch', metric: 'loss', direction: 'minimize', value: 0.5, atMost: { steps: 5 } };
    const read = (fields: object) => refusalsOf({ version: 1, ...whole, ...fields });
    expect(read({ before: half, after: half })).toEqual([]);
    expect(read({ before: half })).toEqual(['policy.wrong-type after']);
    expect(read({ before: { ...half, version: 1 }, after: { ...half, groups: [] } })).toEqual([
      'policy.unknown-key before.version',
      'policy.unknown-key after.groups',
    ]);
    expect(read({ before: half, after: half, until: { steps: 3 } })).toEqual(['policy.unknown-key until']);
    expect(read({ before: half, after: half, value: Infinity })).toEqual(['policy.wrong-type value']);
    expect(read({ before: half, after: half, atMost: { steps: 0 } })).toEqual(['policy.zero-length atMost']);
  });
});

describe('closed loops inside one another', () => {
  const plateau = (initial: number) => `plateau(${String(initial)}, factor=0.5, patience=0, metric=loss)`;

  it('a plateau before a switch observes what does not switch, and one after it what comes later', () => {
    const line = switched(`${plateau(1)} -> ${plateau(8)}`);
    const learningRates = observed(line, 100, [2, 2, 0.5, 0.4, 0.4, 0.4]).map(({ learningRate }) => learningRate);
    // The 0.5 switches and is nobody's reading; 0.4 is the first of the plateau that follows.
    expect(learningRates).toEqual([1, 0.5, 8, 8, 4, 2]);
  });

  it('evaluations at one update count in their order: the second is observed by what follows', () => {
    const line = switched(`constant(1) -> ${plateau(8)}`);
    const twice = [reached(5), reached(5), reached(5)];
    expect([4, 5, 50].map(compiledOf(line, 100).replay(twice))).toEqual([1, 4, 4]);
  });

  it('an evaluation at the latest update is observed by what follows', () => {
    const line = switched(`constant(1) -> ${plateau(8)}`, '10');
    const flat = [9, 10, 11].map((t) => ({ t, metrics: { loss: 1 } }));
    expect([9, 10, 11].map(compiledOf(line, 100).replay(flat))).toEqual([1, 8, 4]);
  });

  it('switches inside switches each have their own horizon', () => {
    const inner = switched('constant(2) -> linear(3)', '50%');
    const { replay, learningRateAt } = compiledOf(switched(`constant(1) -> ${inner}`, '20'), 100);
    expect([19, 20, 59, 60, 80].map(learningRateAt)).toEqual([1, 2, 2, 3, 1.5]);
    expect([10, 54, 55].map(replay([reached(10)]))).toEqual([2, 2, 3]);
    expect([10, 20, 60].map(replay([reached(10), reached(20)]))).toEqual([2, 3, 1.5]);
  });

  it('a switch in a sequence begins with its phase and hears nothing before it', () => {
    const line = `constant(5) until 10; ${switched('constant(1) -> constant(2)', '50')} until 80; constant(3)`;
    const { replay } = compiledOf(line, 100);
    expect([9, 10, 59, 60, 80].map(replay([reached(9)]))).toEqual([5, 1, 1, 2, 3]);
    expect([9, 10, 80].map(replay([reached(10)]))).toEqual([5, 2, 3]);
    expect([29, 30, 80].map(replay([reached(30)]))).toEqual([1, 2, 3]);
  });

  it('a phase that resumes a closed loop goes on with what it had seen', () => {
    const line = `${plateau(1)} until 10; constant(5) until 20; ${plateau(1)} resume until 30; ${plateau(1)}`;
    const { replay } = compiledOf(line, 100);
    const flat = [1, 2, 15, 16, 22, 40, 41].map((t) => ({ t, metrics: { loss: 1 } }));
    // The phase between hears nothing; the last one begins anew.
    expect([2, 9, 10, 20, 21, 22, 30, 40, 41].map(replay(flat))).toEqual([0.5, 0.5, 5, 0.5, 0.5, 0.25, 1, 1, 0.5]);
    const twice = switched('constant(1) -> linear(2)', '90%');
    const resumed = compiledOf(`${twice} until 50; constant(5) until 60; ${twice} resume`, 100);
    expect([49, 50, 60, 70, 90].map(resumed.replay([reached(30)]))).toEqual([2 - 2 * 0.95, 5, 0, 0, 0]);
  });

  it('names each metric that it listens to once', () => {
    const other = 'plateau(1, metric="val/loss")';
    expect(compiledOf(switched(`${plateau(1)} -> ${other}`), 100).metrics).toEqual(['loss', 'val/loss']);
  });

  it('replays a state that was written down in the middle', () => {
    const line = `constant(5) until 3; ${switched(`${plateau(1)} -> ${plateau(8)}`)}`;
    const readings = [2, 2, 2, 2, 1, 1, 0.4, 0.4, 0.4, 0.3];
    const { loop, replay } = compiledOf(line, 50);
    const replayed = replay(eventsOf(readings));
    let written = JSON.stringify(loop?.start);
    for (const { t, metrics } of eventsOf(readings)) {
      written = JSON.stringify(loop?.observe(JSON.parse(written) as never, t, metrics));
      expect(loop?.learningRateAt(JSON.parse(written) as never, t)).toBe(replayed(t));
    }
  });
});
