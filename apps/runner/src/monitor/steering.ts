import type { CompiledPolicy, LoopState } from '@ratebook/core/policy';
import { finiteMetrics } from '@ratebook/core/run';
import type { ReadyMessage, TrainerEvent } from '../trainer/protocol.js';

/** Learning rates are handed over this many updates ahead: a message costs less than a small net's update. */
const BLOCK = 256;

/** A policy at work: what it says now, and how far ahead it can be asked. A closed loop remembers what it has seen. */
export class Steering {
  private readonly policy: CompiledPolicy;
  private readonly evaluateAt: readonly number[];
  private state: LoopState;
  /** The last count of updates whose evaluation was seen; −1 before any. */
  private seenAt = -1;

  /** `evaluateAt`: counts of updates after which the validation split is evaluated, ascending. */
  constructor(policy: CompiledPolicy, evaluateAt: readonly number[]) {
    this.policy = policy;
    this.evaluateAt = evaluateAt;
    this.state = policy.loop?.start ?? null;
  }

  /** Hands it an event of the training, in order; those of an earlier process too. */
  observe(event: TrainerEvent | ReadyMessage): void {
    if (event.type !== 'evaluation' || event.split !== 'validation') return;
    this.seenAt = event.t;
    const { loop } = this.policy;
    if (loop !== null) this.state = loop.observe(this.state, event.t, finiteMetrics(event.metrics));
  }

  /** The base learning rate of update t; of a closed loop, as things stand. */
  learningRateAt(t: number): number {
    const { loop } = this.policy;
    return loop === null ? this.policy.learningRateAt(t) : loop.learningRateAt(this.state, t);
  }

  /** Up to where learning rates are known when `t` updates were made: not including that update. */
  knownUntil(t: number): number {
    if (this.policy.loop === null) return t + BLOCK;
    // One at a time, and not before what was measured after t updates has been seen.
    return this.evaluateAt.includes(t) && this.seenAt < t ? t : t + 1;
  }
}
