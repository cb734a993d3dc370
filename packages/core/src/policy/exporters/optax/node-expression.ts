import { valueOrThrow } from '../../../refusal/index.js';
import { compilePolicy } from '../../compile.js';
import { isSequence, isSwitch, type LawNode, type PolicyNode, type SequenceNode } from '../../policy.js';
import {
  constantExpression,
  cosineExpression,
  exponentialExpression,
  joinExpression,
  linearExpression,
  type OptaxExpression,
  piecewiseConstantExpression,
  polynomialExpression,
  warmupCosineExpression,
} from './expression.js';

/** More parts than these are read more easily as a table. */
const MOST_PARTS = 24;

interface Steps {
  readonly steps: number;
}

/**
 * A node, its lengths in steps, over `horizon` updates (its warm-up included) as calls of Optax; null for what it has no
 * schedule for. Whether they are exact is for the comparison to say.
 */
export function nodeExpression(node: PolicyNode, horizon: number): OptaxExpression | null {
  const warming = node.warmup === undefined ? 0 : stepsOf(node.warmup.length);
  const left = horizon - warming;
  if (isSwitch(node)) return null;
  const idiom = isSequence(node) ? null : warmedCosine(node, warming, left);
  if (idiom !== null) return idiom;
  const inner = isSequence(node) ? sequenceExpression(node, left) : lawExpression(node, left);
  if (inner === null || node.warmup === undefined) return inner;
  const { from, shape } = node.warmup;
  const warmup = warmupExpression(shape, { from, to: startOf(node, left), updates: warming });
  if (warmup === null) return null;
  // A line stops at its end, which is all that a constant does after it.
  return shape === 'linear' && inner.name === 'constant_schedule' ? warmup : joinExpression([warmup, inner], [warming]);
}

function warmupExpression(
  shape: string,
  way: { readonly from: number; readonly to: number; readonly updates: number },
): OptaxExpression | null {
  if (shape === 'linear') return linearExpression(way);
  if (shape === 'constant') return constantExpression(way.from);
  return shape === 'cosine' ? cosineExpression(way) : null;
}

/** The half cosine behind a line is one call of its own. */
function warmedCosine(node: LawNode, warming: number, left: number): OptaxExpression | null {
  if (node.law !== 'cosine' || node.warmup?.shape !== 'linear' || node['cycles'] !== HALF) return null;
  return warmupCosineExpression({
    from: node.warmup.from,
    peak: numberOf(node, 'peak'),
    warmupSteps: warming,
    decaySteps: warming + (lengthOf(node, 'length') ?? left),
    end: numberOf(node, 'end'),
  });
}

const HALF = 0.5;

function sequenceExpression({ phases }: SequenceNode, horizon: number): OptaxExpression | null {
  if (phases.length > MOST_PARTS || phases.some(({ resume }) => resume === true)) return null;
  const boundaries = phases.flatMap(({ until }) => (until === undefined ? [] : [stepsOf(until)]));
  const parts = phases.flatMap(({ policy }, index) => {
    const [start, end] = [boundaries[index - 1] ?? 0, boundaries[index] ?? horizon];
    return nodeExpression(policy, end - start) ?? [];
  });
  return parts.length === phases.length ? joinExpression(parts, boundaries) : null;
}

/** A law without its warm-up, over `updates` updates. */
function lawExpression(node: LawNode, updates: number): OptaxExpression | null {
  const number = (field: string) => numberOf(node, field);
  const whole = lengthOf(node, 'length') ?? updates;
  switch (node.law) {
    case 'constant':
      return constantExpression(number('learningRate'));
    case 'step':
    case 'exponential':
      return exponentialExpression({
        from: number('initial'),
        factor: number('factor'),
        every: lengthOf(node, 'every') ?? 1,
        inSteps: node.law === 'step',
      });
    case 'multi-step':
      return multiStepExpression(node);
    case 'linear':
      return linearExpression({ from: number('initial'), to: number('end'), updates: whole });
    case 'polynomial':
      return polynomialExpression({ from: number('initial'), to: number('end'), updates: whole }, number('power'));
    case 'cosine':
      return partOfHalfWave(node, whole, updates);
    case 'cosine-restarts':
      return restartsExpression(node, whole, updates);
    case 'warmup-stable-decay':
      return stableDecayExpression(node, updates);
    case 'table':
      return tableExpression(node, updates);
    default:
      return null;
  }
}

