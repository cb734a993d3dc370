import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../../refusal/index.js';
import { comparedUpdates } from '../../comparison.js';
import { type CompiledPolicy, compilePolicy } from '../../compile.js';
import { parsePolicyDocument } from '../../read-document.js';
import { arbitraryPolicy } from '../../testing/index.js';
import { type ExportedForm, exportPolicy } from '../export-policy.js';
import type { Exporter } from '../exporter.js';

const SAMPLES = { seed: 20_261_127, numRuns: 150 };
const TOLERANCE_OF_PEAK = { double: 1e-12, single: 1e-6 } as const;
/** Larger learning rates single precision cannot hold. */
const MOST_SINGLE = 3.4e38;
/** Their settings alone are exported: they have no place for a program, and so no exact form for every policy. */
const IN_SETTINGS_ALONE: readonly string[] = ['axolotl', 'llama-factory', 'megatron-lm'];
/** Their own schedules are offered only where they are exact; timm's command line is no program. */
const ONLY_EXACT: readonly string[] = ['pytorch', 'lightning', 'keras', 'optax', 'timm'];

interface Sample {
  readonly compiled: CompiledPolicy;
  readonly forms: readonly ExportedForm[];
}

/** Random policies, each exported once: the exports are what takes time, so that all tests share them. */
function drawSamples({ trainer, versions }: Exporter): readonly Sample[] {
  const version = fc.constantFrom(...(versions.length === 0 ? [null] : versions));
  return fc.sample(fc.tuple(arbitraryPolicy, version), SAMPLES).map(([{ document, context }, chosen]) => {
    const policy = valueOrThrow(parsePolicyDocument(document));
    const { forms } = valueOrThrow(exportPolicy(policy, { trainer, version: chosen, run: context }));
    return { compiled: valueOrThrow(compilePolicy(policy, context)), forms };
  });
}

/** What every exporter keeps, each as a test, over random policies. Call it at the top level of a test file. */
export function describeExporterContract(exporter: Exporter): void {
  describe(`the exporter to ${exporter.title}`, () => {
    let samples: readonly Sample[] = [];
    let forms: readonly (Sample & { readonly form: ExportedForm })[] = [];
    beforeAll(() => {
      samples = drawSamples(exporter);
      forms = samples.flatMap((sample) => sample.forms.map((form) => ({ ...sample, form })));
    });

    it('has a form for every open loop, and an exact one where a program can be given', () => {
      for (const { compiled, forms: offered } of samples) {
        if (compiled.loop !== null || compiled.peakLearningRate > MOST_SINGLE) continue;
        expect(offered.length).toBeGreaterThan(0);
        if (!IN_SETTINGS_ALONE.includes(exporter.trainer)) expect(offered[0]?.fidelity.kind).toBe('exact');
        if (!ONLY_EXACT.includes(exporter.trainer)) continue;
        for (const { fidelity, language } of offered) if (language === 'python') expect(fidelity.kind).toBe('exact');
      }
    });

    it('is called exact only where every update of every group agrees', () => {
      for (const { compiled, form } of forms.filter((one) => one.form.fidelity.kind === 'exact')) {
        const { candidate } = form;
        const most = TOLERANCE_OF_PEAK[candidate.precision] * compiled.peakLearningRate;
        for (const t of comparedUpdates(compiled.totalUpdates, compiled.boundaries)) {
          const difference = Math.abs(candidate.learningRateAt(t) - compiled.learningRateAt(t));
          expect(difference).toBeLessThanOrEqual(most);
        }
        const others = [...compiled.groups].filter(([name, multiplier]) => candidate.groups.get(name) !== multiplier);
        expect(compiled.peakLearningRate > 0 ? others : []).toEqual([]);
      }
    });

    it('never calls a form the policy that leaves a group out', () => {
      for (const { compiled, form } of forms) {
        const isWhole = [...compiled.groups.keys()].every((name) => form.candidate.groups.has(name));
        if (form.candidate.intent === 'law') expect(isWhole).toBe(true);
      }
    });

    it('answers to evaluations where it offers a closed loop', () => {
      const loops = forms.filter(({ compiled }) => compiled.loop !== null);
      for (const { form } of loops.filter((one) => one.form.fidelity.kind === 'exact')) {
        expect(form.candidate.replay).toBeDefined();
      }
    });

    it('offers the faithful first, in finite numbers and in sentences', () => {
      const order = ['exact', 'approximate', 'not-expressible'];
      for (const { forms: offered } of samples) {
        const places = offered.map(({ fidelity }) => order.indexOf(fidelity.kind));
        expect(places).toEqual(places.toSorted((a, b) => a - b));
      }
      for (const { form } of forms) {
        expect(form.code).not.toMatch(/NaN|Infinity|undefined/);
        expect(form.notes.every((note) => note.endsWith('.'))).toBe(true);
        expect(Number.isFinite(form.candidate.learningRateAt(0))).toBe(true);
      }
    });
  });
}
