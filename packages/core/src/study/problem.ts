import { canonicalJson } from '../canonical/index.js';
import { largestLearningRateField, parsePolicyDocument, policyHash } from '../policy/index.js';
import type { Run } from '../run/index.js';
import type { Submission } from '../submission/index.js';
import type { Task } from '../task/index.js';
import type { StudyPlan } from './plan.js';
import type { StudyState } from './replay.js';
import { askedUntil } from './trial.js';

/** Why a plan's candidates cannot be searched among, in a sentence, or null. */
export function candidateProblem({ candidates, climb }: StudyPlan): string | null {
  const seen = new Map<string, number>();
  const steps = new Map<string, number>();
  for (const [index, { policy, template }] of candidates.entries()) {
    const read = parsePolicyDocument(policy);
    if (!read.ok) return `Candidate ${String(index)} of the plan: ${read.refusals[0]?.message ?? 'no policy'}`;
    const hash = policyHash(read.value);
    const other = seen.get(hash);
    if (other !== undefined) return `Candidates ${String(other)} and ${String(index)} of the plan are one policy.`;
    seen.set(hash, index);
    if (climb === null || template === null) continue;
    const step = `${String(template)} ${String(largestLearningRateField(read.value))}`;
    const twin = steps.get(step);
    if (twin !== undefined)
      return `Candidates ${String(twin)} and ${String(index)} of the plan are of one template and one learning rate: a climb goes from one to the next.`;
    steps.set(step, index);
  }
  return null;
}

/** Where the plan is about another training than the submission's arms, in a sentence, or null. */
export function planProblem(plan: StudyPlan, { arms }: Submission, { metric }: Task): string | null {
  if (plan.direction !== metric.direction)
    return `The plan wants its metric to ${plan.direction}; the task's ${metric.name} is to ${metric.direction}.`;
  const trained = ({ budget, recipe }: Submission['arms'][number]) => canonicalJson({ budget, recipe });
  for (const [index, arm] of arms.entries()) {
    if (arm.budget.updates !== plan.totalUpdates)
      return `The plan trains ${String(plan.totalUpdates)} updates, arm ${String(index)} has ${String(arm.budget.updates)}.`;
    if (arms[0] !== undefined && trained(arm) !== trained(arms[0]))
      return `Arm ${String(index)} has another budget or recipe than arm 0: a study compares policies alone.`;
  }
  return null;
}

/** Where the runs are not what the plan's decisions ask for, in a sentence, or null. */
export function courseProblem(plan: StudyPlan, submission: Submission, state: StudyState): string | null {
  return trialProblem(submission, state) ?? confirmationProblem(plan, submission, state);
}

const seedsOf = ({ seed, dataSeed }: Run) => `${String(seed)}/${String(dataSeed)}`;

function trialProblem({ arms, runs }: Submission, { trials, batch }: StudyState): string | null {
  for (const [index, trial] of trials.entries()) {
    const [run, arm, name] = [runs[index], arms[index], `Trial ${String(index)}`];
    if (run?.role !== 'trial' || run.arm !== index || arm === undefined)
      return `${name} has no run: run ${String(index)} is to be the trial of arm ${String(index)}.`;
    const policy = parsePolicyDocument(arm.policy);
    if (!policy.ok || policyHash(policy.value) !== policyHash(trial.policy))
      return `${name} has another policy in arm ${String(index)} than in the study.`;
    if (runs[0] !== undefined && seedsOf(run) !== seedsOf(runs[0]))
      return `${name} has another seed than trial 0: trials are compared on one.`;
    if (run.cost.updates > askedUntil(trial))
      return `${name} was trained for ${String(run.cost.updates)} updates; the study asks for ${String(askedUntil(trial))} of it.`;
  }
  const [ask] = batch?.asks ?? [];
  if (batch !== null && ask !== undefined) {
    const has = String(runs[ask.trial]?.cost.updates ?? 0);
    return `The study is not over (${batch.stage}): trial ${String(ask.trial)} is to be trained for ${String(ask.until)} updates and has ${has}.`;
  }
  const strange = runs.findIndex(({ role }, index) => role === 'trial' && index >= trials.length);
  if (strange >= 0) return `Run ${String(strange)} is a trial that the study does not ask for.`;
  return arms.length > trials.length ? `Arm ${String(trials.length)} belongs to no trial.` : null;
}

function confirmationProblem({ confirmations }: StudyPlan, { runs }: Submission, { outcome }: StudyState) {
  const [winner, runnerUp] = [outcome?.winner ?? null, outcome?.runnerUp ?? null];
  const strange = runs.findIndex(({ role, arm }) => role === 'arm' && arm !== winner && arm !== runnerUp);
  if (strange >= 0)
    return `Run ${String(strange)} confirms trial ${String(runs[strange]?.arm)}, which neither won nor came second.`;
  const confirming = (trial: number | null) => runs.filter(({ role, arm }) => role === 'arm' && arm === trial);
  const seedsUsed = (trial: number | null) => new Set(confirming(trial).map(seedsOf));
  const [first, searched] = [seedsUsed(winner), runs[0] === undefined ? '' : seedsOf(runs[0])];
  for (const trial of [winner, runnerUp].filter((one) => one !== null)) {
    const seeds = seedsUsed(trial);
    const name = `trial ${String(trial)}`;
    if (seeds.has(searched)) return `The seed of the search confirms ${name}, which was chosen by it.`;
    if (seeds.size !== confirming(trial).length) return `A seed confirms ${name} twice.`;
    if (seeds.size !== confirmations)
      return `The plan confirms with ${String(confirmations)} seeds; ${name} has ${String(seeds.size)}.`;
    if ([...seeds].some((one) => !first.has(one))) return `Winner and runner-up were confirmed with different seeds.`;
  }
  return null;
}
