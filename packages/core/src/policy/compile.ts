import { canonicalJson } from '../canonical/index.js';
import { type Loop, type PolicyEvent, replayLoop } from './closed-loop/loop.js';
import { joinAtEvent } from './closed-loop/switch.js';
import { accepted, type Parsed, type Refusal, refused } from '../refusal/index.js';
import { type Length, type RunContext, updatesOf } from '../units/index.js';
import type { CompiledNode } from './compiled-node.js';
import { LawRefusal } from './law.js';
import { getLaw } from './laws/registry.js';
import {
  isSequence,
  isSwitch,
  type LawNode,
  nodeOf,
  type Policy,
  type PolicyNode,
  type SequenceNode,
  type SwitchNode,
} from './policy.js';
import { type CompiledPhase, joinPhases } from './sequence.js';
import { warmUp } from './warmup.js';

/** A policy for one run: the only evaluator, for runner, registry, page and sceptic. */
export interface CompiledPolicy {
  readonly totalUpdates: number;
  /**
   * The learning rate that update t (whole, from 0) applies. Pure; constant time, logarithmic in phases. From
   * `totalUpdates` on, which no update of the run reaches, the value at `totalUpdates`: where a law without a length ends.
   * For a closed loop: where nothing is ever observed.
   */
  readonly learningRateAt: (t: number) => number;
  /** The state machine of a closed loop, in updates of the run; null for an open loop. */
  readonly loop: Loop | null;
  /** Metrics that it listens to, each once; empty for an open loop. */
  readonly metrics: readonly string[];
  /** `learningRateAt` of a run with these evaluations, which ascend in t. An open loop does not look at them. */
  readonly replay: (events: readonly PolicyEvent[]) => (t: number) => number;
  /** Multiplier by parameter group; a group that is not named has 1. */
  readonly groups: ReadonlyMap<string, number>;
  /** Updates at which a phase, a warm-up or a step ends, ascending, inside the budget. */
  readonly boundaries: readonly number[];
  /** The largest learning rate over the budget, from each law's closed form; of a closed loop, the largest it may reach. */
  readonly peakLearningRate: number;
}

/**
 * Compiles a policy for a run of `totalUpdates` updates. Refused: a length whose context is missing, a warm-up that
 * fills its horizon, boundaries that do not ascend or lie outside the horizon, and a learning rate that is negative or
 * not finite anywhere in the budget.
 */
export function compilePolicy(policy: Policy, context: RunContext): Parsed<CompiledPolicy> {
  const { totalUpdates } = context;
  const wrong = contextRefusals(context);
  if (wrong.length > 0) return refused(...wrong);
  try {
    const node = compileNode(nodeOf(policy), totalUpdates, context, '');
    const { least, greatest } = node.extremes(0, totalUpdates - 1);
    if (!Number.isFinite(least) || !Number.isFinite(greatest)) {
      return refused(
        refusal('policy.non-finite-learning-rate', '', 'a finite learning rate at every update', String(greatest)),
      );
    }
    if (least < 0)
      return refused(refusal('policy.negative-learning-rate', '', 'a learning rate of 0 or more', String(least)));
    const inRun = (t: number) => (t > totalUpdates ? totalUpdates : t);
    const learningRateAt = (t: number) => node.learningRateAt(inRun(t));
    const { loop } = node;
    return accepted({
      totalUpdates,
      learningRateAt,
      loop,
      metrics: loop?.metrics ?? [],
      replay: (events) => {
        if (loop === null) return learningRateAt;
        const replayed = replayLoop(loop, events);
        return (t) => replayed(inRun(t));
      },
      groups: new Map((policy.groups ?? []).map(({ name, multiplier }) => [name, multiplier])),
      boundaries: [...new Set(node.boundaries)].filter((t) => t > 0 && t < totalUpdates).sort((a, b) => a - b),
      peakLearningRate: greatest,
    });
  } catch (error) {
    if (!(error instanceof LawRefusal)) throw error;
    return refused(refusal(error.code, error.path, error.expected, error.got));
  }
}

function contextRefusals({ totalUpdates, updatesPerEpoch, tokensPerUpdate }: RunContext): readonly Refusal[] {
  const isPositive = (value: number | null | undefined) => value == null || (Number.isFinite(value) && value > 0);
  const wrong = (field: string, expected: string, got: unknown) =>
    refusal('policy.wrong-type', field, expected, String(got));
  return [
    ...(Number.isSafeInteger(totalUpdates) && totalUpdates > 0
      ? []
      : [wrong('totalUpdates', 'a whole number of updates above 0', totalUpdates)]),
    ...(isPositive(updatesPerEpoch) ? [] : [wrong('updatesPerEpoch', 'a number above 0', updatesPerEpoch)]),
    ...(isPositive(tokensPerUpdate) ? [] : [wrong('tokensPerUpdate', 'a number above 0', tokensPerUpdate)]),
  ];
}

function refusal(code: Refusal['code'], path: string, expected: string, got: string): Refusal {
  return {
    code,
    path,
    expected,
    got,
    message: `${path === '' ? 'The policy' : path}: expected ${expected}, got ${got}.`,
  };
}

