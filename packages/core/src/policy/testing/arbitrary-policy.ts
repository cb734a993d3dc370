import fc from 'fast-check';
import { updatesOf } from '../../units/index.js';
import { findLaw, laws } from '../laws/registry.js';
import { WARMUP_SHAPES } from '../policy.js';
import { arbitraryFieldsDraw, arbitraryLearningRate, type FieldsDraw, fieldsOf } from './arbitrary-law.js';
import {
  arbitraryContext,
  arbitraryLengthDraw,
  type FullContext,
  type LengthDraw,
  lengthOf,
} from './arbitrary-length.js';

type Fields = Record<string, unknown>;

interface WarmupDraw {
  readonly length: LengthDraw;
  readonly from: number;
  readonly shape: (typeof WARMUP_SHAPES)[number];
  /** A warm-up of no length: a spelling of none. */
  readonly isEmpty: boolean;
}

interface LawDraw {
  readonly law: string;
  readonly fields: FieldsDraw;
  readonly warmup: WarmupDraw | null;
}

interface SequenceDraw {
  readonly phases: readonly NodeDraw[];
  readonly boundaries: readonly LengthDraw[];
  readonly inSteps: boolean;
  /** The last phase continues the first one. */
  readonly resumes: boolean;
  readonly warmup: WarmupDraw | null;
}

interface SwitchDraw {
  readonly before: LawDraw;
  readonly after: LawDraw;
  readonly atMost: LengthDraw;
  readonly isMaximized: boolean;
  readonly value: number;
  readonly warmup: WarmupDraw | null;
}

type NodeDraw = LawDraw | SequenceDraw | SwitchDraw;

const MOST_PHASES = 4;

const arbitraryWarmup: fc.Arbitrary<WarmupDraw | null> = fc.option(
  fc.record({
    length: arbitraryLengthDraw,
    from: arbitraryLearningRate,
    shape: fc.constantFrom(...WARMUP_SHAPES),
    isEmpty: fc.integer({ min: 0, max: 5 }).map((value) => value === 5),
  }),
);

function arbitraryLawDraw(names: readonly string[]): fc.Arbitrary<LawDraw> {
  return fc.record({ law: fc.constantFrom(...names), fields: arbitraryFieldsDraw, warmup: arbitraryWarmup });
}

const { node: arbitraryNode } = fc.letrec<{ node: NodeDraw; law: LawDraw; sequence: SequenceDraw; switch: SwitchDraw }>(
  (tie) => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 4, arbitrary: tie('law') },
      { weight: 6, arbitrary: tie('sequence') },
      { weight: 1, arbitrary: tie('switch') },
    ),
    // Of laws that fit any horizon, the one that is left after the switch too.
    switch: fc.record({
      before: arbitraryLawDraw(['constant', 'linear', 'plateau', 'cosine']),
      after: arbitraryLawDraw(['constant', 'linear', 'plateau', 'cosine']),
      atMost: arbitraryLengthDraw,
      isMaximized: fc.boolean(),
      value: fc.double({ min: -1, max: 1, noNaN: true }),
      warmup: arbitraryWarmup,
    }),
    law: arbitraryLawDraw(laws.map(({ name }) => name)),
    sequence: fc.record({
      phases: fc.array(tie('node'), { minLength: 1, maxLength: MOST_PHASES }),
      boundaries: fc.array(arbitraryLengthDraw, { minLength: MOST_PHASES, maxLength: MOST_PHASES }),
      inSteps: fc.boolean(),
      resumes: fc.boolean(),
      warmup: arbitraryWarmup,
    }),
  }),
);

const arbitraryGroups: fc.Arbitrary<readonly { name: string; multiplier: number }[]> = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom('lora-b', 'head', 'layer-0', 'layer-11', 'embed.tokens', 'until', '_rest'),
    multiplier: fc.constantFrom(0, 0.1, 1, 1.5, 16),
  }),
  { selector: ({ name }) => name, maxLength: 3 },
);

/** A policy document as a person might write it, and a run that it can be compiled for. */
export interface PolicySample {
  readonly document: Readonly<Fields>;
  readonly context: FullContext;
}

