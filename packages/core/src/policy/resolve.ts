import { canonicalJson } from '../canonical/index.js';
import { type Length, type RunContext, updatesOf } from '../units/index.js';
import {
  isSequence,
  isSwitch,
  type LawNode,
  nodeOf,
  type Phase,
  type Policy,
  type PolicyNode,
  type SequenceNode,
  type SwitchNode,
} from './policy.js';

/** Updates that a node has; null where only the run itself shows it, as behind a switch. */
type Horizon = number | null;

/**
 * The same policy with every length in steps, turned as `compilePolicy` turns them for this run: the same learning rate
 * at every update of it. Lengths that are absent stay absent. Only ratios inside a switch's `after` stay: they are of
 * what is left when it switches. Throws a RangeError for a length whose context is missing, which `compilePolicy` refuses.
 */
export function resolveLengths(policy: Policy, run: RunContext): Policy {
  const { groups } = policy;
  const node = resolveNode(nodeOf(policy), run.totalUpdates, run);
  return { version: 1, ...node, ...(groups === undefined ? {} : { groups }) } as Policy;
}

/** A length in steps, or as it was where the horizon that it is a ratio of is not known. */
function inSteps(length: Length, horizon: Horizon, run: RunContext): Length {
  if ('ratio' in length && horizon === null) return length;
  const steps = updatesOf(length, horizon ?? 0, run);
  if (typeof steps !== 'number') throw new RangeError(`The run does not say ${steps}.`);
  return { steps };
}

const stepsOf = (length: Length): Horizon => ('steps' in length ? length.steps : null);

function resolveNode(node: PolicyNode, horizon: Horizon, run: RunContext): PolicyNode {
  const warmup = node.warmup && { ...node.warmup, length: inSteps(node.warmup.length, horizon, run) };
  const warming = warmup === undefined ? 0 : stepsOf(warmup.length);
  const left = horizon === null || warming === null ? null : horizon - warming;
  const inner = isSequence(node)
    ? resolveSequence(node, left, run)
    : isSwitch(node)
      ? resolveSwitch(node, left, inSteps(node.atMost, horizon, run), run)
      : resolveLaw(node, horizon, run);
  return warmup === undefined ? inner : { ...inner, warmup };
}

function resolveLaw(node: LawNode, horizon: Horizon, run: RunContext): LawNode {
  const { law, warmup: _warmup, ...fields } = node;
  const resolved = Object.entries(fields).map(([name, value]): [string, unknown] => {
    if (isLength(value)) return [name, inSteps(value, horizon, run)];
    const isList = Array.isArray(value) && value.every(isLength);
    return [name, isList ? value.map((length) => inSteps(length, horizon, run)) : value];
  });
  return { law, ...Object.fromEntries(resolved) };
}

function resolveSwitch(node: SwitchNode, left: Horizon, atMost: Length, run: RunContext): SwitchNode {
  return { ...node, before: resolveNode(node.before, left, run), after: resolveNode(node.after, null, run), atMost };
}

/** A phase that a later one may resume: by what it was written as, and what it became. */
interface Earlier {
  readonly written: string;
  readonly resolved: PolicyNode;
}

function resolveSequence(node: SequenceNode, left: Horizon, run: RunContext): SequenceNode {
  const hasResume = node.phases.some(({ resume }) => resume === true);
  const earlier: Earlier[] = [];
  let start: Horizon = 0;
  const phases = node.phases.map((phase): Phase => {
    const until = phase.until && inSteps(phase.until, left, run);
    const end: Horizon = until === undefined ? left : stepsOf(until);
    const horizon = end === null || start === null ? null : end - start;
    start = end;
    const written = hasResume ? canonicalJson(phase.policy) : '';
    // A resumed phase has the horizon, and so the lengths, of the one that it goes on with.
    const resumed = phase.resume === true ? earlier.findLast((one) => one.written === written)?.resolved : undefined;
    const policy = resumed ?? apartFrom(earlier, written, resolveNode(phase.policy, horizon, run));
    earlier.push({ written, resolved: policy });
    return { ...phase, policy, ...(until === undefined ? {} : { until }) };
  });
  return { ...node, phases };
}

/**
 * Two policies that this run reads as one must not be taken for each other by a phase that resumes one of them: the
 * later one is wrapped in a sequence of one phase, which is the same policy under another identity.
 */
function apartFrom(earlier: readonly Earlier[], written: string, resolved: PolicyNode): PolicyNode {
  if (written === '') return resolved;
  const text = canonicalJson(resolved);
  const isTaken = earlier.some((one) => one.written !== written && canonicalJson(one.resolved) === text);
  return isTaken ? apartFrom(earlier, written, { law: 'sequence', phases: [{ policy: resolved }] }) : resolved;
}

const UNITS = ['steps', 'epochs', 'tokens', 'ratio'];

function isLength(value: unknown): value is Length {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const [key = '', ...others] = Object.keys(value);
  return others.length === 0 && UNITS.includes(key);
}
