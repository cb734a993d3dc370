import { canonicalJson } from '../../../canonical/index.js';
import { valueOrThrow } from '../../../refusal/index.js';
import { compilePolicy } from '../../compile.js';
import {
  isSequence,
  isSwitch,
  type LawNode,
  type Policy,
  type PolicyNode,
  type SequenceNode,
  type Warmup,
} from '../../policy.js';
import { lawBody } from './law-body.js';
import {
  between,
  type BodyContext,
  bodyOf,
  count,
  float,
  type Horizon,
  horizonOf,
  leftOf,
  type PythonBody,
  wrapped,
} from './python-body.js';

/** Thrown where Python cannot say a policy: a length that is a share of what a switch leaves. */
export class NoPython extends Error {
  override readonly name = 'NoPython';
}

/** Phases up to so many are told apart by ifs, more by bisection. */
const MOST_IFS = 8;

export function assignments(constants: PythonBody['constants']): readonly string[] {
  return constants.map(([name, value]) => `${name} = ${value}`);
}

/** A function of t. */
export function definition(name: string, { constants, lines }: PythonBody): string {
  return [`def ${name}(t):`, ...indented([...assignments(constants), ...lines])].join('\n');
}

export function indented(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => line.split('\n')).map((line) => (line === '' ? '' : `    ${line}`));
}

/** One stretch of a sequence, and what gives it. */
export interface Stretch {
  readonly start: number;
  /** The local time of the phase there. */
  readonly startsAt: number;
  readonly part: Part;
}

/** A phase with all that resumes it. */
export interface Part {
  readonly policy: PolicyNode;
  readonly horizon: Horizon;
  /** The first local time that is not asked for. */
  stoppedAt: number;
}

/** The stretches of a sequence whose lengths are in steps. `horizon` is what its warm-up leaves. */
export function stretchesOf({ phases }: SequenceNode, { updates, latest }: BodyContext): readonly Stretch[] {
  const parts = new Map<string, Part>();
  const stretches: Stretch[] = [];
  let start = 0;
  for (const { policy, until, resume } of phases) {
    const end = until === undefined ? null : stepsOf(until);
    const identity = canonicalJson(policy);
    const known = resume === true ? parts.get(identity) : undefined;
    const horizon = end === null ? leftOf(updates, start) : horizonOf(end - start);
    const part = known ?? { policy, horizon, stoppedAt: 0 };
    stretches.push({ start, startsAt: part.stoppedAt, part });
    // The last one is asked for beyond its end where the whole is.
    part.stoppedAt += (end ?? Math.max(updates.greatest, latest + 1)) - start;
    parts.set(identity, part);
    start = end ?? updates.greatest;
  }
  return stretches;
}

/** Writes nodes, their phases as functions of their own. */
export class FunctionWriter {
  readonly functions: string[] = [];

  /** The node at its own local time, up to the local time `latest`. `horizon` includes its warm-up. */
  body(node: PolicyNode, horizon: Horizon, latest: number): PythonBody {
    if (isSwitch(node)) throw new RangeError('A switch is no function of t.');
    const warming = warmingOf(node);
    const context = { updates: leftOf(horizon, warming), latest: latest - warming };
    const inner = isSequence(node) ? this.#sequence(node, context) : lawBody(inSteps(node), context);
    if (warming === 0) return inner;
    const before = warmingBody(node, context.updates, inner.constants);
    const others = before.constants.filter(([name]) => name !== 'warmup');
    return {
      constants: [...inner.constants, ['warmup', count(warming)], ...others],
      lines: ['if t < warmup:', ...before.lines.map((line) => `    ${line}`), 't -= warmup', ...inner.lines],
    };
  }

  /** Makes a function of t, and says its name. */
  define(body: PythonBody): string {
    const name = `phase_${String(this.functions.length + 1)}`;
    this.functions.push(definition(name, body));
    return name;
  }

