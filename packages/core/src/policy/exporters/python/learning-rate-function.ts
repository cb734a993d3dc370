import { canonicalJson } from '../../../canonical/index.js';
import { type CompiledPolicy, compilePolicy } from '../../compile.js';
import { valueOrThrow } from '../../../refusal/index.js';
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
import { between, type Body, float, lawBody } from './law-body.js';

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
  const writer = new Writer();
  const body = writer.body(nodeOf(resolveLengths(policy, run)), totalUpdates) ?? tableOf(compiled);
  const main = definition('learning_rate', [`t = min(t, ${String(totalUpdates)})`, ...body]);
  const source = [...writer.functions, main].join('\n\n\n');
  const imports = ['bisect', 'math'].filter((name) => source.includes(`${name}.`)).map((name) => `import ${name}`);
  return `${[...(imports.length === 0 ? [] : [imports.join('\n')]), source].join('\n\n\n')}\n`;
}

function definition(name: string, body: Body): string {
  return [`def ${name}(t):`, ...body.map((line) => `    ${line}`)].join('\n');
}

/** Every learning rate of the run: for what has no short body. */
function tableOf({ totalUpdates, learningRateAt }: CompiledPolicy): Body {
  const values = Array.from({ length: totalUpdates + 1 }, (_, t) => float(learningRateAt(t)));
  return [`return [${values.join(', ')}][t]`];
}

/** Writes nodes, their phases as functions of their own. */
class Writer {
  readonly functions: string[] = [];

  /** Statements that return the learning rate at the node's local time `t`; null where a table says it better. */
  body(node: PolicyNode, horizon: number): Body | null {
    const warming = stepsOf(node.warmup);
    const left = horizon - warming;
    const inner = isSequence(node) ? this.sequence(node, left) : isSwitch(node) ? null : lawBody(node, left);
    if (inner === null || node.warmup === undefined) return inner;
    const start = startOf(node, left);
    return [
      `if t < ${String(warming)}:`,
      `    return ${warmingText(node.warmup, start, warming)}`,
      `t -= ${String(warming)}`,
      ...inner,
    ];
  }

  private sequence({ phases }: SequenceNode, horizon: number): Body | null {
    const earlier = new Map<string, { readonly name: string; stoppedAt: number }>();
    const calls: { readonly start: number; readonly call: string; readonly shift: number; readonly name: string }[] =
      [];
    let start = 0;
    for (const { policy, until, resume } of phases) {
      const end = until === undefined ? horizon : stepsOf({ length: until });
      const identity = canonicalJson(policy);
      const known = resume === true ? earlier.get(identity) : undefined;
      const name = known?.name ?? this.phase(policy, end - start);
      if (name === null) return null;
      const shift = (known?.stoppedAt ?? 0) - start;
      calls.push({ start, name, shift, call: `${name}(${shifted(shift)})` });
      earlier.set(identity, { name, stoppedAt: (known?.stoppedAt ?? 0) + end - start });
      start = end;
    }
    if (calls.length > MOST_IFS) {
      return [
        `phases = [${calls.map(({ name, shift }) => `(${name}, ${String(shift)})`).join(', ')}]`,
        `phase, shift = phases[bisect.bisect_right([${calls.map((call) => String(call.start)).join(', ')}], t) - 1]`,
        'return phase(t + shift)',
      ];
    }
    return calls.flatMap(({ call }, index) => {
      const next = calls[index + 1];
      return next === undefined ? [`return ${call}`] : [`if t < ${String(next.start)}:`, `    return ${call}`];
    });
  }

  /** A phase as a function of its own; its name, or null where it has no short body. */
  private phase(policy: PolicyNode, horizon: number): string | null {
    const body = this.body(policy, horizon);
    if (body === null) return null;
    const name = `phase_${String(this.functions.length + 1)}`;
    this.functions.push(definition(name, body));
    return name;
  }
}

function shifted(shift: number): string {
  if (shift === 0) return 't';
  return shift < 0 ? `t - ${String(-shift)}` : `t + ${String(shift)}`;
}

function stepsOf(holder: Pick<Warmup, 'length'> | undefined): number {
  return holder === undefined ? 0 : (holder.length as { readonly steps: number }).steps;
}

/** The learning rate with which a node begins after its warm-up. */
function startOf(node: PolicyNode, left: number): number {
  const { warmup: _warmup, ...bare } = node;
  const policy = { version: 1, ...bare } as Policy;
  return valueOrThrow(compilePolicy(policy, { totalUpdates: left })).learningRateAt(0);
}

function warmingText({ from, shape }: Warmup, start: number, updates: number): string {
  const way = (share: string) => between(float(from), float(start), share);
  switch (shape) {
    case 'linear':
      return way(`(t / ${String(updates)})`);
    case 'cosine':
      return way(`(0.5 * (1 - math.cos(math.pi * t / ${String(updates)})))`);
    case 'constant':
      return float(from);
    case 'logarithmic':
      return way(`min(1, math.log(t + 1) / math.log(${String(Math.max(2, updates))}))`);
  }
}
