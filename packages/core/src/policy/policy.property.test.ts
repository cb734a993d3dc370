import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valueOrThrow } from '../refusal/index.js';
import { updatesOf } from '../units/index.js';
import { type CompiledPolicy, compilePolicy } from './compile.js';
import { policyHash, shapeHash } from './identity.js';
import { normalizePolicy } from './normalize.js';
import { parseNotation } from './notation/parse.js';
import { printPolicy } from './notation/print.js';
import { isSequence, nodeOf, type Policy } from './policy.js';
import { parsePolicyDocument } from './read-document.js';
import type { LoopState, PolicyEvent } from './closed-loop/loop.js';
import type { CompiledNode } from './compiled-node.js';
import { laws } from './laws/registry.js';
import { joinPhases } from './sequence.js';
import {
  arbitraryPolicy,
  arbitraryPolicyOf,
  countedList,
  type FullContext,
  type PolicySample,
  respelled,
  withoutDefaults,
} from './testing/index.js';

const RUNS = { seed: 1_911, numRuns: 200 };
const holds = (property: (sample: PolicySample) => void) => fc.assert(fc.property(arbitraryPolicy, property), RUNS);

const read = (document: unknown): Policy => valueOrThrow(parsePolicyDocument(document));
const RUN: FullContext = { totalUpdates: 20, updatesPerEpoch: 5, tokensPerUpdate: 8 };
const compile = (policy: Policy, context: FullContext) => valueOrThrow(compilePolicy(policy, context));
const everyRate = (compiled: CompiledPolicy) =>
  Array.from({ length: compiled.totalUpdates }, (_, t) => compiled.learningRateAt(t));

/** Mixes the numbers below `size` by a step that shares no factor with it. */
function mixedOrder(size: number): readonly number[] {
  return Array.from({ length: size }, (_, index) => (index * 241) % size);
}

