import type { CompiledPolicy, LoopState } from '@ratebook/core/policy';
import { finiteMetrics } from '@ratebook/core/run';
import type { ReadyMessage, TrainerEvent } from '../trainer/protocol.js';

/** Learning rates are handed over this many updates ahead: a message costs less than a small net's update. */
const BLOCK = 256;

/** A closed loop that answered to an evaluation by another learning rate. */
export interface SteeredChange {
  /** Updates made when it was evaluated: the update of this index is the first with the new learning rate. */
  readonly t: number;
  readonly from: number;
  readonly to: number;
  /** What it answered to. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** A policy at work: what it says now, and how far ahead it can be asked. A closed loop remembers what it has seen. */
export class Steering {
  private readonly policy: CompiledPolicy;
  private readonly evaluateAt: readonly number[];
  private state: LoopState;
  /** How many of `evaluateAt` were seen. */
  private seen = 0;

  /** `evaluateAt`: counts of updates after which the validation split is evaluated, ascending. */
  constructor(policy: CompiledPolicy, evaluateAt: readonly number[]) {
    this.policy = policy;
    this.evaluateAt = evaluateAt;
    this.state = policy.loop?.start ?? null;
  }

  /** Takes an event of the training, in order; those of an earlier process too. Says what a closed loop made of it. */
  observe(event: TrainerEvent | ReadyMessage): SteeredChange | null {
    if (event.type !== 'evaluation' || event.split !== 'validation') return null;
    const { t } = event;
    while ((this.evaluateAt[this.seen] ?? Infinity) <= t) this.seen += 1;
    const { loop } = this.policy;
    if (loop === null) return null;
    const metrics = finiteMetrics(event.metrics);
    const from = loop.learningRateAt(this.state, t);
    this.state = loop.observe(this.state, t, metrics);
    const to = loop.learningRateAt(this.state, t);
    return from === to ? null : { t, from, to, metrics };
  }

  /** The base learning rate of update t; of a closed loop, as things stand. */
  learningRateAt(t: number): number {
    const { loop } = this.policy;
    return loop === null ? this.policy.learningRateAt(t) : loop.learningRateAt(this.state, t);
  }

  /**
   * Up to where learning rates are handed out when `t` updates were made: not including that update. Never beyond an
   * evaluation that was not seen yet: a closed loop answers to it, and where it shows that the run has diverged nothing
   * must have been trained after it.
   */
  knownUntil(t: number): number {
    const ahead = this.policy.loop === null ? BLOCK : 1;
    return Math.min(t + ahead, this.evaluateAt[this.seen] ?? Infinity);
  }
}
