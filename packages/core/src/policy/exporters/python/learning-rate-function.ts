import { canonicalJson } from '../../../canonical/index.js';
import { valueOrThrow } from '../../../refusal/index.js';
import { compilePolicy } from '../../compile.js';
import {
  isSequence,
  isSwitch,
  nodeOf,
  type Policy,
  type PolicyNode,
  type SequenceNode,
  type Warmup,
} from '../../policy.js';
import { resolveLengths } from '../../resolve.js';
import type { ExportInput } from '../exporter.js';
import { lawBody } from './law-body.js';
import { between, type BodyContext, bodyOf, count, float, type PythonBody, wrapped } from './python-body.js';

/** Phases up to so many are told apart by ifs, more by bisection. */
const MOST_IFS = 8;

/**
 * Python source, of the standard library alone, that defines `learning_rate(t)`: the base learning rate of an open-loop
 * policy at update t (whole, from 0) of the reader's run, to 1e-12 of the peak; from the end of the run on its last value.
 * Throws a RangeError for a closed loop, which no function of t can say.
 */
export function pythonLearningRateFunction({ policy, compiled, run }: ExportInput): string {
  if (compiled.loop !== null) throw new RangeError('A closed loop is no function of t.');
  const { totalUpdates } = run;
  // Python raises an error where a double would be infinite, as a policy may be where its run is over.
  const latest = Number.isFinite(compiled.learningRateAt(totalUpdates)) ? totalUpdates : totalUpdates - 1;
  const writer = new FunctionWriter();
  const { constants, lines, value } = writer.body(nodeOf(resolveLengths(policy, run)), totalUpdates, latest);
  const docstring = '"""The learning rate of update t, counted from 0."""';
  const main =
    value === undefined
      ? { constants: [], lines: [docstring, ...assignments(constants), `t = min(t, ${String(latest)})`, ...lines] }
      : { constants: [], lines: [docstring, `return ${value}`] };
  return pythonSource([...writer.functions, definition('learning_rate', main)]);
}

/** Functions with the imports that they need above them. */
export function pythonSource(functions: readonly string[]): string {
  const source = functions.join('\n\n\n');
  const imports = ['bisect', 'math'].filter((name) => source.includes(`${name}.`)).map((name) => `import ${name}`);
  return `${[...(imports.length === 0 ? [] : [imports.join('\n')]), source].join('\n\n\n')}\n`;
}

function assignments(constants: PythonBody['constants']): readonly string[] {
  return constants.map(([name, value]) => `${name} = ${value}`);
}

function definition(name: string, { constants, lines }: PythonBody): string {
  const body = [...assignments(constants), ...lines].flatMap((line) => line.split('\n'));
  return [`def ${name}(t):`, ...body.map((line) => (line === '' ? '' : `    ${line}`))].join('\n');
}

/** One stretch of a sequence, and the function that gives it. */
interface Stretch {
  readonly start: number;
  /** The local time of the function there. */
  readonly startsAt: number;
  readonly part: Part;
}

/** A phase with all that resumes it. */
interface Part {
  readonly policy: PolicyNode;
  readonly horizon: number;
  /** The first local time that is not asked for. */
  stoppedAt: number;
}

/** Writes nodes, their phases as functions of their own. */
export class FunctionWriter {
  readonly functions: string[] = [];

  /** The node at its own local time, up to the local time `latest`. `horizon` includes its warm-up. */
  body(node: PolicyNode, horizon: number, latest: number): PythonBody {
    const warming = node.warmup === undefined ? 0 : stepsOf(node.warmup.length);
    const context = { updates: horizon - warming, latest: latest - warming };
    const inner = isSequence(node) ? this.#sequence(node, context) : lawOf(node, context);
    if (node.warmup === undefined || warming === 0) return inner;
    return warmedUp(node.warmup, warming, startOf(node, context.updates), inner);
  }

  #sequence({ phases }: SequenceNode, { updates, latest }: BodyContext): PythonBody {
    const parts = new Map<string, Part>();
    const stretches: Stretch[] = [];
    let start = 0;
    for (const [index, { policy, until, resume }] of phases.entries()) {
      const end = until === undefined ? updates : stepsOf(until);
      const identity = canonicalJson(policy);
      const known = resume === true ? parts.get(identity) : undefined;
      const part = known ?? { policy, horizon: end - start, stoppedAt: 0 };
      stretches.push({ start, startsAt: part.stoppedAt, part });
      // The last one is asked for beyond its end where the whole is.
      part.stoppedAt += index === phases.length - 1 ? Math.max(end, latest + 1) - start : end - start;
      parts.set(identity, part);
      start = end;
    }
    const written = new Map<Part, Pick<Call, 'name' | 'isValue'>>();
    const calls = stretches.map(({ start: from, startsAt, part }): Call => {
      const known = written.get(part) ?? this.#phase(part);
      written.set(part, known);
      return { ...known, start: from, shift: startsAt - from };
    });
    return calls.length > MOST_IFS ? bisected(calls) : told(calls);
  }

  #phase({ policy, horizon, stoppedAt }: Part): Pick<Call, 'name' | 'isValue'> {
    const body = this.body(policy, horizon, stoppedAt - 1);
    if (body.value !== undefined) return { name: body.value, isValue: true };
    const name = `phase_${String(this.functions.length + 1)}`;
    this.functions.push(definition(name, body));
    return { name, isValue: false };
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

function lawOf(node: PolicyNode, context: BodyContext): PythonBody {
  if (isSequence(node) || isSwitch(node)) throw new RangeError(`A ${node.law} is no law.`);
  return lawBody(node, context);
}

function stepsOf(length: Warmup['length']): number {
  return (length as { readonly steps: number }).steps;
}

/** The learning rate with which a node begins after its warm-up. */
export function startOf(node: PolicyNode, left: number): number {
  const { warmup: _warmup, ...bare } = node;
  const policy = { version: 1, ...bare } as Policy;
  return valueOrThrow(compilePolicy(policy, { totalUpdates: left })).learningRateAt(0);
}

/** Constants at which most laws begin. */
const STARTS = ['peak', 'initial', 'low', 'high'];

function warmedUp({ from, shape }: Warmup, updates: number, start: number, inner: PythonBody): PythonBody {
  const text = float(start);
  const known = inner.constants.find(([name, value]) => STARTS.includes(name) && value === text)?.[0];
  const end = known ?? 'warmup_end';
  const shares = {
    linear: '(t / warmup)',
    cosine: '(0.5 * (1 - math.cos(math.pi * t / warmup)))',
    constant: '',
    logarithmic: `min(1, math.log(t + 1) / math.log(${updates < 2 ? '2' : 'warmup'}))`,
  };
  const constants = { warmup: count(updates), warmup_start: float(from), warmup_end: text };
  const warming = shape === 'constant' ? float(from) : between(['warmup_start', from], end, shares[shape]);
  const body = bodyOf(constants, ['if t < warmup:', `    return ${warming}`, 't -= warmup']);
  return { constants: [...inner.constants, ...body.constants], lines: [...body.lines, ...inner.lines] };
}
