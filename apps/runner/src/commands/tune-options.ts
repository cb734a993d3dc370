import { MOST_TRIALS, type SearchDraw, type StudyMethod } from '@ratebook/core/study';
import type { RayOptions } from '../executor/ray.js';
import type { TrainerOptions } from '../executor/trainer-of-task.js';
import { UsageError } from '../failure.js';
import type { JobOptions } from './job.js';

export const STRATEGIES = ['climb', 'halving'] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** What `ratebook tune` is asked for; null where it was not said. */
export interface TuneOptions
  extends JobOptions, Omit<RayOptions, 'trialCpus' | 'trialGpus'>, Pick<TrainerOptions, 'microBatch'> {
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
  readonly boundaries: readonly number[] | null;
  /** Learning rates that each phase is tried with. */
  readonly heights: number | null;
  readonly budget: number;
  readonly executor: 'local' | 'ray';
  /** What a training holds on a cluster. */
  readonly trialCpus: number | null;
  readonly trialGpus: number | null;
  /** Devices of this machine, one trainer each. */
  readonly devices: readonly string[];
  /** Trainings at once on each device. */
  readonly workers: number;
}

/** A plan holds no more; of its rungs the last is the end of the training, which nobody types. */
const MOST_BOUNDARIES = 8;
const MOST_RUNGS = 15;

const USUAL_PHASES = { boundaries: [0.5], heights: 4 } as const;

/** The phases of a composition as they were asked for, or the usual ones. */
export const phasesAsked = ({ boundaries, heights }: TuneOptions) => ({
  boundaries: boundaries ?? USUAL_PHASES.boundaries,
  heights: heights ?? USUAL_PHASES.heights,
});

/** Trials that a composition adds to its candidates, at most: the last phase is tried with two decays. */
export const mostCompositions = (boundaries: number, heights: number) => (boundaries + 2) * heights;

/** Refuses options that the method, or the way of drawing, has not. */
export function assertTuneOptions(options: TuneOptions): void {
  const found = [...searchFaults(options), ...placeFaults(options)].find(([isAsked]) => isAsked);
  if (found !== undefined) throw new UsageError(`${found[1]}.`);
}

/** Whether something was asked for that cannot be, and why. */
type Fault = readonly [isAsked: boolean, why: string];

function searchFaults(options: TuneOptions): readonly Fault[] {
  const { method, target, full, search, space, from, to, strategy, eta, offline, fromRegistry } = options;
  const rungs = options.rungs ?? [];
  return [
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
    [fromRegistry && offline, '--from-registry asks the registry, and --offline asks none'],
    ...sharesFaults('--rungs', rungs, { most: MOST_RUNGS, end: 'the last rung, 1, is always there' }),
    ...phaseFaults(options),
  ];
}

function phaseFaults(options: TuneOptions): readonly Fault[] {
  if (options.method !== 'composite')
    return [
      [
        options.boundaries !== null || options.heights !== null,
        `--boundaries and --heights are for --method composite; --method is ${options.method}`,
      ],
    ];
  const { boundaries, heights } = phasesAsked(options);
  const composed = mostCompositions(boundaries.length, heights);
  return [
    ...sharesFaults('--boundaries', boundaries, { most: MOST_BOUNDARIES, end: 'the last phase ends at 1' }),
    [
      composed > MOST_TRIALS - 2,
      `--boundaries ${boundaries.join()} with --heights ${String(heights)}: up to ${String(composed)} compositions; expected at most ${String(MOST_TRIALS - 2)}, for a study tries ${String(MOST_TRIALS)} policies, two of them single ones`,
    ],
  ];
}

function placeFaults(options: TuneOptions): readonly Fault[] {
  const isOnRay = options.executor === 'ray';
  const { rayAddress, shared, rayInsecure, trialCpus, trialGpus } = options;
  return [
    [
      !isOnRay && (rayInsecure || [rayAddress, shared, trialCpus, trialGpus].some((one) => one !== null)),
      '--ray-address, --shared, --trial-cpus, --trial-gpus and --ray-insecure are for --executor ray',
    ],
    [
      isOnRay && (options.workers > 1 || options.devices.join() !== 'auto'),
      '--devices and --workers are of this machine; on a cluster --trial-cpus and --trial-gpus say what a training holds',
    ],
  ];
}

function sharesFaults(
  option: string,
  shares: readonly number[],
  { most, end }: { readonly most: number; readonly end: string },
): readonly Fault[] {
  const asked = `${option} ${shares.join()}`;
  return [
    [shares.some((share) => share >= 1), `${asked}: expected shares of the budget below 1; ${end}`],
    [!isAscending(shares), `${asked}: expected shares that ascend`],
    [shares.length > most, `${asked}: ${String(shares.length)} shares; expected at most ${String(most)}`],
  ];
}

const isAscending = (shares: readonly number[]) =>
  shares.every((share, index) => index === 0 || share > (shares[index - 1] ?? 0));
