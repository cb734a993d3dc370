import { describe, expect, it } from 'vitest';
import { extremesBetweenTurns, turnsFrom } from './extremes.js';
import { compiledOf, compileRefusalsOf } from './testing/index.js';

const everywhere = { least: -1, greatest: 1 };

/** Extremes of a curve, and at how many updates it was looked at. */
function counted(
  curve: (t: number) => number,
  [from, to]: readonly [number, number],
  { turns, turnCount }: { turns: Iterable<number>; turnCount: number },
) {
  let looks = 0;
  const counting = (t: number) => {
    looks += 1;
    return curve(t);
  };
  return { ...extremesBetweenTurns(counting, from, to, { turns, turnCount, bounds: everywhere }), looks };
}

describe('the extremes of a curve that is monotone between turns', () => {
  it('are at its ends and beside its turns, inside the range alone', () => {
    const parabola = (t: number) => (t - 4.5) ** 2;
    expect(counted(parabola, [0, 7], { turns: [4.5], turnCount: 1 })).toMatchObject({ least: 0.25, greatest: 20.25 });
    expect(counted(parabola, [6, 7], { turns: [4.5], turnCount: 1 })).toMatchObject({ least: 2.25, greatest: 6.25 });
  });

  it('are looked for at every update where there are more turns than updates, and bounded where there are too many of both', () => {
    const wave = (t: number) => Math.cos(t);
    const many = { turns: turnsFrom(0, 1e6, (turn) => turn), turnCount: 1e6 + 1 };
    expect(counted(wave, [1, 50], many)).toEqual({ least: Math.cos(22), greatest: Math.cos(44), looks: 52 });
    expect(counted(wave, [1, 1e6], many)).toEqual({ ...everywhere, looks: 2 });
  });

  it('hold a NaN that was seen, whatever bounds are known', () => {
    const many = { turns: [], turnCount: 1e9 };
    expect(counted(() => NaN, [0, 1e6], many)).toEqual({ least: NaN, greatest: NaN, looks: 2 });
  });

  it('end for turns where adding 1 changes nothing', () => {
    const steps = { turns: [2 ** 53, 1e300, Infinity], turnCount: 3 };
    expect(counted((t) => t, [0, 9], steps)).toEqual({ least: 0, greatest: 9, looks: 14 });
    expect([...turnsFrom(2 ** 53, 2 ** 53 + 4, (turn) => turn)]).toHaveLength(5);
  });
});

describe('a law at the ends of the range of numbers', () => {
  it('compiles at once with turns far behind the run', () => {
    expect(compiledOf('noam(1, dimension=4, warmup-steps=1e300)', 100).peakLearningRate).toBe(0);
    expect(compiledOf('cosine-restarts(0.1, first=10, multiplier=1e308)', 100).learningRateAt(10)).toBe(0.1);
    const most = String(Number.MAX_SAFE_INTEGER);
    expect(compiledOf(`wave(triangle, 0 .. 1, length=${most})`, 100).learningRateAt(0)).toBe(0);
    expect(compiledOf(`cyclic(0 .. 1, up=${most}, down=1)`, 100).learningRateAt(0)).toBe(0);
  });

  it('compiles at once where a phase resumes a wave of more turns than are numbers', () => {
    const wave = 'cosine(1, cycles=1e17, length=7)';
    const compiled = compiledOf(`${wave} until 3; constant(1) until 5; ${wave} resume until 6; constant(1)`, 10);
    expect(compiled.peakLearningRate).toBe(1);
  });

  it('is refused where its phase is no number, in a long run as in a short one', () => {
    for (const updates of [10, 1_000_000]) {
      expect(compileRefusalsOf('cosine(0.1, cycles=1e308)', updates)).toEqual(['policy.non-finite-learning-rate']);
    }
  });
});
