import { canonicalJson } from '../../canonical/index.js';
import type { LawFields } from '../law.js';
import { getLaw } from '../laws/registry.js';
import { isSequence, isSwitch, nodeOf, type Policy, type PolicyNode } from '../policy.js';

/**
 * How much a policy says: the number of field values that differ from what holds where the field is absent. A warm-up
 * counts its length, and its `from` and `shape` where they are not 0 and linear; a boundary, a rung and a parameter group
 * count 1 each, a point of a table 2; a sequence counts its phases, their `until` and `resume`.
 */
export function parameterCount(policy: Policy): number {
  return countOfNode(nodeOf(policy)) + (policy.groups ?? []).length;
}

/** The same for a part of a policy. */
export function countOfNode(node: PolicyNode): number {
  const { warmup } = node;
  const ofWarmup = warmup === undefined ? 0 : 1 + (warmup.from === 0 ? 0 : 1) + (warmup.shape === 'linear' ? 0 : 1);
  return ofWarmup + countOfBody(node);
}

/** metric, direction, value and atMost. */
const SWITCH_FIELDS = 4;

function countOfBody(node: PolicyNode): number {
  if (isSequence(node)) {
    return node.phases.reduce(
      (sum, { policy, until, resume }) =>
        sum + countOfNode(policy) + (until === undefined ? 0 : 1) + (resume === undefined ? 0 : 1),
      0,
    );
  }
  if (isSwitch(node)) return SWITCH_FIELDS + countOfNode(node.before) + countOfNode(node.after);
  const { law, warmup: _warmup, ...fields } = node;
  const { fields: schema, implied } = getLaw(law);
  const ofOthers = implied?.(fields as LawFields) ?? {};
  return Object.entries(fields).reduce((sum, [name, value]) => {
    const standard = schema.shape[name]?.safeParse(undefined);
    const absent = (standard?.success === true ? standard.data : undefined) ?? ofOthers[name];
    const isAbsent = value === undefined || (absent !== undefined && canonicalJson(absent) === canonicalJson(value));
    return sum + (isAbsent ? 0 : countOfValue(value));
  }, 0);
}

/** A list counts what its entries hold, everything else is one value: `{"steps": 10}`, `{"factor": 0.5}`, 0.1. */
function countOfValue(value: unknown): number {
  if (!Array.isArray(value)) return 1;
  return value.reduce<number>((sum, entry) => sum + (Array.isArray(entry) ? entry.length : 1), 0);
}
