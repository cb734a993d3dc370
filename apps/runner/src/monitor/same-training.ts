import { CommandFailure } from '../failure.js';
import type { ReadyMessage } from '../trainer/protocol.js';

/** What must not change between the processes that work on one run, in words, and what a trainer says of it. */
const KEPT: readonly (readonly [string, (ready: ReadyMessage) => string | null])[] = [
  ['on the device', (ready) => ready.device],
  ['on data with the digest', (ready) => ready.dataDigest],
  ['from weights with the digest', (ready) => ready.weightsDigest],
];

/** They run what computes, and compute nothing: another one gives the same bits. */
const INTERPRETERS: readonly string[] = ['node', 'python'];

/** Refuses to go on with a run on something else than it began on: its second half would be another training's. */
export function assertSameTraining(before: ReadyMessage, now: ReadyMessage): void {
  const names = new Set([...Object.keys(before.versions), ...Object.keys(now.versions)]);
  const versions = [...names]
    .filter((name) => !INTERPRETERS.includes(name))
    .map((name): (typeof KEPT)[number] => [`with ${name}`, (ready) => ready.versions[name] ?? null]);
  for (const [words, valueOf] of [...KEPT, ...versions]) {
    const [began, goesOn] = [valueOf(before), valueOf(now)];
    if (began !== goesOn)
      throw new CommandFailure(
        `This run began ${words} ${String(began)}, and would go on ${words} ${String(goesOn)}. Go on where it began, or begin anew with --fresh.`,
        1,
        ['run.changed'],
      );
  }
}
