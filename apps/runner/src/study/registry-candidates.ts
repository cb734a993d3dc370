import { compilePolicy, parsePolicy, parsePolicyDocument, type RunContext } from '@ratebook/core/policy';
import type { Candidate } from '@ratebook/core/study';
import type { Task } from '@ratebook/core/task';
import type { Registry } from '../registry/registry.js';

/** What the registry's evidence gives a study to begin with, and what of it cannot be tried on this task. */
export interface RegistryCandidates {
  readonly candidates: readonly Candidate[];
  readonly leftOut: readonly string[];
}

const MOST_ANSWERS = 6;

/**
 * The policies that the registry answers for a task's model and adaptation, best evidence first, formula arms among them,
 * as first candidates. One that the task's budget cannot run is left out, and said.
 */
export async function registryCandidates(registry: Registry, task: Task, run: RunContext): Promise<RegistryCandidates> {
  const { method, rank } = task.recipe.adaptation;
  const answers = await registry.bestPolicies({ model: task.model, adaptation: method, rank, taskKind: task.kind });
  const candidates: Candidate[] = [];
  const leftOut: string[] = [];
  for (const answer of answers) {
    if (candidates.length === MOST_ANSWERS) break;
    const where = answer.task?.name ?? answer.modelName;
    const origin = `${answer.evidence}: ${where}`.slice(0, 200);
    // A formula's policy is a line: nobody has stored it.
    const said = answer.policy?.document ?? answer.notation ?? null;
    if (said === null) {
      leftOut.push(`${origin}: its shape is not known`);
      continue;
    }
    const policy = typeof said === 'string' ? parsePolicy(said) : parsePolicyDocument(said);
    if (!policy.ok) {
      leftOut.push(`${origin}: this runner does not know its policy`);
      continue;
    }
    const compiled = compilePolicy(policy.value, run);
    if (!compiled.ok) {
      leftOut.push(`${origin}: ${compiled.refusals[0]?.message ?? 'it cannot run here'}`);
      continue;
    }
    candidates.push({
      policy: JSON.parse(JSON.stringify(policy.value)) as Candidate['policy'],
      template: null,
      origin,
    });
  }
  return { candidates, leftOut };
}
