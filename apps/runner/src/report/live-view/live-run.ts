import type { Notice } from '../../monitor/judge.js';
import type { TrainerEvent } from '../../trainer/protocol.js';
import { noticeText } from '../notice-text.js';
import { Curve } from './curve.js';

/** The run that is looked at, and its place in the job. */
export interface LiveRunHead {
  readonly index: number;
  readonly count: number;
  readonly policy: string;
  readonly seed: number;
  readonly metric: string;
  readonly direction: 'maximize' | 'minimize';
  readonly totalUpdates: number;
}

export interface HeldOut {
  readonly t: number;
  readonly loss: number;
}

/** Speed is taken over this long at least, so that it does not flicker. */
const SPEED_SECONDS = 5;
const KEPT_NOTICES = 3;

/** What a run has shown so far: fed with its events, each with the seconds of a clock that never jumps. */
export class LiveRun {
  readonly head: LiveRunHead;
  readonly losses: Curve;
  readonly learningRates: Curve;
  updatesMade = 0;
  loss: number | null = null;
  learningRate: number | null = null;
  heldOut: readonly HeldOut[] = [];
  metric: number | null = null;
  bestMetric: number | null = null;
  memoryBytes: number | null = null;
  energyJoules: number | null = null;
  /** What was announced, the newest last. */
  notices: readonly string[] = [];
  private tokens = 0;
  /** Clock and counts at two moments of this process, SPEED_SECONDS apart or more. */
  private readonly speed = new SpeedGauge();

  constructor(head: LiveRunHead) {
    this.head = head;
    this.losses = new Curve(head.totalUpdates);
    this.learningRates = new Curve(head.totalUpdates);
  }

  get updatesPerSecond(): number | null {
    return this.speed.updatesPerSecond;
  }

  /** Null where updates are not counted in tokens. */
  get tokensPerSecond(): number | null {
    return this.tokens === 0 ? null : this.speed.tokensPerSecond;
  }

  /** Null until it has a speed. */
  get secondsLeft(): number | null {
    const { updatesPerSecond } = this;
    return updatesPerSecond === null ? null : (this.head.totalUpdates - this.updatesMade) / updatesPerSecond;
  }

  /** `isReplayed`: an earlier process made it happen, so it tells nothing about the speed of this one. */
  observe(event: TrainerEvent, seconds: number, isReplayed: boolean): void {
    if (event.type === 'update') {
      this.updatesMade = event.t + 1;
      this.loss = event.loss;
      if (event.loss !== null) this.losses.add(event.t, event.loss);
      this.learningRate = event.learningRates['default'] ?? null;
      if (this.learningRate !== null) this.learningRates.add(event.t, this.learningRate);
      this.tokens += event.tokens ?? 0;
      if (!isReplayed) this.speed.note(seconds, this.updatesMade, this.tokens);
    } else if (event.type === 'evaluation' && event.split === 'validation') {
      this.takeEvaluation(event.t, event.metrics);
    } else if (event.type === 'usage') {
      this.memoryBytes = event.peakMemoryBytes;
      this.energyJoules = event.energyJoules;
    }
  }

  announce(notice: Notice): void {
    this.notices = [...this.notices, noticeText(notice)].slice(-KEPT_NOTICES);
  }

  private takeEvaluation(t: number, metrics: Readonly<Record<string, number | null>>): void {
    const loss = metrics['loss'] ?? null;
    if (loss !== null) this.heldOut = [...this.heldOut, { t, loss }];
    this.metric = metrics[this.head.metric] ?? null;
    if (this.metric === null) return;
    const better = this.head.direction === 'maximize' ? Math.max : Math.min;
    this.bestMetric = this.bestMetric === null ? this.metric : better(this.bestMetric, this.metric);
  }
}

interface Moment {
  readonly seconds: number;
  readonly updates: number;
  readonly tokens: number;
}

class SpeedGauge {
  private anchor: Moment | null = null;
  private middle: Moment | null = null;
  private last: Moment | null = null;

  note(seconds: number, updates: number, tokens: number): void {
    const moment = { seconds, updates, tokens };
    this.last = moment;
    this.anchor ??= moment;
    this.middle ??= moment;
    if (seconds - this.middle.seconds < SPEED_SECONDS) return;
    [this.anchor, this.middle] = [this.middle, moment];
  }

  get updatesPerSecond(): number | null {
    return this.rate(({ updates }) => updates);
  }

  get tokensPerSecond(): number | null {
    return this.rate(({ tokens }) => tokens);
  }

  private rate(count: (moment: Moment) => number): number | null {
    const { anchor, last } = this;
    if (anchor === null || last === null || last.seconds <= anchor.seconds) return null;
    return (count(last) - count(anchor)) / (last.seconds - anchor.seconds);
  }
}