function multiStepExpression(node: LawNode): OptaxExpression | null {
  const boundaries = (node['at'] as unknown as readonly Steps[]).map(({ steps }) => steps);
  const scales = new Map<number, number>();
  for (const boundary of boundaries) scales.set(boundary, (scales.get(boundary) ?? 1) * numberOf(node, 'factor'));
  return scales.size > MOST_PARTS ? null : piecewiseConstantExpression(numberOf(node, 'initial'), scales);
}

/** Fewer cycles than a half are the beginning of a half that is longer than the run; more would rise again. */
function partOfHalfWave(node: LawNode, whole: number, updates: number): OptaxExpression | null {
  const [cycles, peak, end] = [numberOf(node, 'cycles'), numberOf(node, 'peak'), numberOf(node, 'end')];
  if (cycles > HALF || (cycles < HALF && whole < updates)) return null;
  return cosineExpression({ from: peak, to: end, updates: whole / (2 * cycles) });
}

function restartsExpression(node: LawNode, whole: number, updates: number): OptaxExpression | null {
  const [peak, end] = [numberOf(node, 'peak'), numberOf(node, 'end')];
  const first = lengthOf(node, 'first');
  const growth = first === null ? 1 : numberOf(node, 'multiplier');
  const fall = first === null ? 1 : numberOf(node, 'decay');
  const parts: OptaxExpression[] = [];
  const boundaries: number[] = [];
  let [start, length, top] = [0, first ?? whole / numberOf(node, 'cycles'), peak];
  const last = first === null ? Math.min(whole, updates) : updates;
  for (let cycle = 0; start < last; cycle += 1) {
    const part = cosineExpression({ from: top, to: end, updates: length });
    if (part === null || parts.length === MOST_PARTS) return null;
    parts.push(part);
    start = first === null ? ((cycle + 1) * whole) / numberOf(node, 'cycles') : start + length;
    boundaries.push(start);
    [length, top] = [length * growth, top * fall];
  }
  return joinedUnlessOne(parts, boundaries.slice(0, -1));
}

function stableDecayExpression(node: LawNode, updates: number): OptaxExpression | null {
  const [from, to, decay] = [numberOf(node, 'peak'), numberOf(node, 'end'), lengthOf(node, 'decay') ?? updates];
  const way = { from, to, updates: decay };
  const decays: Readonly<Record<string, () => OptaxExpression | null>> = {
    linear: () => linearExpression(way),
    cosine: () => cosineExpression(way),
    exponential: () => exponentialExpression({ from, factor: to / from, every: decay, inSteps: false }),
  };
  const decayed = decays[node['shape'] as unknown as string]?.() ?? null;
  if (decayed === null || decay === updates) return decayed;
  return joinExpression([constantExpression(from), decayed], [updates - decay]);
}

function tableExpression(node: LawNode, updates: number): OptaxExpression | null {
  const all = node['points'] as unknown as readonly (readonly [number, number])[];
  const points = all.filter(([t]) => t < updates);
  if (points.length > MOST_PARTS) return null;
  const parts = points.map(([t, from], index) => {
    const next = all[index + 1];
    if (node['between'] === 'previous' || next === undefined) return constantExpression(from);
    return linearExpression({ from, to: next[1], updates: next[0] - t });
  });
  const starts = points.slice(1).map(([t]) => t);
  return joinedUnlessOne(parts, starts);
}

function joinedUnlessOne(parts: readonly OptaxExpression[], boundaries: readonly number[]): OptaxExpression {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : joinExpression(parts, boundaries);
}

/** The learning rate with which a node begins after its warm-up. */
function startOf(node: PolicyNode, left: number): number {
  const { warmup: _warmup, ...bare } = node;
  return valueOrThrow(compilePolicy({ version: 1, ...bare }, { totalUpdates: left })).learningRateAt(0);
}

function numberOf(node: LawNode, field: string): number {
  return Number(node[field]);
}

function lengthOf(node: LawNode, field: string): number | null {
  return node[field] === undefined ? null : stepsOf(node[field]);
}

function stepsOf(length: unknown): number {
  return (length as Steps).steps;
}