/** Any policy of the language: laws, warm-ups, nested sequences, resume, groups, all units of length. */
export const arbitraryPolicy: fc.Arbitrary<PolicySample> = fc
  .record({ node: arbitraryNode, groups: fc.option(arbitraryGroups), context: arbitraryContext })
  .map(({ node, groups, context }) => ({
    document: { version: 1, ...buildNode(node, context.totalUpdates, context), ...(groups ? { groups } : {}) },
    context,
  }));

/** Policies of one law, with or without a warm-up. */
export function arbitraryPolicyOf(law: string): fc.Arbitrary<PolicySample> {
  return fc
    .record({ node: arbitraryLawDraw([law]), context: arbitraryContext })
    .map(({ node, context }) => ({
      document: { version: 1, ...buildNode(node, context.totalUpdates, context) },
      context,
    }));
}

function buildNode(draw: NodeDraw, horizon: number, context: FullContext): Fields {
  const drawn = 'law' in draw && findLaw(draw.law)?.hasOwnWarmup === true ? null : draw.warmup;
  const warmup = buildWarmup(drawn, horizon, context);
  const left = horizon - warmup.updates;
  if ('before' in draw) {
    // One update is no horizon for two halves.
    if (left < 2) return { ...buildLaw(draw.before, horizon, left, context), ...warmup.fields };
    return { ...buildSwitch(draw, horizon, left, context), ...warmup.fields };
  }
  const node = 'law' in draw ? buildLaw(draw, horizon, left, context) : buildSequence(draw, left, context);
  return { ...node, ...warmup.fields };
}

function buildSwitch(draw: SwitchDraw, horizon: number, left: number, context: FullContext): Fields {
  const atMost = lengthOf(draw.atMost, { least: 1, most: left - 1, horizon, context });
  // Nothing of `after` may outlast the one update that can be left to it.
  const after = buildLaw(draw.after, 1, 1, context);
  return {
    law: 'switch',
    before: buildLaw(draw.before, left, left, context),
    after,
    metric: 'loss',
    direction: draw.isMaximized ? 'maximize' : 'minimize',
    value: draw.value,
    atMost,
  };
}

function buildWarmup(draw: WarmupDraw | null, horizon: number, context: FullContext) {
  if (draw === null || (horizon < 2 && !draw.isEmpty)) return { updates: 0, fields: {} };
  const { from, shape, isEmpty } = draw;
  if (isEmpty) return { updates: 0, fields: { warmup: { length: { steps: 0 }, from, shape } } };
  const length = lengthOf(draw.length, { least: 1, most: horizon - 1, horizon, context });
  return { updates: Number(updatesOf(length, horizon, context)), fields: { warmup: { length, from, shape } } };
}

function buildLaw({ law, fields }: LawDraw, horizon: number, left: number, context: FullContext): Fields {
  const definition = laws.find(({ name }) => name === law)!;
  return { law, ...fieldsOf(definition, fields, { least: 1, most: left, horizon, context }) };
}

function buildSequence({ phases, boundaries, inSteps, resumes }: SequenceDraw, horizon: number, context: FullContext) {
  const count = Math.min(phases.length, horizon);
  const built: { policy: Fields; until?: unknown; resume?: true }[] = [];
  let start = 0;
  for (const [index, phase] of phases.slice(0, count).entries()) {
    const isLast = index === count - 1;
    const drawn = boundaries[index]!;
    const least = start + 1;
    // Room for one update of every phase that follows.
    const most = horizon - (count - 1 - index);
    const until = lengthOf(inSteps ? { ...drawn, unit: 'steps' } : drawn, { least, most, horizon, context });
    const end = isLast ? horizon : Number(updatesOf(until, horizon, context));
    const isResumed = resumes && isLast && index > 0;
    const policy = isResumed ? built[0]!.policy : buildNode(phase, end - start, context);
    built.push({ policy, ...(isLast ? {} : { until }), ...(isResumed ? { resume: true } : {}) });
    start = end;
  }
  return { law: 'sequence', phases: built };
}
