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
import { arbitraryPolicy, type FullContext, type PolicySample, respelled, withoutDefaults } from './testing/index.js';

const RUNS = { seed: 1_911, numRuns: 200 };
const holds = (property: (sample: PolicySample) => void) => fc.assert(fc.property(arbitraryPolicy, property), RUNS);

const read = (document: unknown): Policy => valueOrThrow(parsePolicyDocument(document));
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
    const parts = ['"sequence"', '"resume"', '"groups"', '"warmup"', '"epochs"', '"tokens"', '"ratio"', '"constant"}'];
    for (const part of parts)
      expect(
        drawn.some((text) => text.includes(part)),
        part,
      ).toBe(true);
    expect(drawn.some((text) => text.split('"sequence"').length > 3)).toBe(true);
  });

  it('is never NaN, infinite or negative', () => {
    holds(({ document, context }) => {
      for (const learningRate of everyRate(compile(read(document), context))) {
        expect(learningRate).toBeGreaterThanOrEqual(0);
        expect(learningRate).toBeLessThan(Infinity);
      }
    });
  });

  it('gives the same learning rates in any order of updates', () => {
    holds(({ document, context }) => {
      const compiled = compile(read(document), context);
      const forward = everyRate(compiled);
      for (const t of mixedOrder(compiled.totalUpdates)) expect(compiled.learningRateAt(t)).toBe(forward[t]);
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

  it('lists boundaries that ascend inside the budget', () => {
    holds(({ document, context }) => {
      const { boundaries, totalUpdates } = compile(read(document), context);
      expect(boundaries).toEqual([...new Set(boundaries)].toSorted((a, b) => a - b));
      for (const t of boundaries) expect(Number.isInteger(t) && t > 0 && t < totalUpdates).toBe(true);
    });
  });

  it('is in normal form once it was read', () => {
    holds(({ document }) => {
      const policy = read(document);
      expect(normalizePolicy(policy)).toEqual(policy);
      expect(read(policy)).toEqual(policy);
    });
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
      for (const [t, learningRate] of everyRate(normal).entries()) {
        expect(Math.abs(learningRate - written.learningRateAt(t))).toBeLessThanOrEqual(most);
      }
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
          for (let t = start; t < end; t += 1) {
            expect(compiled.learningRateAt(t + shift)).toBe(alone.learningRateAt(t - start));
          }
          start = end;
        }
      }),
      RUNS,
    );
    expect(seen).toBeGreaterThan(50);
  });
});

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
