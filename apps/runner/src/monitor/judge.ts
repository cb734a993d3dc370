import type { CompiledPolicy } from '@ratebook/core/policy';
import type { ReadyMessage, StartMessage, TrainerEvent } from '../trainer/protocol.js';
import { type Divergence, DivergenceWatch } from './divergence.js';
import { type SteeredChange, Steering } from './steering.js';

/** What the monitor itself made of an event. */
export type Notice =
  | { readonly kind: 'steered'; readonly change: SteeredChange }
  | { readonly kind: 'diverged'; readonly found: Divergence };

/** The run that is judged. */
export interface JudgedRun {
  readonly policy: CompiledPolicy;
  readonly start: Pick<StartMessage, 'evaluateAt' | 'budget'>;
  readonly onNotice?: (notice: Notice) => void;
}

/** Everything that answers to the events of a run: the policy's steering, and the watch for divergence. */
export class Judge {
  readonly steering: Steering;
  /** Set once the run has diverged with finite losses. */
  divergence: Divergence | null = null;
  private readonly totalUpdates: number;
  private readonly watch: DivergenceWatch | null;
  private readonly onNotice: ((notice: Notice) => void) | undefined;

  constructor({ policy, start, onNotice }: JudgedRun) {
    this.onNotice = onNotice;
    this.steering = new Steering(policy, start.evaluateAt);
    const totalUpdates = start.evaluateAt.at(-1) ?? start.budget.updates;
    this.totalUpdates = totalUpdates;
    // A closed loop answers to a loss that rises by itself; nobody can say how low it will go.
    this.watch =
      policy.loop === null ? new DivergenceWatch({ learningRateAt: policy.learningRateAt, totalUpdates }) : null;
  }

  /** Takes an event, in order; those of an earlier process too. */
  observe(event: TrainerEvent | ReadyMessage): void {
    const change = this.steering.observe(event);
    // After the last update nothing is left to train at another learning rate.
    if (change !== null && change.t < this.totalUpdates) this.onNotice?.({ kind: 'steered', change });
    if (event.type === 'ready' || this.divergence !== null) return;
    this.divergence = this.watch?.observe(event) ?? null;
    if (this.divergence !== null) this.onNotice?.({ kind: 'diverged', found: this.divergence });
  }
}
