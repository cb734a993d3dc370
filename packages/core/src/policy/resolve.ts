import { type Length, type RunContext, updatesOf } from '../units/index.js';
import { canonicalJson } from '../canonical/index.js';
import { isSequence, isSwitch, nodeOf, type Phase, type Policy, type PolicyNode } from './policy.js';

/**
 * A policy whose lengths are all in steps, turned once as `compilePolicy` turns them: the same learning rates at every
 * update of that run. An absent length stays absent. What follows a `switch` keeps its lengths: its horizon is not known
 * before it switches. Throws a RangeError where the run does not say enough; compile the policy first.
 */
export function resolveLengths(policy: Policy, run: RunContext): Policy {
  const groups = policy.groups === undefined ? {} : { groups: policy.groups };
  return { version: 1, ...resolveNode(nodeOf(policy), run.totalUpdates, run), ...groups } as Policy;
}

function toSteps(length: Length, horizon: number, run: RunContext): { readonly steps: number } {
  const steps = updatesOf(length, horizon, run);
  if (typeof steps !== 'number') throw new RangeError(`The run does not say ${steps}.`);
  return { steps };
}

/** `horizon` is the node's own, its warm-up included. */
function resolveNode(node: PolicyNode, horizon: number, run: RunContext): PolicyNode {
  const { warmup } = node;
  const length = warmup === undefined ? null : toSteps(warmup.length, horizon, run);
  const left = horizon - (length?.steps ?? 0);
  const warmed = warmup === undefined || length === null ? {} : { warmup: { ...warmup, length } };
  if (isSequence(node)) return { ...node, ...warmed, phases: resolvePhases(node.phases, left, run) };
  if (isSwitch(node)) {
    const before = resolveNode(node.before, left, run);
    return { ...node, ...warmed, atMost: toSteps(node.atMost, horizon, run), before };
  }
  const fields = Object.entries(node).map(([name, value]) => [name, resolveField(value, horizon, run)]);
  return { ...(Object.fromEntries(fields) as typeof node), ...warmed };
}

function resolveField(value: unknown, horizon: number, run: RunContext): unknown {
  if (isLength(value)) return toSteps(value, horizon, run);
  return Array.isArray(value) ? value.map((item: unknown) => resolveField(item, horizon, run)) : value;
}

const UNITS = ['steps', 'epochs', 'tokens', 'ratio'];

function isLength(value: unknown): value is Length {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const keys = Object.keys(value);
  return keys.length === 1 && UNITS.includes(keys[0] ?? '');
}

function resolvePhases(phases: readonly Phase[], horizon: number, run: RunContext): readonly Phase[] {
  const resolved: Phase[] = [];
  // A resumed phase runs on the horizon of the one that it continues.
  const horizons = new Map<string, number>();
  let start = 0;
  for (const phase of phases) {
    const until = phase.until === undefined ? null : toSteps(phase.until, horizon, run);
    const end = until?.steps ?? horizon;
    const identity = canonicalJson(phase.policy);
    const own = phase.resume === true ? (horizons.get(identity) ?? end - start) : end - start;
    horizons.set(identity, own);
    resolved.push({ ...phase, policy: resolveNode(phase.policy, own, run), ...(until === null ? {} : { until }) });
    start = end;
  }
  return resolved;
}