describe('any policy', () => {
  it('is drawn with every part of the language', () => {
    const drawn = fc.sample(arbitraryPolicy, RUNS).map(({ document }) => JSON.stringify(document));
    const words = ['sequence', 'resume', 'groups', 'warmup', 'epochs', 'tokens', 'ratio', 'switch'];
    const parts = [...words, ...laws.map(({ name }) => name)].map((word) => `"${word}"`);
    for (const part of parts)
      expect(
        drawn.some((text) => text.includes(part)),
        part,
      ).toBe(true);
    expect(drawn.some((text) => text.split('"sequence"').length > 3)).toBe(true);
  });

  it('is never NaN, infinite or negative', () => {
    holds(({ document, context }) => {
      const rates = everyRate(compile(read(document), context));
      expect(rates.filter((learningRate) => !(learningRate >= 0 && learningRate < Infinity))).toEqual([]);
    });
  });

  it('gives the same learning rates in any order of updates', () => {
    holds(({ document, context }) => {
      const compiled = compile(read(document), context);
      const forward = everyRate(compiled);
      const order = mixedOrder(compiled.totalUpdates);
      expect(order.map((t) => compiled.learningRateAt(t))).toEqual(order.map((t) => forward[t]));
    });
  });

  it('has the peak that a search over the budget finds; a closed loop none below what it may reach', () => {
    holds(({ document, context }) => {
      const compiled = compile(read(document), context);
      const greatest = Math.max(...everyRate(compiled));
      if (compiled.loop === null) expect(compiled.peakLearningRate).toBe(greatest);
      else expect(compiled.peakLearningRate).toBeGreaterThanOrEqual(greatest);
    });
  });

  it('steers and replays alike, whatever is evaluated and however its state was kept', () => {
    let moved = 0;
    const closedMoreOften = fc.oneof(arbitraryPolicy, arbitraryPolicyOf('plateau'), arbitraryPolicyOf('ladder'));
    fc.assert(
      fc.property(closedMoreOften, arbitraryEvents, ({ document, context }, draws) => {
        const { loop, replay, learningRateAt, totalUpdates, peakLearningRate } = compile(read(document), context);
        const events = eventsFor(loop?.metrics ?? [], totalUpdates, draws);
        const replayed = replay(events);
        const wrong: number[] = [];
        let state = JSON.stringify(loop?.start ?? null);
        for (let t = 0; t < totalUpdates; t += 1) {
          for (const { metrics } of events.filter((event) => event.t === t)) {
            if (loop !== null) state = JSON.stringify(loop.observe(JSON.parse(state) as LoopState, t, metrics));
          }
          const steered = loop === null ? learningRateAt(t) : loop.learningRateAt(JSON.parse(state) as LoopState, t);
          if (replayed(t) !== steered || !(steered >= 0 && steered <= peakLearningRate)) wrong.push(t);
          if (steered !== learningRateAt(t)) moved += 1;
        }
        expect(wrong).toEqual([]);
      }),
      RUNS,
    );
    // The evaluations that were drawn do something.
    expect(moved).toBeGreaterThan(500);
  });

  it('does not look at evaluations where it is an open loop', () => {
    holds(({ document, context }) => {
      const { loop, replay, learningRateAt } = compile(read(document), context);
      if (loop === null) expect(replay([{ t: 3, metrics: { loss: -1 } }])).toBe(learningRateAt);
    });
  });

  it('lists boundaries that ascend inside the budget', () => {
    holds(({ document, context }) => {
      const { boundaries, totalUpdates } = compile(read(document), context);
      expect(boundaries).toEqual([...new Set(boundaries)].toSorted((a, b) => a - b));
      expect(boundaries.filter((t) => !(Number.isInteger(t) && t > 0 && t < totalUpdates))).toEqual([]);
    });
  });

  it('is in normal form once it was read', () => {
    holds(({ document }) => {
      const policy = read(document);
      expect(normalizePolicy(policy)).toEqual(policy);
      expect(read(policy)).toEqual(policy);
    });
  });

  it('is another policy by another law, though its numbers are the same', () => {
    const same = [
      'constant(1)',
      'linear(1 -> 1)',
      'cosine(1 -> 1)',
      'rex(1 -> 1)',
      'table([0: 1])',
      'step(1, factor=1, every=1)',
    ];
    const others = [
      'wave(sine, 1 .. 1, length=5)',
      'cosine-restarts(1 -> 1, cycles=1)',
      'one-cycle(1, start-divisor=1, end-divisor=1)',
    ];
    const policies = [...same, ...others].map((line) => valueOrThrow(parseNotation(line)));
    for (const policy of policies) expect(everyRate(compile(policy, RUN)).every((value) => value === 1)).toBe(true);
    expect(new Set(policies.map(policyHash)).size).toBe(policies.length);
  });

  it('converts from document to notation and back without loss', () => {
    holds(({ document }) => {
      const policy = read(document);
      const line = printPolicy(policy);
      expect(line).not.toContain('\n');
      expect(valueOrThrow(parseNotation(line))).toEqual(policy);
      expect(printPolicy(valueOrThrow(parseNotation(line)))).toBe(line);
    });
  });

  it('keeps its identities in every spelling', () => {
    holds(({ document }) => {
      const policy = read(document);
      for (const spelling of [respelled(document), respelled(policy), withoutDefaults(policy), printPolicy(policy)]) {
        const isLine = typeof spelling === 'string' && !spelling.startsWith('{');
        const again = isLine ? valueOrThrow(parseNotation(spelling)) : read(spelling);
        expect(policyHash(again)).toBe(policyHash(policy));
        expect(shapeHash(again)).toBe(shapeHash(policy));
      }
    });
  });

  it('has another identity than every policy with another document', () => {
    const documents = fc.sample(arbitraryPolicy, RUNS).map(({ document }) => read(document));
    const texts = new Set(documents.map((policy) => printPolicy(policy)));
    const hashes = new Set(documents.map((policy) => policyHash(policy)));
    expect(hashes.size).toBe(texts.size);
    expect(texts.size).toBeGreaterThan(RUNS.numRuns / 2);
  });

  it('trains, in normal form, as the document that was written', () => {
    holds(({ document, context }) => {
      const written = compile(withDefaults(document), context);
      const normal = compile(read(document), context);
      const most = 1e-12 * normal.peakLearningRate;
      const differences = everyRate(normal).map((value, t) => Math.abs(value - written.learningRateAt(t)));
      expect(differences.filter((difference) => !(difference <= most))).toEqual([]);
    });
  });
});

