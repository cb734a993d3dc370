import { canonicalJson, digestText } from '../canonical/index.js';
import { printPolicy } from '../policy/index.js';
import type { Run } from '../run/index.js';
import { replayStudy, reportOfRun, type StudyPlan, type StudyState } from '../study/index.js';
import { armOf, assemble, compiledFor, type ForgeOptions, readPolicy, type Setting, settingOf } from './forge.js';
import { FORGED_EDGE, type ForgedRun, forgeRun, taskPoints } from './forge-run.js';
import { ForgedSubmission } from './forged-submission.js';

export interface StudyOptions extends ForgeOptions {
  /** Notations, one a candidate. */
  readonly candidates?: readonly string[];
  /** What the plan has otherwise. */
  readonly plan?: Partial<StudyPlan>;
  /** The trial that cannot be trained to its end. */
  readonly failing?: number;
}

const CANDIDATES = ['cosine(0.003)', 'cosine(0.01)', 'cosine(0.03)', 'cosine(0.1)', 'cosine(0.3)', 'cosine(3)'];

function planOf({ task, budget, seeds }: Setting, options: StudyOptions): StudyPlan {
  const { updatesPerEpoch, tokensPerUpdate } = task.trainer;
  const evaluateAt = [...taskPoints(task, budget.updates)];
  return {
    version: 1,
    method: 'single',
    totalUpdates: budget.updates,
    updatesPerEpoch,
    tokensPerUpdate,
    evaluateAt,
    search: { draw: 'grid', seed: 0, space: null },
    candidates: (options.candidates ?? CANDIDATES).map((notation) => {
      const policy = readPolicy(notation);
      const document = JSON.parse(canonicalJson(policy)) as StudyPlan['candidates'][number]['policy'];
      return { policy: document, template: 0, origin: `${printPolicy(policy)}, as told` };
    }),
    halving: { eta: 3, rungs: [evaluateAt[0] ?? budget.updates, budget.updates], keepsOneBelow: true },
    climb: null,
    by: 'loss',
    direction: task.metric.direction,
    target: null,
    phases: null,
    confirmations: seeds.length - 1,
    rangeTest: null,
    ...options.plan,
  };
}

/** A training as it stands after `until` updates: where more was planned, the search stopped it there. */
function stoppedAt({ run, trace }: ForgedRun, until: number): ForgedRun {
  if (run.cost.updates <= until) return { run, trace };
  const column = <T>(values: readonly T[]) => values.slice(0, until);
  const perUpdate = (count: number | null) => (count === null ? null : (count / run.cost.updates) * until);
  return {
    trace: {
      update: column(trace.update),
      learningRate: column(trace.learningRate),
      loss: column(trace.loss),
      ...(trace.groups === undefined
        ? {}
        : { groups: Object.fromEntries(Object.entries(trace.groups).map(([name, held]) => [name, column(held)])) }),
    },
    run: {
      ...run,
      status: 'pruned',
      reason: 'stopped by the search',
      firstNonFiniteUpdate: null,
      evaluations: run.evaluations.filter(({ t }) => t <= until),
      cost: {
        ...run.cost,
        updates: until,
        examples: perUpdate(run.cost.examples) ?? 0,
        tokens: perUpdate(run.cost.tokens),
      },
    },
  };
}

/** A training that goes on from where another was after `t` updates: up to there both are one. */
function forkedFrom({ run, trace }: ForgedRun, parent: ForgedRun, t: number): ForgedRun {
  const before = parent.run.evaluations.filter((one) => one.t <= t);
  return {
    trace: { ...trace, loss: [...parent.trace.loss.slice(0, t), ...trace.loss.slice(t)] },
    run: { ...run, evaluations: [...before, ...run.evaluations.filter((one) => one.t > t)] },
  };
}

/** Six peaks halved over two rungs, winner and runner-up confirmed with two seeds, as an honest runner sends it. */
export function forgeStudy(options: StudyOptions = {}): ForgedSubmission {
  const setting = settingOf(options.task === undefined ? { updates: 80, ...options } : options);
  const { task, budget, seeds } = setting;
  const plan = planOf(setting, options);
  const [first, ...others] = seeds;
  if (first === undefined) throw new RangeError('A study has a seed to search with.');
  const whole: ForgedRun[] = [];
  const until: number[] = [];
  const forge = (state: StudyState, arm: number, role: Run['role'], drawn: typeof first) => {
    const policy = compiledFor(setting, (state.trials[arm] ?? failWithoutTrial(arm)).policy);
    const status =
      policy.peakLearningRate > FORGED_EDGE ? 'diverged' : arm === options.failing ? 'abandoned' : 'completed';
    return forgeRun({
      ...{ task, recipe: task.recipe, policy, arm, role, ...drawn, status },
      plannedUpdates: budget.updates,
      evaluateAt: plan.evaluateAt,
    });
  };
  const trained = () => whole.map((one, index) => stoppedAt(one, until[index] ?? 0));
  const replay = () => {
    const runs = trained();
    return replayStudy(plan, (trial) => {
      const forged = runs[trial];
      return forged === undefined ? null : reportOfRun({ ...forged.run, trace: '' }, task);
    });
  };
  let state = replay();
  for (; state.batch !== null; state = replay())
    for (const ask of state.batch.asks) {
      const { fork } = state.trials[ask.trial] ?? failWithoutTrial(ask.trial);
      const parent = fork === null ? undefined : whole[fork.trial];
      const begun = whole[ask.trial] ?? forge(state, ask.trial, 'trial', first);
      whole[ask.trial] = fork === null || parent === undefined ? begun : forkedFrom(begun, parent, fork.t);
      until[ask.trial] = ask.until;
    }
  const best = [state.outcome?.winner ?? null, state.outcome?.runnerUp ?? null].filter((one) => one !== null);
  const confirming = others.flatMap((drawn) => best.map((arm) => forge(state, arm, 'arm', drawn)));
  return withPlan(
    assemble(setting, options, {
      kind: 'study',
      arms: state.trials.map(({ policy }) => armOf(setting, policy)),
      ticketArms: null,
      forged: [...trained(), ...confirming],
      rangeTestOf: () => null,
    }),
    plan,
  );
}

/** The submission with this plan for its study, whatever its runs are. */
export function withPlan({ parts }: ForgedSubmission, plan: unknown): ForgedSubmission {
  const study = digestText(canonicalJson(plan));
  const artefacts = new Map([...parts.artefacts, [study, plan] as const]);
  return new ForgedSubmission({ ...parts, artefacts, submission: { ...parts.submission, study } });
}

function failWithoutTrial(trial: number): never {
  throw new RangeError(`The study has no trial ${String(trial)}.`);
}