  #sequence(node: SequenceNode, context: BodyContext): PythonBody {
    const stretches = stretchesOf(node, context);
    const written = new Map<Part, Pick<Call, 'name' | 'isValue'>>();
    const calls = stretches.map(({ start: from, startsAt, part }): Call => {
      const known = written.get(part) ?? this.#phase(part);
      written.set(part, known);
      return { ...known, start: from, shift: startsAt - from };
    });
    return calls.length > MOST_IFS ? bisected(calls) : told(calls);
  }

  /** A phase: a function of its own, or a learning rate that is the same at every t. */
  #phase({ policy, horizon, stoppedAt }: Part): Pick<Call, 'name' | 'isValue'> {
    const body = this.body(policy, horizon, stoppedAt - 1);
    return body.value === undefined ? { name: this.define(body), isValue: false } : { name: body.value, isValue: true };
  }
}

interface Call {
  readonly start: number;
  /** A function, or where `isValue` the learning rate itself. */
  readonly name: string;
  readonly isValue: boolean;
  readonly shift: number;
}

function told(calls: readonly Call[]): PythonBody {
  const lines = calls.flatMap((call, index) => {
    const text = call.isValue ? call.name : `${call.name}(${shifted(call.shift)})`;
    const next = calls[index + 1];
    return next === undefined ? [`return ${text}`] : [`if t < ${String(next.start)}:`, `    return ${text}`];
  });
  return { constants: [], lines };
}

function bisected(calls: readonly Call[]): PythonBody {
  const starts = wrapped(calls.map(({ start }) => String(start)));
  const index = 'bisect.bisect_right(starts, t) - 1';
  if (calls.every(({ isValue }) => isValue))
    return bodyOf({ starts, values: wrapped(calls.map(({ name }) => name)) }, [`return values[${index}]`]);
  const phases = calls.map(({ name, isValue, shift }) => `(${isValue ? `lambda t: ${name}` : name}, ${String(shift)})`);
  return bodyOf({ starts, phases: wrapped(phases) }, [`phase, shift = phases[${index}]`, 'return phase(t + shift)']);
}

function shifted(shift: number): string {
  if (shift === 0) return 't';
  return shift < 0 ? `t - ${String(-shift)}` : `t + ${String(shift)}`;
}

/** A law whose lengths are known. */
function inSteps(node: LawNode): LawNode {
  for (const value of Object.values(node)) {
    if (typeof value === 'object' && value !== null && 'ratio' in value) stepsOf(value as Warmup['length']);
  }
  return node;
}

/** In steps; a share of a horizon that only the run shows is not. */
export function stepsOf(length: Warmup['length']): number {
  if (!('steps' in length)) throw new NoPython('A length is not known before the run switches.');
  return length.steps;
}

export function warmingOf({ warmup }: PolicyNode): number {
  return warmup === undefined ? 0 : stepsOf(warmup.length);
}

/** The learning rate with which a node begins after its warm-up. */
function startOf(node: PolicyNode, left: Horizon): number {
  const { warmup: _warmup, ...bare } = node;
  const policy = { version: 1, ...bare } as Policy;
  const over = (updates: number) => valueOrThrow(compilePolicy(policy, { totalUpdates: updates })).learningRateAt(0);
  const start = over(left.greatest);
  if (left.least < left.greatest && over(left.least) !== start)
    throw new NoPython('The end of a warm-up is not known before the run switches.');
  return start;
}

/** Constants at which most laws begin. */
const STARTS = ['peak', 'initial', 'low', 'high'];

/** A warm-up of W updates as Python: its constants, and the learning rate before W. `named` are the law's constants. */
export function warmingBody(node: PolicyNode, left: Horizon, named: PythonBody['constants']): PythonBody {
  if (node.warmup === undefined) throw new RangeError('There is no warm-up.');
  const { from, shape, length } = node.warmup;
  const updates = stepsOf(length);
  const text = float(startOf(node, left));
  const known = named.find(([name, value]) => STARTS.includes(name) && value === text)?.[0];
  const shares = {
    linear: '(t / warmup)',
    cosine: '(0.5 * (1 - math.cos(math.pi * t / warmup)))',
    constant: '',
    logarithmic: `min(1, math.log(t + 1) / math.log(${updates < 2 ? '2' : 'warmup'}))`,
  };
  const warming =
    shape === 'constant' ? float(from) : between(['warmup_start', from], known ?? 'warmup_end', shares[shape]);
  const constants = { warmup: count(updates), warmup_start: float(from), warmup_end: text };
  return bodyOf(constants, [`return ${warming}`]);
}
