import type { RunnerMessage } from '../protocol.js';
import { TrainerError } from '../trainer.js';

/** What the runner wants next: an update at this learning rate, or an end. */
export type Instruction =
  { readonly kind: 'update'; readonly learningRate: number } | { readonly kind: 'finish' } | { readonly kind: 'abort' };

/** Keeps what the runner sent until the training loop asks for it. */
export class Inbox {
  readonly #learningRates: number[] = [];
  /** Index of the update that `#learningRates[0]` is for. */
  #from: number;
  #end: 'finish' | 'abort' | null = null;
  #fault: TrainerError | null = null;
  #wake: (() => void) | null = null;

  /** `from`: the first update that has not been made. */
  constructor(from: number) {
    this.#from = from;
  }

  /** Takes a message. An end overtakes the learning rates that are still waiting; an abort overtakes a finish. */
  push(message: RunnerMessage): void {
    if (message.type === 'rates') this.#take(message);
    else if (this.#end !== 'abort') this.#end = message.type;
    this.#wake?.();
  }

  /** What to do for the update of index t; waits until the runner has said it. */
  async next(): Promise<Instruction> {
    for (;;) {
      if (this.#fault) throw this.#fault;
      if (this.#end) return { kind: this.#end };
      const learningRate = this.#learningRates.shift();
      if (learningRate !== undefined) {
        this.#from++;
        return { kind: 'update', learningRate };
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #take(message: Extract<RunnerMessage, { type: 'rates' }>): void {
    const { default: learningRates = [], ...others } = message.learningRates;
    const expected = this.#from + this.#learningRates.length;
    const otherGroups = Object.keys(others);
    const wrong = learningRates.find((value) => !(value >= 0 && Number.isFinite(Math.fround(value))));
    if (otherGroups.length > 0) {
      this.#fault = new TrainerError(
        'unsupported',
        `There is no parameter group "${otherGroups.join('", "')}".`,
        'The embedded nets have one group, default.',
      );
    } else if (message.from !== expected) {
      this.#fault = new TrainerError(
        'internal',
        `Learning rates came from update ${String(message.from)} on where ${String(expected)} was next.`,
        'Blocks of learning rates follow one another without a gap.',
      );
    } else if (wrong !== undefined) {
      this.#fault = new TrainerError(
        'non-finite',
        `The learning rate ${String(wrong)} is not a number from 0 to the largest float32.`,
        'Look at the policy where it is largest.',
      );
    } else {
      for (const value of learningRates) this.#learningRates.push(value);
    }
  }
}
