import { isSequence, isSwitch, nodeOf, type PolicyNode, type Warmup } from '../../policy.js';
import { resolveLengths } from '../../resolve.js';
import type { Schedule } from '../../schedules/schedule.js';
import { MOST_RECURSIVE, torchSchedule } from '../../schedules/torch.js';
import type { ExportInput } from '../exporter.js';
import { float } from '../python/law-body.js';
import { type NativeScheduler, nativeScheduler } from './native-law.js';
import { lawInSteps } from '../single-law.js';

/** Schedulers of torch behind one another, each beginning at its own update 0. */
export interface SequentialSchedulers {
  /** The optimizer's own learning rate, which all of them are factors of. */
  readonly learningRate: number;
  readonly schedulers: readonly NativeScheduler[];
  /** Where the second one and all that follow it begin. */
  readonly milestones: readonly number[];
  readonly learningRateAt: Schedule;
}

/** More of them nobody reads; LambdaLR says such a policy in fewer words. */
const MOST_SCHEDULERS = 8;

/** A stretch of the run: a warm-up, or a law without one. */
interface Stretch {
  readonly start: number;
  readonly end: number;
  /** Without its warm-up. */
  readonly node: PolicyNode;
  /** Only the warm-up in front of the node. */
  readonly warmup: Warmup | null;
}

/**
 * The schedulers that SequentialLR would join for a policy with warm-ups and phases; null where one of them is missing,
 * or is not a factor of one common learning rate: OneCycleLR and CyclicLR overwrite it.
 */
export function sequentialSchedulers({ policy, run, compiled }: ExportInput): SequentialSchedulers | null {
  const { totalUpdates } = run;
  const stretches = stretchesOf(nodeOf(resolveLengths(policy, run)), 0, totalUpdates);
  if (stretches === null || stretches.length > MOST_SCHEDULERS) return null;
  const learningRate = Math.max(...stretches.map(({ start }) => compiled.learningRateAt(start)));
  const schedulers = stretches.map((stretch) =>
    schedulerOf(stretch, learningRate, totalUpdates, compiled.learningRateAt),
  );
  if (schedulers.some((scheduler) => scheduler?.learningRate !== learningRate)) return null;
  const known = schedulers.filter((scheduler) => scheduler !== null);
  const alone = warmupAlone(stretches, known, learningRate);
  if (alone !== null) {
    return { learningRate, schedulers: [alone], milestones: [], learningRateAt: alone.learningRateAt };
  }
  const starts = stretches.map(({ start }) => start);
  return {
    learningRate,
    schedulers: known,
    milestones: starts.slice(1),
    learningRateAt: (t) => {
      const index = starts.findLastIndex((start) => start <= t);
      return known[index]?.learningRateAt(t - (starts[index] ?? 0)) ?? NaN;
    },
  };
}

/** A warm-up that leads to the optimizer's own learning rate, which then stays: its scheduler holds that by itself. */
function warmupAlone(
  [first, second, ...others]: readonly Stretch[],
  [rising]: readonly NativeScheduler[],
  base: number,
): NativeScheduler | null {
  if (first?.warmup == null || second === undefined || others.length > 0 || rising === undefined) return null;
  if (second.node.law !== 'constant' || second.warmup !== null) return null;
  return first.warmup.shape === 'constant'
    ? constantScheduler(first.warmup.from, base, first.end - first.start)
    : rising;
}

/** Warm-ups and laws in their order; null for what is resumed, nested behind a warm-up, or a closed loop. */
function stretchesOf(node: PolicyNode, start: number, end: number): readonly Stretch[] | null {
  const { warmup, ...bare } = node;
  const warming = warmup === undefined ? 0 : (warmup.length as { readonly steps: number }).steps;
  const begins = start + warming;
  if (isSwitch(node)) return null;
  const first = warmup === undefined ? [] : [{ start, end: begins, node, warmup }];
  if (!isSequence(node)) return [...first, { start: begins, end, node: bare, warmup: null }];
  const stretches: Stretch[] = [...first];
  let from = begins;
  for (const { policy, until, resume } of node.phases) {
    const to = until === undefined ? end : begins + (until as { readonly steps: number }).steps;
    const inner = resume === true ? null : stretchesOf(policy, from, to);
    if (inner === null) return null;
    stretches.push(...inner);
    from = to;
  }
  return stretches;
}

function schedulerOf(
  { start, end, node, warmup }: Stretch,
  base: number,
  totalUpdates: number,
  learningRateAt: Schedule,
): NativeScheduler | null {
  if (warmup !== null) {
    if (warmup.shape === 'constant') return constantScheduler(warmup.from, base, end - start + 1);
    // What follows begins where the warm-up would end.
    return warmup.shape === 'linear' ? line(warmup.from, learningRateAt(end), base, end - start) : null;
  }
  if (isSequence(node) || isSwitch(node)) return null;
  const law = lawInSteps(node, end - start);
  const { number, length, updates } = law;
  if (node.law === 'constant') return constantScheduler(number('learningRate'), base, totalUpdates);
  if (node.law === 'linear') return line(number('initial'), number('end'), base, length('length') ?? updates);
  const scheduler = nativeScheduler(law);
  return scheduler === null || ['OneCycleLR', 'CyclicLR'].includes(scheduler.name) ? null : scheduler;
}

/** A factor lies above 0 and is at most 1, at the end of a line also 0. */
const isFactor = (factor: number) => factor > 0 && factor <= 1;

function constantScheduler(learningRate: number, base: number, updates: number): NativeScheduler | null {
  const factor = learningRate / base;
  if (!isFactor(factor)) return null;
  return {
    name: 'ConstantLR',
    learningRate: base,
    arguments: { factor: float(factor), total_iters: String(updates) },
    learningRateAt: torchSchedule.constant(base, factor, updates),
  };
}

function line(from: number, to: number, base: number, updates: number): NativeScheduler | null {
  const [start, end] = [from / base, to / base];
  if (!isFactor(start) || !(isFactor(end) || end === 0) || updates > MOST_RECURSIVE) return null;
  return {
    name: 'LinearLR',
    learningRate: base,
    arguments: { start_factor: float(start), end_factor: float(end), total_iters: String(updates) },
    learningRateAt: torchSchedule.linear(base, start, end, updates),
  };
}