describe('any sequence', () => {
  it('gives at each update what its phase gives at its local time', () => {
    const sequences = arbitraryPolicy.map((sample) => ({ ...sample, policy: read(sample.document) }));
    let seen = 0;
    fc.assert(
      fc.property(sequences, ({ policy, context }) => {
        const { groups: _groups, ...node } = policy;
        if (!isSequence(node) || node.phases.some(({ resume }) => resume === true)) return;
        seen += 1;
        const compiled = compile(policy, context);
        const total = context.totalUpdates;
        const shift = node.warmup === undefined ? 0 : Number(updatesOf(node.warmup.length, total, context));
        let start = 0;
        for (const { policy: phase, until } of node.phases) {
          const end = until === undefined ? total - shift : Number(updatesOf(until, total - shift, context));
          const alone = compile({ version: 1, ...phase }, { ...context, totalUpdates: end - start });
          const inside = Array.from({ length: end - start }, (_, localTime) => localTime);
          expect(inside.map((localTime) => compiled.learningRateAt(localTime + start + shift))).toEqual(
            inside.map((localTime) => alone.learningRateAt(localTime)),
          );
          start = end;
        }
      }),
      RUNS,
    );
    expect(seen).toBeGreaterThan(50);
  });
});

describe('what one evaluation of a sequence costs', () => {
  it('grows with the logarithm of its phases', () => {
    const node = (value: number): CompiledNode => ({
      learningRateAt: () => value,
      extremes: () => ({ least: value, greatest: value }),
      boundaries: [],
      loop: null,
    });
    const phases = Array.from({ length: 1024 }, (_, index) => ({ start: 3 * index, node: node(index), startsAt: 0 }));
    const { list, looksOf } = countedList(phases);
    const { learningRateAt } = joinPhases(list);
    for (const t of [0, 2, 3, 1535, 1536, 3071, 1e6]) {
      expect(learningRateAt(t)).toBe(Math.min(1023, Math.floor(t / 3)));
      expect(looksOf(() => learningRateAt(t))).toBeLessThanOrEqual(11);
    }
  });
});

interface EventDraw {
  readonly gap: number;
  readonly value: number;
  readonly isAbsent: boolean;
}

/** Evaluations: some at one update, some without the metric, most of them in small steps around each other. */
const arbitraryEvents: fc.Arbitrary<readonly EventDraw[]> = fc.array(
  fc.record({
    gap: fc.nat(6),
    value: fc.oneof(fc.constantFrom(-1, 0, 0.5, 1), fc.double({ min: -1, max: 1, noNaN: true })),
    isAbsent: fc.nat(9).map((value) => value === 9),
  }),
  { minLength: 20, maxLength: 60 },
);

function eventsFor(
  metrics: readonly string[],
  totalUpdates: number,
  draws: readonly EventDraw[],
): readonly PolicyEvent[] {
  let t = 0;
  return draws.flatMap(({ gap, value, isAbsent }): PolicyEvent[] => {
    t += gap;
    if (t >= totalUpdates) return [];
    return [{ t, metrics: isAbsent ? {} : Object.fromEntries(metrics.map((name) => [name, value])) }];
  });
}

/** The document with its defaults written out and nothing else done to it: what normal form must train as. */
function withDefaults(document: Readonly<Record<string, unknown>>): Policy {
  const { version: _version, groups: _groups, ...node } = document;
  return { version: 1, ...nodeWithDefaults(node) } as unknown as Policy;
}

function nodeWithDefaults(node: Record<string, unknown>): Record<string, unknown> {
  if (node['law'] !== 'sequence') {
    const { warmup, ...bare } = node;
    // A law alone is read with its defaults; a polynomial of power 1 is the one that reading would rename.
    if (bare['law'] === 'polynomial' && bare['power'] === 1) return { end: 0, ...node };
    return { ...nodeOf(read({ version: 1, ...bare })), ...(warmup === undefined ? {} : { warmup }) };
  }
  const phases = (node['phases'] as { policy: Record<string, unknown> }[]).map((phase) => ({
    ...phase,
    policy: nodeWithDefaults(phase.policy),
  }));
  return { ...node, phases };
}
