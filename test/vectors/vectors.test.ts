import { readFileSync } from 'node:fs';
import { canonicalJson } from '@ratebook/core/canonical';
import {
  compilePolicy,
  laws,
  parseNotation,
  parsePolicyDocument,
  type Policy,
  type PolicyEvent,
  policyHash,
  printPolicy,
  type RunContext,
  shapeHash,
} from '@ratebook/core/policy';
import { valueOrThrow } from '@ratebook/core/refusal';
import { describe, expect, it } from 'vitest';

interface PolicyVector {
  readonly document: Policy;
  readonly notation: string;
  readonly policyHash: string;
  readonly shapeHash: string;
  readonly peakLearningRate: number;
  readonly context: RunContext;
  /** What a closed loop answers to, ascending in t. */
  readonly events?: readonly PolicyEvent[];
  readonly updates: readonly number[];
  readonly learningRates: readonly number[];
}

interface CanonicalVectors {
  readonly numbers: readonly { readonly ieee754: string; readonly text: string }[];
  readonly refusedNumbers: readonly string[];
  readonly documents: readonly { readonly input: string; readonly canonical: string }[];
}

interface LrbenchVectors {
  readonly relativeTolerance: number;
  readonly vectors: readonly {
    readonly policy: string;
    readonly fields: Readonly<Record<string, number | readonly number[]>>;
    readonly updates: readonly number[];
    readonly learningRates: readonly number[];
  }[];
}

function readText(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}

/** The rows of a file of lines: two columns with a tab between them; `#` begins a comment. */
function readRows(name: string): readonly (readonly [string, string])[] {
  return readText(name)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const at = line.indexOf('\t');
      return [line.slice(0, at), line.slice(at + 1)] as const;
    });
}

function doubleOf(ieee754: string): number {
  return Buffer.from(ieee754, 'hex').readDoubleBE();
}

const policies = JSON.parse(readText('policies.json')) as {
  readonly toleranceOfPeak: number;
  readonly vectors: readonly PolicyVector[];
};
const canonical = JSON.parse(readText('canonical-json.json')) as CanonicalVectors;
const lrbench = JSON.parse(readText('lrbench.json')) as LrbenchVectors;

describe('policies.json', () => {
  it('holds at least 100 different policies, of every law', () => {
    expect(new Set(policies.vectors.map((vector) => vector.policyHash)).size).toBeGreaterThanOrEqual(100);
    const documents = JSON.stringify(policies.vectors.map(({ document }) => document));
    for (const law of [...laws.map(({ name }) => name), 'sequence', 'switch']) {
      expect(documents, law).toContain(`"law":"${law}"`);
    }
  });

  it('has evaluations that every closed loop but one at rest answers to', () => {
    const closed = policies.vectors.filter(({ events }) => events !== undefined);
    expect(closed.length).toBeGreaterThanOrEqual(12);
    for (const { document, context, events, updates, learningRates } of closed) {
      const compiled = valueOrThrow(compilePolicy(document, context));
      const unheard = updates.map(compiled.learningRateAt);
      const isAtRest = JSON.stringify(unheard) === JSON.stringify(learningRates);
      // Of a learning rate of 2e-8 a half is taken away only where that is more than epsilon.
      expect(isAtRest, JSON.stringify(events)).toBe(document.law === 'plateau' && document['initial'] === 2e-8);
    }
  });

  it.each(policies.vectors)('$notation keeps its document, notation and identities', (vector) => {
    const policy = valueOrThrow(parsePolicyDocument(JSON.stringify(vector.document)));
    expect(policy).toEqual(vector.document);
    expect(valueOrThrow(parseNotation(vector.notation))).toEqual(vector.document);
    expect(printPolicy(policy)).toBe(vector.notation);
    expect(policyHash(policy)).toBe(vector.policyHash);
    expect(shapeHash(policy)).toBe(vector.shapeHash);
  });

  it.each(policies.vectors)('$notation keeps its learning rates', (vector) => {
    const compiled = valueOrThrow(compilePolicy(vector.document, vector.context));
    const tolerance = policies.toleranceOfPeak * vector.peakLearningRate;
    const learningRates = vector.updates.map(compiled.replay(vector.events ?? []));
    const differences = learningRates.map((value, index) => Math.abs(value - (vector.learningRates[index] ?? NaN)));
    expect(differences.filter((difference) => !(difference <= tolerance))).toEqual([]);
    expect(Math.abs(compiled.peakLearningRate - vector.peakLearningRate)).toBeLessThanOrEqual(tolerance);
  });
});

describe('notation', () => {
  it.each(readRows('notation-valid.txt'))('%s is read and prints as %s', (line, printed) => {
    const canonicalLine = printed === '=' ? line : printed;
    expect(printPolicy(valueOrThrow(parseNotation(line)))).toBe(canonicalLine);
    expect(printPolicy(valueOrThrow(parseNotation(canonicalLine)))).toBe(canonicalLine);
  });

  it.each(readRows('notation-invalid.txt'))('an error at column %s of %s', (column, line) => {
    const read = parseNotation(line);
    expect(read.ok ? [] : read.refusals.map(({ code, path }) => ({ code, path }))).toEqual([
      { code: 'policy.syntax', path: `column ${column}` },
    ]);
  });
});

describe('canonical-json.json', () => {
  it.each(canonical.numbers)('the double $ieee754 is printed as $text', ({ ieee754, text }) => {
    expect(canonicalJson(doubleOf(ieee754))).toBe(text);
  });

  it.each(canonical.refusedNumbers)('the double %s is refused', (ieee754) => {
    expect(() => canonicalJson(doubleOf(ieee754))).toThrow(TypeError);
  });

  it.each(canonical.documents)('$input has one canonical text', ({ input, canonical: text }) => {
    expect(canonicalJson(JSON.parse(input))).toBe(text);
  });
});

describe('lrbench.json', () => {
  it.each(lrbench.vectors)('$policy gives the learning rates of LRBench', ({ policy, fields, updates, learningRates }) => {
    const shown = Object.entries(fields).map(
      ([name, value]) => `${name}=${typeof value === 'number' ? String(value) : `[${value.join(', ')}]`}`,
    );
    const read = valueOrThrow(parseNotation(`${policy.toLowerCase()}(${shown.join(', ')})`));
    const compiled = valueOrThrow(compilePolicy(read, { totalUpdates: 1000 }));
    expect(updates).toHaveLength(10);
    for (const [index, t] of updates.entries()) {
      const published = learningRates[index] ?? NaN;
      const difference = Math.abs(compiled.learningRateAt(t) - published);
      expect(difference, `update ${String(t)}`).toBeLessThanOrEqual(lrbench.relativeTolerance * Math.abs(published));
    }
  });
});
