import { assertAnswers, type Load, load, type Target } from './load.js';

export interface RoundsPlan {
  readonly warmUpSeconds: number;
  readonly rounds: number;
  readonly secondsPerRound: number;
}

/**
 * Loads some targets in turns, one at a time, and keeps the best that each of them did: most requests, least waiting,
 * least processor time. What else the machine was doing only ever makes a round worse, so the best rounds of two targets
 * can be compared where single ones cannot. Every other round goes backwards: none is always the one after another.
 */
export async function loadInTurns<Name extends string>(
  targets: Readonly<Record<Name, Target>>,
  { warmUpSeconds, rounds, secondsPerRound }: RoundsPlan,
): Promise<Readonly<Record<Name, Load>>> {
  const names = Object.keys(targets) as Name[];
  for (const name of names) {
    await assertAnswers(targets[name]);
    await load(targets[name], warmUpSeconds);
  }
  const best = new Map<Name, Load>();
  for (let round = 0; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const now = await load(targets[name], secondsPerRound);
      const before = best.get(name);
      best.set(name, before === undefined ? now : betterOf(before, now));
    }
  }
  return Object.fromEntries(best) as Record<Name, Load>;
}

function betterOf(a: Load, b: Load): Load {
  const [left, right] = [a.cpuMillisecondsPerRequest, b.cpuMillisecondsPerRequest];
  return {
    requestsPerSecond: Math.max(a.requestsPerSecond, b.requestsPerSecond),
    p50Milliseconds: Math.min(a.p50Milliseconds, b.p50Milliseconds),
    p99Milliseconds: Math.min(a.p99Milliseconds, b.p99Milliseconds),
    cpuMillisecondsPerRequest: left === null || right === null ? null : Math.min(left, right),
  };
}
