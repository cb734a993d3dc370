import type { CompiledPolicy } from '../policy/index.js';
import { type Evaluation, type Run, steered, type Trace } from '../run/index.js';
import { evaluationUpdates, type Recipe, type Task } from '../task/index.js';
import { noiseFrom, randomFrom } from './random.js';

const [START_LOSS, FLOOR_LOSS] = [2.3, 0.3];
/** Beyond this learning rate forged trainings blow up; the best lies a factor ten below. */
export const FORGED_EDGE = 1;
const DIGITS = 1e6;

const rounded = (value: number) => Math.round(value * DIGITS) / DIGITS;

/** What a forged training is asked for. */
export interface ForgedRunRequest {
  readonly task: Task;
  readonly recipe: Recipe;
  readonly policy: CompiledPolicy;
  readonly arm: number;
  readonly role: Run['role'];
  readonly seed: number;
  readonly dataSeed: number;
  readonly status: Run['status'];
  /** Updates that a complete run has: the budget's, or a prefix's. */
  readonly plannedUpdates: number;
  /** Where validation is measured; 0 is before the first update. */
  readonly evaluateAt: readonly number[];
}

export interface ForgedRun {
  /** `trace` is filled in by whoever stores the artefact. */
  readonly run: Omit<Run, 'trace'>;
  readonly trace: Trace;
}

/** The held-out loss that the forged net has after t updates: exponential decay, faster with a higher learning rate. */
function lossAfter(t: number, { policy, plannedUpdates }: ForgedRunRequest): number {
  const height = Math.min(policy.peakLearningRate, FORGED_EDGE);
  // Worse away from a tenth of the edge, by the square of the distance in decades, as measured valleys are.
  const decades = Math.log10(Math.max(height, 1e-9) / (FORGED_EDGE / 10));
  const floor = FLOOR_LOSS + 0.4 * decades ** 2;
  const reached = Math.min(floor, START_LOSS);
  return reached + (START_LOSS - reached) * Math.exp((-6 * t) / plannedUpdates);
}

const lengthOf: Readonly<Record<Run['status'], (planned: number) => number>> = {
  completed: (planned) => planned,
  diverged: (planned) => Math.max(1, Math.ceil(planned * 0.6)),
  abandoned: (planned) => Math.floor(planned * 0.4),
  pruned: (planned) => Math.ceil(planned * 0.5),
};

function forgeTrace(request: ForgedRunRequest, length: number, random: () => number): Trace {
  const { policy, status } = request;
  const update = Array.from({ length }, (_, t) => t);
  // Single precision, as trainers apply it and read it back.
  const learningRates = (multiplier: number) => update.map((t) => Math.fround(multiplier * policy.learningRateAt(t)));
  const groups = [...policy.groups].filter(([name]) => name !== 'default');
  return {
    update,
    learningRate: learningRates(policy.groups.get('default') ?? 1),
    loss: update.map((t) =>
      status === 'diverged' && t === length - 1
        ? null
        : rounded(Math.max(0.001, lossAfter(t, request) + 0.05 * noiseFrom(random))),
    ),
    ...(groups.length > 0
      ? { groups: Object.fromEntries(groups.map(([name, multiplier]) => [name, learningRates(multiplier)])) }
      : {}),
  };
}

function forgeEvaluations(request: ForgedRunRequest, length: number, random: () => number): readonly Evaluation[] {
  const { task, role, status, plannedUpdates, evaluateAt } = request;
  const { metric } = task;
  const measured = (t: number, split: Evaluation['split']): Evaluation => {
    const loss = rounded(Math.max(0.001, lossAfter(t, request) + 0.01 * noiseFrom(random)));
    const share = rounded(Math.min(1, Math.max(0, Math.exp(-loss) + 0.2)));
    const value = { share, percent: 100 * share }[metric.unit] ?? (metric.direction === 'minimize' ? loss : -loss);
    return { t, split, metrics: { [metric.name]: metric.name === 'loss' ? loss : value, loss } };
  };
  // A run that ends at its last update was not measured after it.
  const isSeen = (t: number) => (status === 'completed' ? t <= length : t < length);
  const validation = evaluateAt.filter(isSeen).map((t) => measured(t, 'validation'));
  const hasTest = role === 'arm' && status === 'completed' && plannedUpdates === request.policy.totalUpdates;
  return hasTest ? [...validation, measured(plannedUpdates, 'test')] : validation;
}

/** The trace of a closed loop: its learning rates answer to the evaluations. */
function steeredTrace(trace: Trace, policy: CompiledPolicy, evaluations: readonly Evaluation[]): Trace {
  const { learningRateAt, groups } = steered(policy, evaluations);
  const learningRates = (name: string) =>
    trace.update.map((t) => Math.fround((groups.get(name) ?? 1) * learningRateAt(t)));
  return {
    ...trace,
    learningRate: learningRates('default'),
    ...(trace.groups === undefined
      ? {}
      : { groups: Object.fromEntries(Object.keys(trace.groups).map((name) => [name, learningRates(name)])) }),
  };
}

const REASONS: Readonly<Record<Run['status'], string | null>> = {
  completed: null,
  diverged: 'the loss was not a finite number',
  abandoned: 'the machine was needed elsewhere',
  pruned: 'stopped by the search',
};

/** Forges one honest training: a trace that follows its policy, losses that fall, evaluations where they are asked for. */
export function forgeRun(request: ForgedRunRequest): ForgedRun {
  const { arm, role, seed, dataSeed, status, recipe, plannedUpdates } = request;
  const random = randomFrom((seed ^ Math.imul(dataSeed, 0x9e3779b1) ^ Math.imul(arm + 1, 0x85ebca6b)) >>> 0);
  const length = lengthOf[status](plannedUpdates);
  const untilNow = forgeTrace(request, length, random);
  const evaluations = forgeEvaluations(request, length, random);
  const trace = request.policy.loop === null ? untilNow : steeredTrace(untilNow, request.policy, evaluations);
  const isInTokens = recipe.batch.unit === 'tokens';
  return {
    trace,
    run: {
      arm,
      role,
      seed,
      dataSeed,
      status,
      reason: REASONS[status],
      learningRateSemantics: 'applied',
      evaluations: [...evaluations],
      cost: {
        updates: length,
        examples: isInTokens ? length : length * recipe.batch.size,
        tokens: isInTokens ? length * recipe.batch.size : null,
        flops: null,
      },
      firstNonFiniteUpdate: status === 'diverged' ? length - 1 : null,
      timing: null,
      predictions: null,
      events: null,
    },
  };
}

/** Where the task evaluates validation within its budget. */
export function taskPoints(task: Task, totalUpdates: number): readonly number[] {
  return evaluationUpdates(task.evaluateAt, totalUpdates);
}
