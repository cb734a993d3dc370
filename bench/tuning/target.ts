import type { Policy } from '@ratebook/core/policy';
import { updatesToTarget } from '@ratebook/core/study';
import { type Figure, meanOf } from '../figure.js';
import { estimate, groundOf } from './estimate.js';
import type { Field } from './field.js';
import type { Landscape } from './recorded-landscape.js';
import { observed, type Replay } from './searches.js';

/**
 * The target of a landscape: the accuracy that the task's baseline ends at there, its mean over seeds. That of the whole
 * task is out of reach in a shorter training. Throws where no training of the baseline is recorded to its end.
 */
export function targetOf({ id, report }: Landscape, baseline: Policy, seeds: number): number {
  const ends = Array.from({ length: seeds }, (_, index) => report(baseline, index + 1)).flatMap((found) =>
    found?.end === 'completed' ? (found.readings.at(-1)?.metric ?? []) : [],
  );
  if (ends.length === 0) throw new Error(`${id}: no training of the task’s baseline is recorded to its end.`);
  return meanOf(ends);
}

/** Updates after which a policy's training reached the field's target; null where it did not, or diverged. */
function reachedAfter({ landscape, target }: Field, seed: number, policy: Policy | null): number | null {
  const report = policy === null ? null : landscape.report(policy, seed);
  return report?.end === 'completed' ? updatesToTarget(report.readings, target, 'maximize') : null;
}

/** What the cost-effective method promises: a policy that reaches the target, and soon. Both searches of the same fields and seeds. */
export function targetFigures(method: readonly Replay[], single: readonly Replay[]): readonly Figure[] {
  const reached = ({ field, seed, pick }: Replay) => reachedAfter(field, seed, pick);
  const pickOfSingle = new Map(single.map((replay) => [`${replay.field.id} ${String(replay.seed)}`, replay]));
  const ratios = method.flatMap((replay) => {
    const other = pickOfSingle.get(`${replay.field.id} ${String(replay.seed)}`);
    const [own, others] = [reached(replay), other === undefined ? null : reached(other)];
    return own === null || others === null ? [] : [{ replay, value: own / others }];
  });
  const reachable = method.filter(({ field, seed }) =>
    field.candidates.some(({ policy }) => reachedAfter(field, seed, policy) !== null),
  );
  const soon = estimate(ratios.map(({ replay, value }) => observed(replay, value)));
  const often = estimate(reachable.map((replay) => observed(replay, Number(reached(replay) !== null))));
  const target = 'the accuracy that the task’s baseline ends at';
  return [
    {
      ...{ id: 'tuning.updates-to-target-share', value: soon.mean, unit: 'share', goal: null, better: 'lower' },
      about: `updates after which the pick reaches ${target}, beside those of the pick by loss alone, where both do; ${groundOf(soon)}`,
    },
    {
      ...{ id: 'tuning.target-reached-share', value: often.mean, unit: 'share', goal: null, better: 'higher' },
      about: `how often the pick reaches ${target}, where any candidate does; ${groundOf(often)}`,
    },
  ];
}
