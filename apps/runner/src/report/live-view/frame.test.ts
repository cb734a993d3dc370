import { describe, expect, it } from 'vitest';
import type { TrainerEvent } from '../../trainer/protocol.js';
import { frame } from './frame.js';
import { LiveRun, type LiveRunHead } from './live-run.js';

const HEAD: LiveRunHead = {
  index: 1,
  count: 9,
  policy: 'linear(0.1, warmup=10%)',
  seed: 7,
  metric: 'accuracy',
  direction: 'maximize',
  totalUpdates: 200,
};

interface Recorded {
  readonly seconds: number;
  readonly event: TrainerEvent;
}

const update = (t: number, learningRate: number, loss: number | null, tokens: number | null = null): TrainerEvent => ({
  type: 'update',
  t,
  learningRates: { default: learningRate },
  loss,
  skipped: false,
  examples: 8,
  tokens,
});

const evaluation = (t: number, accuracy: number, loss: number): TrainerEvent => ({
  type: 'evaluation',
  t,
  split: 'validation',
  metrics: { accuracy, loss },
  predictions: null,
});

/** A training of 50 updates a second whose loss falls in steps; evaluated at every fiftieth update. */
function recorded(until: number, tokens: number | null = null): readonly Recorded[] {
  const lossAt = (t: number) => 2.5 - 2 * Math.min(1, t / 160);
  return Array.from({ length: until }, (_, t): Recorded[] => {
    const learningRate = t < 20 ? (0.1 * t) / 20 : 0.1 * (1 - (t - 20) / 180);
    const made = { seconds: t / 50, event: update(t, learningRate, lossAt(t) + (t % 2 === 0 ? 0.1 : -0.1), tokens) };
    if ((t + 1) % 50 > 0) return [made];
    return [made, { seconds: t / 50, event: evaluation(t + 1, (t + 1) / 250, lossAt(t + 1) + 0.05) }];
  }).flat();
}

function runOf(events: readonly Recorded[], head: Partial<LiveRunHead> = {}): LiveRun {
  const run = new LiveRun({ ...HEAD, ...head });
  for (const { seconds, event } of events) run.observe(event, seconds, false);
  return run;
}

const linesOf = (run: LiveRun, columns: number, rows: number, jobSecondsLeft: number | null = null) =>
  frame(run, { columns, rows }, jobSecondsLeft).map(({ text }) => text);

describe('a frame of the live view', () => {
  it('shows loss and learning rate on one axis of updates, then metric and speed', () => {
    expect(linesOf(runOf(recorded(130)), 60, 16, 600).join('\n')).toMatchInlineSnapshot(`
      "2/9  linear(0.1, warmup=10%), seed 7
      update 130 of 200  █████████░░░░░  2 s left  all runs 10 min
            2.6 │●●●··
                │···●●●●●●●●●◆·
           loss │         ···●●●●●●●●●··
                │                  ···●●●◆●●●●···
          0.787 │                           ··●●●
            0.1 │   ●●●●●●●●●●●●●●●●●●●
             LR │ ●●·                 ·●●●●●●●●●●
              0 │●·
                └─────────────────────────────────────────────────
                 0                                     200 updates
      accuracy 0.4   loss 0.787   ◆ held out 1.3 after 100
      LR 0.0394
      50 updates/s"
    `);
  });

  it('says memory, energy, tokens and what was announced where it knows of them', () => {
    const run = runOf([
      ...recorded(150, 4096),
      {
        seconds: 3,
        event: { type: 'usage', t: 150, deviceSeconds: 3, energyJoules: 12_345, peakMemoryBytes: 1_410_000_000 },
      },
    ]);
    run.announce({ kind: 'steered', change: { t: 100, from: 0.1, to: 0.05, metrics: { accuracy: 0.4 } } });
    run.announce({ kind: 'diverged', found: { rule: 'threshold', t: 150, heldOutLoss: 9.05, startLoss: 4.297 } });
    expect(linesOf(run, 80, 24).slice(-5).join('\n')).toMatchInlineSnapshot(`
      "           0                                                         200 updates
      accuracy 0.6   loss 0.537   ◆ held out 0.675 after 150   LR 0.0283
      50 updates/s   205 k tokens/s   memory 1.41 GB   energy 12.3 kJ
      ! after 100 updates (accuracy 0.4): LR 0.1 → 0.05
      ! diverged: held-out loss 9.05 after 150 updates, 4.3 at the start; stopped"
    `);
  });

  it('is never wider than the terminal, and leaves it a line', () => {
    const run = runOf(recorded(200));
    for (const columns of [60, 61, 80, 133, 250])
      for (const rows of [16, 17, 24, 60]) {
        const lines = linesOf(run, columns, rows, 60);
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
        expect(lines.length).toBeLessThan(rows);
      }
  });

  it('leaves a line also where everything is said and announced', () => {
    const run = runOf(recorded(150, 4096));
    for (const t of [10, 20, 30, 40])
      run.announce({ kind: 'steered', change: { t, from: 0.1, to: 0.05, metrics: { accuracy: 0.4, loss: 1.25 } } });
    expect(run.notices).toHaveLength(3);
    expect(linesOf(run, 60, 16).length).toBeLessThan(16);
  });

  it('shows decades where the loss leaves everything behind, and says where it is no number', () => {
    const events = Array.from({ length: 40 }, (_, t) => ({
      seconds: t,
      event: update(t, 1, t < 39 ? 2 * 1.5 ** t : null),
    }));
    const lines = linesOf(runOf(events), 80, 24);
    const heights = lines.slice(2, 14).flatMap((line, row) => (line.includes('●') ? [row] : []));
    expect(heights.length).toBeGreaterThan(8);
    expect(lines.join('\n')).toContain('loss not finite');
  });

  it('shows a run whose learning rate is constant, zero, or that has fewer updates than columns', () => {
    const flat = (learningRate: number) =>
      linesOf(
        runOf(
          [0, 1, 2].map((t) => ({ seconds: t, event: update(t, learningRate, 1) })),
          { totalUpdates: 3 },
        ),
        60,
        16,
      );
    expect(flat(0.1).some((line) => /^ {6}0\.1 │●+$/.test(line))).toBe(true);
    expect(flat(0).some((line) => /^ {8}0 │●+$/.test(line))).toBe(true);
  });

  it('forgets no update of a run of a million', () => {
    const run = new LiveRun({ ...HEAD, totalUpdates: 1_000_000 });
    for (let t = 0; t < 1_000_000; t += 1) run.observe(update(t, 0.1, t === 654_321 ? 100 : 1), t / 1000, false);
    const top = linesOf(run, 112, 24)[2] ?? '';
    expect(top).toMatch(/^ {6}100 │ *· *$/);
    expect(top.indexOf('·')).toBeCloseTo(11 + 0.654321 * 101, -0.5);
  });

  it('takes no speed from what an earlier process did', () => {
    const run = new LiveRun(HEAD);
    for (const { event } of recorded(100)) run.observe(event, 1000, true);
    expect([run.updatesMade, run.updatesPerSecond, run.secondsLeft]).toEqual([100, null, null]);
    for (const t of [100, 101, 102]) run.observe(update(t, 0.1, 1), 1000 + (t - 100) / 2, false);
    expect([run.updatesPerSecond, run.secondsLeft]).toEqual([2, 48.5]);
  });
});
