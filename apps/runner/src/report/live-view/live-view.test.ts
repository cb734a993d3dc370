import { describe, expect, it } from 'vitest';
import { smallJob } from '../../executor/testing/small-job.js';
import type { FinishedRun } from '../../job/finished-run.js';
import { Output, type Sink } from '../../output.js';
import type { TrainerEvent } from '../../trainer/protocol.js';
import { Progress } from '../progress.js';
import { createWatcher } from '../watcher.js';
import { LiveView } from './live-view.js';

/** A terminal whose size can change. What it was sent is kept with ␛ for the escape character. */
class Terminal implements Sink {
  readonly isTTY = true;
  columns: number;
  rows: number;
  text = '';
  private listeners: (() => void)[] = [];

  constructor(columns: number, rows: number) {
    [this.columns, this.rows] = [columns, rows];
  }

  write(text: string) {
    this.text += text.replaceAll('\u001b', '␛');
  }

  on(_: 'resize', listener: () => void) {
    this.listeners.push(listener);
  }

  off(_: 'resize', listener: () => void) {
    this.listeners = this.listeners.filter((one) => one !== listener);
  }

  resize(columns: number, rows: number) {
    [this.columns, this.rows] = [columns, rows];
    for (const listener of this.listeners) listener();
  }

  get isWatched() {
    return this.listeners.length > 0;
  }
}

const job = { ...smallJob('digits-mlp', ['constant(0.1)']) };
const single = { ...job, runs: job.runs.slice(0, 1) };
const update: TrainerEvent = {
  type: 'update',
  t: 0,
  learningRates: { default: 0.1 },
  loss: 2.3,
  skipped: false,
  examples: 32,
  tokens: null,
};
const finished: FinishedRun = {
  run: {
    ...single.runs[0]!,
    status: 'completed',
    reason: null,
    learningRateSemantics: 'applied',
    evaluations: [{ t: 240, split: 'test', metrics: { accuracy: 0.9, loss: 0.3 } }],
    cost: { updates: 240, examples: 7680, tokens: null, flops: null },
    firstNonFiniteUpdate: null,
    trace: '0'.repeat(64),
    timing: null,
    predictions: null,
    events: null,
  },
  artefacts: new Map(),
  ready: null,
  startLoss: 2.3,
  endLoss: 0.3,
};

function viewOn(terminal: Terminal) {
  const output = new Output({ isJson: false, hasColor: false, out: terminal, errors: terminal });
  return new LiveView(output);
}

describe('the live view', () => {
  it('draws a frame at the first update, and leaves the last one with the line of the run below it', () => {
    const terminal = new Terminal(80, 24);
    const view = viewOn(terminal);
    view.runStarts(0, single);
    view.event(0, update, false, single);
    expect(terminal.text).toContain('constant(0.1), seed 3141592653');
    expect(terminal.text).toContain('update 1 of 240');
    terminal.text = '';
    view.runEnds(0, finished, single);
    // Drawn over once more, then left: nothing erases it.
    expect(terminal.text).toMatch(/^\r␛\[\d+A/);
    expect(terminal.text).toMatch(/␛\[J\n {2}1\/1 {2}test accuracy 0\.9000/);
    expect(terminal.isWatched).toBe(false);
  });

  it('takes the frame away before the line of a run that others follow', () => {
    const terminal = new Terminal(80, 24);
    const view = viewOn(terminal);
    view.runStarts(0, job);
    view.event(0, update, false, job);
    terminal.text = '';
    view.runEnds(0, finished, job);
    expect(terminal.text).toMatch(/^\r␛\[\d+A␛\[J {2}1\/2 {2}test accuracy/);
  });

  it.each([
    [59, 24],
    [80, 15],
  ])('is the progress line on a terminal of %i × %i', (columns, rows) => {
    const terminal = new Terminal(columns, rows);
    const view = viewOn(terminal);
    view.runStarts(0, single);
    view.event(0, update, false, single);
    expect(terminal.text).toMatch(/^\r␛\[2K1\/1 {2}[█░]+ {2}/);
    view.notice(0, { kind: 'steered', change: { t: 10, from: 0.1, to: 0.05, metrics: { loss: 1 } } }, single);
    expect(terminal.text).toContain('1/1  after 10 updates (loss 1): LR 0.1 → 0.05');
  });

  it('is drawn anew at once where the terminal changes its size, over the lines that it broke', () => {
    const terminal = new Terminal(100, 24);
    const view = viewOn(terminal);
    view.runStarts(0, single);
    view.event(0, update, false, single);
    const lines = terminal.text.split('\n').length;
    terminal.text = '';
    terminal.resize(70, 24);
    const up = Number(/^\r␛\[(\d+)A/.exec(terminal.text)?.[1]);
    expect(up).toBeGreaterThan(lines - 1);
    expect(terminal.text).toContain('update 1 of 240');
  });

  it('is for a terminal that a person watches: elsewhere it is the progress line', () => {
    const on = (isTTY: boolean, isUnattended: boolean, isJson = false) =>
      createWatcher({
        output: new Output({ isJson, hasColor: false, out: { isTTY, write: () => undefined } }),
        environment: { isUnattended },
      });
    expect(on(true, false)).toBeInstanceOf(LiveView);
    for (const other of [on(false, false), on(true, true), on(true, false, true)])
      expect(other).toBeInstanceOf(Progress);
  });
});
