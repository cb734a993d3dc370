import { parsePolicyDocument, type Policy, type PolicyNode, type Warmup } from '../policy/index.js';
import { valueOrThrow } from '../refusal/index.js';
import { updatesOf } from '../units/index.js';
import { inOrder } from './trials.js';
import type { StudyPlan } from './plan.js';
import type { Search, Trials } from './trials.js';

/** What every composition of a study takes over from its best single policy. */
interface Frame {
  readonly warmup: Warmup | undefined;
  readonly groups: Policy['groups'];
}

/** A phase of a composition, and where it ends in updates. */
interface ChosenPhase {
  readonly policy: PolicyNode;
  readonly until: number;
}

const constant = (learningRate: number): PolicyNode => ({ law: 'constant', learningRate });
const linearToZero = (initial: number): PolicyNode => ({ law: 'linear', initial, end: 0 });
const cosineToZero = (peak: number): PolicyNode => ({ law: 'cosine', peak, end: 0, cycles: 0.5 });

function composed(frame: Frame, chosen: readonly ChosenPhase[], last: PolicyNode): Policy {
  const phases = [...chosen.map(({ policy, until }) => ({ policy, until: { steps: until } })), { policy: last }].map(
    (phase, index) =>
      index === 0 && frame.warmup !== undefined
        ? { ...phase, policy: { ...phase.policy, warmup: frame.warmup } }
        : phase,
  );
  return valueOrThrow(
    parsePolicyDocument({
      version: 1,
      law: 'sequence',
      phases,
      ...(frame.groups === undefined ? {} : { groups: frame.groups }),
    }),
  );
}

/** A warm-up in steps: of the whole training, where the law carried it, and not of its first phase. Left out where it would fill that. */
function warmupBefore(warmup: Warmup | undefined, boundary: number, plan: StudyPlan): Warmup | undefined {
  if (warmup === undefined) return undefined;
  const steps = updatesOf(warmup.length, plan.totalUpdates, plan);
  return typeof steps === 'number' && steps < boundary ? { ...warmup, length: { steps } } : undefined;
}

/**
 * Composes a policy phase by phase, greedily. A phase is tried at every height of the plan, held constant to its end, with
 * a linear decay to 0 behind it: what is compared is a whole training, since a phase alone always looks best at the
 * learning rate that is too low for the rest. The last phase decays from each height, linearly and along a cosine. Each
 * trial goes on from where the chosen phases before it ended. Returns the best composition, or null where none came through.
 */
export function* compose(trials: Trials, single: number): Search<number | null> {
  const { phases, totalUpdates } = trials.plan;
  if (phases === null) return null;
  const { policy } = trials.trial(single);
  const frame: Frame = {
    warmup: warmupBefore(policy.warmup, phases.boundaries[0] ?? 0, trials.plan),
    groups: policy.groups,
  };
  let chosen: readonly ChosenPhase[] = [];
  let best: number | null = null;
  for (let index = 0; index <= phases.boundaries.length; index += 1) {
    const [start, end] = [phases.boundaries[index - 1] ?? 0, phases.boundaries[index] ?? totalUpdates];
    const isLast = index === phases.boundaries.length;
    const name = `phase ${String(index + 1)} of ${String(phases.boundaries.length + 1)}`;
    const origin = `composition, ${name}`;
    const fork = best === null ? null : { trial: best, t: start };
    const heightOf = new Map<number, number>();
    const tried = phases.heights.flatMap((height) => {
      const held = [...chosen, { policy: constant(height), until: end }];
      const policies = isLast
        ? [composed(frame, chosen, linearToZero(height)), composed(frame, chosen, cosineToZero(height))]
        : [composed(frame, held, linearToZero(height))];
      return policies.map((one) => {
        const trial = trials.add(one, { candidate: null, template: null, origin, fork });
        heightOf.set(trial, height);
        return trial;
      });
    });
    const all = [...new Set(tried)];
    // Stopped where the phase ends: the next one's trials go on from the checkpoint that is kept there.
    if (!isLast) yield* trials.train(`${name}, updates ${String(start)} to ${String(end)}`, all, end);
    yield* trials.train(`${name}, from update ${String(isLast ? start : end)}`, all, totalUpdates);
    best = inOrder(trials, all, totalUpdates)[0] ?? null;
    if (best === null) return null;
    chosen = [...chosen, { policy: constant(heightOf.get(best) ?? 0), until: end }];
  }
  return best;
}