function toUpdates(length: Length, horizon: number, context: RunContext, path: string): number {
  const updates = updatesOf(length, horizon, context);
  if (typeof updates === 'number') return updates;
  throw new LawRefusal('policy.missing-context', path, `a run that says ${updates}`, 'a run that does not');
}

/** `horizon` is H of the node: its warm-up included. */
function compileNode(node: PolicyNode, horizon: number, context: RunContext, path: string): CompiledNode {
  const at = (field: string) => (path === '' ? field : `${path}.${field}`);
  const { warmup } = node;
  const warming = warmup === undefined ? 0 : toUpdates(warmup.length, horizon, context, at('warmup.length'));
  if (warming >= horizon) {
    throw new LawRefusal(
      'policy.warmup-too-long',
      at('warmup.length'),
      `fewer updates than the horizon of ${String(horizon)}`,
      `${String(warming)} updates`,
    );
  }
  const left = horizon - warming;
  const inner = isSequence(node)
    ? compileSequence(node, left, context, at)
    : isSwitch(node)
      ? compileSwitch(node, left, toUpdates(node.atMost, horizon, context, at('atMost')), context, at)
      : compileLaw(node, left, (length, field) => toUpdates(length, horizon, context, at(field)), at);
  return warmup === undefined ? inner : warmUp(inner, warmup, warming);
}

/** Compiled halves that are kept: a run switches once, and replays of other runs at other times. */
const MOST_KEPT = 16;

/** `horizon` is what a warm-up leaves; `atMost` was taken of the whole, like every length of a law. */
function compileSwitch(
  node: SwitchNode,
  horizon: number,
  atMost: number,
  context: RunContext,
  at: (field: string) => string,
): CompiledNode {
  if (atMost >= horizon) {
    const expected = `fewer updates than the horizon of ${String(horizon)}`;
    throw new LawRefusal('policy.phase-order', at('atMost'), expected, `${String(atMost)} updates`);
  }
  const kept = new Map<number, CompiledNode>();
  const afterFrom = (start: number): CompiledNode => {
    const known = kept.get(start);
    if (known !== undefined) return known;
    const compiled = compileNode(node.after, horizon - start, context, at('after'));
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(start, compiled);
    return compiled;
  };
  return joinAtEvent({ node, before: compileNode(node.before, horizon, context, at('before')), afterFrom, atMost });
}

function compileLaw(
  node: LawNode,
  updates: number,
  toUpdatesOfLaw: (length: Length, field: string) => number,
  at: (field: string) => string,
): CompiledNode {
  const { law, warmup: _warmup, ...fields } = node;
  try {
    // The registry wrote these fields when the document was read: the one place where their type is known by name only.
    const compiled = getLaw(law).compile(fields as never, { updates, toUpdates: toUpdatesOfLaw });
    const { learningRateAt } = compiled;
    return {
      learningRateAt,
      extremes:
        compiled.extremes ??
        ((from, to) => {
          const [first, last] = [learningRateAt(from), learningRateAt(to)];
          return { least: Math.min(first, last), greatest: Math.max(first, last) };
        }),
      boundaries: compiled.boundaries ?? [],
      loop: compiled.loop ?? null,
    };
  } catch (error) {
    if (error instanceof LawRefusal && !error.path.startsWith(at(''))) {
      throw new LawRefusal(error.code, at(error.path), error.expected, error.got);
    }
    throw error;
  }
}

/** What `resume` needs to know of an earlier phase. */
interface Earlier {
  readonly identity: string;
  readonly node: CompiledNode;
  stoppedAt: number;
}

function compileSequence(
  node: SequenceNode,
  horizon: number,
  context: RunContext,
  at: (field: string) => string,
): CompiledNode {
  const hasResume = node.phases.some(({ resume }) => resume === true);
  const earlier: Earlier[] = [];
  const phases: CompiledPhase[] = [];
  let start = 0;
  for (const [index, phase] of node.phases.entries()) {
    const path = at(`phases[${String(index)}]`);
    const end = phase.until === undefined ? horizon : toUpdates(phase.until, horizon, context, `${path}.until`);
    const isLast = index === node.phases.length - 1;
    if (end <= start || end > horizon || (end === horizon && !isLast)) {
      const expected = `a boundary after ${String(start)} and before ${String(horizon)} updates`;
      throw new LawRefusal('policy.phase-order', `${path}.until`, expected, `${String(end)} updates`);
    }
    const identity = hasResume ? canonicalJson(phase.policy) : '';
    // That there is such a phase was seen when the document was read.
    const resumed = phase.resume === true ? earlier.findLast((one) => one.identity === identity) : undefined;
    const compiled = resumed?.node ?? compileNode(phase.policy, end - start, context, `${path}.policy`);
    const startsAt = resumed?.stoppedAt ?? 0;
    phases.push({ start, node: compiled, startsAt });
    earlier.push({ identity, node: compiled, stoppedAt: startsAt + end - start });
    start = end;
  }
  return joinPhases(phases);
}
