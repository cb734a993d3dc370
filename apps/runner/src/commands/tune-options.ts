import type { SearchDraw, StudyMethod } from '@ratebook/core/study';
import type { RayOptions } from '../executor/ray.js';
import type { TrainerOptions } from '../executor/trainer-of-task.js';
import { UsageError } from '../failure.js';
import type { JobOptions } from './job.js';

export const STRATEGIES = ['climb', 'halving'] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** What `ratebook tune` is asked for; null where it was not said. */
export interface TuneOptions extends JobOptions, RayOptions, Pick<TrainerOptions, 'microBatch'> {
  readonly method: StudyMethod;
  readonly search: SearchDraw;
  /** Values of each range of a grid; policies of the other draws. */
  readonly candidates: number | null;
  readonly searchSeed: number;
  /** The file of a search space. */
  readonly space: string | null;
  readonly from: number | null;
  readonly to: number | null;
  readonly fromRegistry: boolean;
  /** Whether every candidate is trained in full. */
  readonly full: boolean;
  /** How the search goes on from its candidates. */
  readonly strategy: Strategy | null;
  readonly eta: number | null;
  /** Shares of the budget at which candidates are compared. */
  readonly rungs: readonly number[] | null;
  readonly by: 'loss' | 'metric';
  readonly target: number | null;
  /** Shares of the budget at which phases of a composition end. */
  readonly boundaries: readonly number[];
  /** Learning rates that each phase is tried with. */
  readonly heights: number;
  readonly budget: number;
  readonly executor: 'local' | 'ray';
  /** Devices of this machine, one trainer each. */
  readonly devices: readonly string[];
  /** Trainings at once on each device. */
  readonly workers: number;
}

/** Refuses options that the method, or the way of drawing, has not. */
export function assertTuneOptions(options: TuneOptions): void {
  const { method, target, full, search, space, from, to, boundaries, executor, strategy, eta } = options;
  const rungs = options.rungs ?? [];
  const isOnRay = executor === 'ray';
  const strange: readonly (readonly [boolean, string])[] = [
    [target !== null && method !== 'cost-effective', '--target is for --method cost-effective'],
    [full && method === 'cost-effective', '--full: a cost-effective study cuts candidates early; that is what it is'],
    [
      space !== null && (from !== null || to !== null),
      '--from and --to are for the usual space; --space has its own ranges',
    ],
    [search === 'grid' && options.searchSeed !== 0, '--search-seed: a grid is not drawn at random'],
    [
      full && (strategy !== null || eta !== null || rungs.length > 0),
      '--full compares at the end alone: no --strategy, --eta, --rungs',
    ],
    [strategy === 'climb' && eta !== null, '--eta is for --strategy halving'],
    [
      strategy === 'climb' && search !== 'grid',
      `--strategy climb goes from neighbour to neighbour on a grid; --search ${search} draws none`,
    ],
    [rungs.some((share) => share >= 1), '--rungs are shares of the budget below 1; the last rung, 1, is always there'],
    [boundaries.some((share) => share >= 1), '--boundaries are shares of the budget below 1'],
    [
      !isOnRay && (options.rayAddress !== null || options.shared !== null || options.rayInsecure),
      '--ray-address, --shared and --ray-insecure are for --executor ray',
    ],
    [
      isOnRay && (options.workers > 1 || options.devices.join() !== 'auto'),
      '--devices and --workers are of this machine; on a cluster --trial-cpus and --trial-gpus say what a training holds',
    ],
    [!isAscending(rungs), '--rungs ascend'],
    [!isAscending(boundaries), '--boundaries ascend'],
  ];
  const found = strange.find(([isAsked]) => isAsked);
  if (found !== undefined) throw new UsageError(`${found[1]}.`);
}

const isAscending = (shares: readonly number[]) =>
  shares.every((share, index) => index === 0 || share > (shares[index - 1] ?? 0));
