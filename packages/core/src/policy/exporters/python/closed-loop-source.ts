import { ceilProduct } from '../../../units/index.js';
import { compilePolicy } from '../../compile.js';
import { valueOrThrow } from '../../../refusal/index.js';
import {
  isSequence,
  isSwitch,
  type LawNode,
  nodeOf,
  type Policy,
  type PolicyNode,
  type SequenceNode,
  type SwitchNode,
} from '../../policy.js';
import { resolveLengths } from '../../resolve.js';
import type { ExportInput } from '../exporter.js';
import { type LoopClass, loopClasses } from './closed-loop-classes.js';
import {
  FunctionWriter,
  indented,
  NoPython,
  type Part,
  stepsOf,
  stretchesOf,
  warmingBody,
  warmingOf,
} from './function-writer.js';
import { pythonSource } from './learning-rate-function.js';
import { count, fieldsOf, float, type Horizon, horizonOf, leftOf, wrapped } from './python-body.js';

/**
 * Python source, of the standard library alone, that defines `policy()`: an object whose `learning_rate(t)` is the base
 * learning rate of a closed loop at update t of the reader's run, and whose `observe(t, metrics)` hears an evaluation
 * after t updates. The same state machine as the policy's own. Null where a length is a share of what a switch leaves:
 * it is not known before.
 */
export function pythonClosedLoop({ policy, run }: ExportInput): string | null {
  const used = new Set<LoopClass>();
  const writer = new LoopWriter(used);
  try {
    const { totalUpdates } = run;
    const made = writer.node(nodeOf(resolveLengths(policy, run)), horizonOf(totalUpdates), totalUpdates);
    const main = ['def policy():', '    """The policy at its start."""', ...indented([`return ${made}`])].join('\n');
    return pythonSource([...loopClasses(used), ...writer.functions, main]);
  } catch (error) {
    if (error instanceof NoPython) return null;
    throw error;
  }
}

/** Writes nodes as expressions that make them, their functions of t beside. */
class LoopWriter {
  readonly #used: Set<LoopClass>;
  readonly #functions = new FunctionWriter();
  #resumed = 0;
  #switches = 0;

  constructor(used: Set<LoopClass>) {
    this.#used = used;
  }

  get functions(): readonly string[] {
    return this.#functions.functions;
  }

  /** Python that makes the node at its start. `latest` is the largest local time that is asked for. */
  node(node: PolicyNode, horizon: Horizon, latest: number): string {
    if (!isClosedLoop(node, horizon))
      return this.#made('Open', [this.#functions.define(this.#functions.body(node, horizon, latest))]);
    const warming = warmingOf(node);
    const left = leftOf(horizon, warming);
    const inner = isSequence(node)
      ? this.#sequence(node, left, latest - warming)
      : isSwitch(node)
        ? this.#switch(node, left, latest - warming)
        : this.#law(node, left);
    if (warming === 0) return inner;
    const rising = this.#functions.define(warmingBody(node, left, []));
    return this.#made('WarmUp', [rising, count(warming), inner]);
  }

  #made(name: LoopClass, given: readonly string[]): string {
    this.#used.add(name);
    const line = given.join(', ');
    if (line.length <= 80 && !line.includes('\n')) return `${name}(${line})`;
    return [`${name}(`, ...indented(given.map((text) => `${text},`)), ')'].join('\n');
  }

  #law(node: LawNode, left: Horizon): string {
    const { text, word, number } = fieldsOf(node);
    const metric = JSON.stringify(word('metric'));
    if (node.law === 'ladder') {
      // A share of what a switch leaves is known when it switches.
      if (left.least < left.greatest) throw new NoPython('The turn of a ladder is not known before the run switches.');
      const rungs = node['rungs'] as unknown as readonly number[];
      return this.#made('Ladder', [
        `rungs=${wrapped(rungs.map(float))}`,
        `start_at=${String(number('startAt'))}`,
        `metric=${metric}`,
        `direction=${JSON.stringify(word('direction'))}`,
        `window=${String(number('window'))}`,
        `threshold=${text('threshold')}`,
        `cooldown=${String(number('cooldown'))}`,
        `turns_at=${String(ceilProduct(number('turn'), left.greatest))}`,
      ]);
    }
    const isMinimized = word('direction') === 'minimize';
    const sign = isMinimized ? '-' : '+';
    const bar =
      word('thresholdMode') === 'relative'
        ? `best * (1 ${sign} ${text('threshold')})`
        : `best ${sign} ${text('threshold')}`;
    const isKeras = word('rule') === 'keras';
    return this.#made(isKeras ? 'KerasPlateau' : 'Plateau', [
      `initial=${text('initial')}`,
      `metric=${metric}`,
      `is_better=lambda value, best: value ${isMinimized ? '<' : '>'} ${bar}`,
      `factor=${text('factor')}`,
      `patience=${String(number('patience'))}`,
      `cooldown=${String(number('cooldown'))}`,
      `minimum=${text('minimum')}`,
      ...(isKeras ? [] : [`epsilon=${text('epsilon')}`]),
    ]);
  }

  #sequence(node: SequenceNode, left: Horizon, latest: number): string {
    const stretches = stretchesOf(node, { updates: left, latest });
    const resumed = new Set(stretches.filter(({ startsAt }) => startsAt > 0).map(({ part }) => part));
    const names = new Map<Part, string>();
    const phases = stretches.map(({ start, startsAt, part }) => {
      const known = names.get(part);
      const phase = known ?? this.node(part.policy, part.horizon, part.stoppedAt - 1);
      if (known !== undefined || !resumed.has(part)) return `(${String(start)}, ${String(startsAt)}, ${phase})`;
      // What is resumed is one object: it has a name where it is made.
      this.#resumed += 1;
      const name = `resumed_${String(this.#resumed)}`;
      names.set(part, name);
      return `(${String(start)}, ${String(startsAt)}, (${name} := ${phase}))`;
    });
    return this.#made('Sequence', [['[', ...indented(phases.map((phase) => `${phase},`)), ']'].join('\n')]);
  }

  #switch(node: SwitchNode, left: Horizon, latest: number): string {
    const atMost = stepsOf(node.atMost);
    const before = this.node(node.before, left, Math.min(latest, atMost));
    const after = new LoopWriter(this.#used);
    const whole: Horizon = { text: 'updates', least: left.least - atMost, greatest: left.greatest };
    const made = after.node(node.after, whole, latest);
    this.#switches += 1;
    const name = `after_${String(this.#switches)}`;
    this.#functions.functions.push(
      [
        `def ${name}(updates):`,
        ...after.functions.flatMap((source) => [...indented([source]), '']),
        ...indented([`return ${made}`]),
      ].join('\n'),
    );
    const isReached = node.direction === 'minimize' ? '<=' : '>=';
    return this.#made('Switch', [
      `updates=${left.text}`,
      `at_most=${count(atMost)}`,
      `metric=${JSON.stringify(node.metric)}`,
      `is_reached=lambda value: value ${isReached} ${float(node.value)}`,
      `before=${before}`,
      `after=${name}`,
    ]);
  }
}

function isClosedLoop(node: PolicyNode, horizon: Horizon): boolean {
  const policy = { version: 1, ...node } as Policy;
  return valueOrThrow(compilePolicy(policy, { totalUpdates: horizon.greatest })).loop !== null;
}
