import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../../refusal/index.js';
import { type CompiledPolicy, compilePolicy } from '../../compile.js';
import { parsePolicyDocument } from '../../read-document.js';
import { arbitraryPolicy } from '../../testing/index.js';
import { comparedUpdates } from '../../comparison.js';
import { type ExportedForm, exportPolicy } from '../export-policy.js';

const SAMPLES = { seed: 4, numRuns: 140 };
const FAMILY = [
  ['transformers', '5'],
  ['transformers', '4'],
  ['trl', null],
  ['axolotl', null],
  ['llama-factory', null],
] as const;

interface Sample {
  readonly trainer: string;
  readonly compiled: CompiledPolicy;
  readonly forms: readonly ExportedForm[];
}

/** Random policies, each exported once for one of the tools: the exports are what takes time, so that all tests share them. */
function drawSamples(): readonly Sample[] {
  const drawn = fc.sample(fc.tuple(arbitraryPolicy, fc.constantFrom(...FAMILY)), SAMPLES);
  return drawn.flatMap(([{ document, context: run }, [trainer, version]]) => {
    const policy = parsePolicyDocument(document);
    const compiled = policy.ok ? compilePolicy(policy.value, run) : policy;
    if (!policy.ok || !compiled.ok) return [];
    const { forms } = valueOrThrow(exportPolicy(policy.value, { trainer, version, run }));
    return [{ trainer, compiled: compiled.value, forms }];
  });
}

describe('random policies for the tools around the Trainer', () => {
  let samples: readonly Sample[] = [];
  beforeAll(() => {
    samples = drawSamples();
  });

  it('are drawn in numbers, for every tool', () => {
    expect(samples.length).toBeGreaterThan(SAMPLES.numRuns / 2);
    expect(new Set(samples.map(({ trainer }) => trainer)).size).toBe(4);
  });

  it('have a form for every open loop, and an exact one where code can be given', () => {
    for (const { compiled, forms, trainer } of samples) {
      if (compiled.metrics.length > 0) continue;
      expect(forms.length).toBeGreaterThan(0);
      if (trainer === 'transformers' || trainer === 'trl') expect(forms[0]?.fidelity.kind).toBe('exact');
    }
  });

  it('are called exact only where every update of every group agrees', () => {
    for (const { compiled, forms } of samples) {
      for (const { fidelity, candidate } of forms.filter((form) => form.fidelity.kind === 'exact')) {
        for (const t of comparedUpdates(compiled.totalUpdates, compiled.boundaries)) {
          const difference = Math.abs(candidate.learningRateAt(t) - compiled.learningRateAt(t));
          expect(difference).toBeLessThanOrEqual(1e-12 * compiled.peakLearningRate);
        }
        const groups = [...compiled.groups].filter(
          ([name]) => candidate.groups.get(name) !== compiled.groups.get(name),
        );
        expect(fidelity.kind === 'exact' && compiled.peakLearningRate > 0 ? groups : []).toEqual([]);
      }
    }
  });

  it('are never called the policy where a form leaves a group out', () => {
    for (const { compiled, forms } of samples) {
      for (const { candidate } of forms) {
        const isWhole = [...compiled.groups.keys()].every((name) => candidate.groups.has(name));
        if (candidate.intent === 'law') expect(isWhole).toBe(true);
      }
    }
  });

  it('are written with finite numbers and in sentences', () => {
    for (const { forms } of samples) {
      for (const { code, notes, candidate } of forms) {
        expect(code).not.toMatch(/NaN|Infinity|undefined/);
        expect(notes.every((note) => note.endsWith('.'))).toBe(true);
        expect(Number.isFinite(candidate.learningRateAt(0))).toBe(true);
      }
    }
  });
});
