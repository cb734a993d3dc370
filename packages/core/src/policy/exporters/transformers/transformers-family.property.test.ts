import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePolicy } from '../../compile.js';
import { parsePolicyDocument } from '../../read-document.js';
import { arbitraryPolicy } from '../../testing/index.js';
import { comparedUpdates } from '../../comparison.js';
import { exportPolicy } from '../export-policy.js';

const RUNS = { seed: 4, numRuns: 150 };
const FAMILY = [
  ['transformers', '5'],
  ['transformers', '4'],
  ['trl', null],
  ['axolotl', null],
  ['llama-factory', null],
] as const;

/** Every exported form of random policies, over the run that each was drawn for. */
function forEveryExport(look: (one: ReturnType<typeof exportedOf>) => void): void {
  fc.assert(
    fc.property(arbitraryPolicy, fc.constantFrom(...FAMILY), ({ document, context }, [trainer, version]) => {
      const policy = parsePolicyDocument(document);
      if (!policy.ok || !compilePolicy(policy.value, context).ok) return;
      look(exportedOf(policy.value, context, trainer, version));
    }),
    RUNS,
  );
}

function exportedOf(
  policy: Parameters<typeof exportPolicy>[0],
  run: Parameters<typeof exportPolicy>[1]['run'],
  trainer: string,
  version: string | null,
) {
  const [compiled, exported] = [compilePolicy(policy, run), exportPolicy(policy, { trainer, version, run })];
  if (!compiled.ok || !exported.ok) throw new Error('A policy that compiles is exported.');
  return { compiled: compiled.value, forms: exported.value.forms, trainer };
}

describe('random policies for the tools around the Trainer', () => {
  it('have a form for every open loop, and an exact one where code can be given', () => {
    forEveryExport(({ compiled, forms, trainer }) => {
      if (compiled.metrics.length > 0) return;
      expect(forms.length).toBeGreaterThan(0);
      if (trainer === 'transformers' || trainer === 'trl') expect(forms[0]?.fidelity.kind).toBe('exact');
    });
  });

  it('are called exact only where every update of every group agrees', () => {
    forEveryExport(({ compiled, forms }) => {
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
    });
  });

  it('are never called the policy where a form leaves a group out', () => {
    forEveryExport(({ compiled, forms }) => {
      for (const { candidate } of forms) {
        const isWhole = [...compiled.groups.keys()].every((name) => candidate.groups.has(name));
        if (candidate.intent === 'law') expect(isWhole).toBe(true);
      }
    });
  });

  it('are written with finite numbers and in sentences', () => {
    forEveryExport(({ forms }) => {
      for (const { code, notes, candidate } of forms) {
        expect(code).not.toMatch(/NaN|Infinity|undefined/);
        expect(notes.every((note) => note.endsWith('.'))).toBe(true);
        expect(Number.isFinite(candidate.learningRateAt(0))).toBe(true);
      }
    });
  });
});
