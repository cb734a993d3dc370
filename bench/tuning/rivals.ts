import { parsePolicy, parsePolicyDocument, type Policy } from '@ratebook/core/policy';
import { formulaPolicies } from '@ratebook/core/ranking';
import { valueOrThrow } from '@ratebook/core/refusal';
import type { Task } from '@ratebook/core/task';

/** Policies that cost no search: one training each. */
export interface UntunedPolicies {
  /** What the task itself is run with. */
  readonly baseline: Policy;
  /** What the libraries do where nobody says anything. */
  readonly toolDefault: Policy;
  /** What a rule of thumb says of the task's optimiser and adaptation. */
  readonly formula: Policy;
}

const policyOf = (notation: string) => valueOrThrow(parsePolicy(notation));
/** SGD's and AdamW's in torch.optim. */
const OPTIMIZER_DEFAULT = 'constant(1e-3)';
/** TrainingArguments of Transformers. */
const FINE_TUNING_DEFAULT = 'linear(5e-5)';

/** The policies that a person would take who does not tune. */
export function untunedPolicies({ baseline, recipe }: Task): UntunedPolicies {
  const { method } = recipe.adaptation;
  const [rule] = formulaPolicies({ adaptation: method, optimizer: recipe.optimizer.name });
  if (rule === undefined) throw new Error(`No rule of thumb speaks to ${recipe.optimizer.name}, ${method}.`);
  return {
    baseline: valueOrThrow(parsePolicyDocument(baseline)),
    toolDefault: policyOf(method === 'none' ? OPTIMIZER_DEFAULT : FINE_TUNING_DEFAULT),
    formula: policyOf(rule.notation),
  };
}
