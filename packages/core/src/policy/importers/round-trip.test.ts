import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Parsed } from '../../refusal/index.js';
import { valueOrThrow } from '../../refusal/index.js';
import { compilePolicy } from '../compile.js';
import { exportPolicy } from '../exporters/index.js';
import { parsePolicyDocument } from '../read-document.js';
import { arbitraryPolicy } from '../testing/index.js';
import { importAxolotl } from './axolotl.js';
import { importDeepSpeed } from './deepspeed.js';
import type { ImportedPolicy } from './importer.js';
import { importLlamaFactory } from './llama-factory.js';
import { importTransformers } from './transformers.js';

type Import = (settings: unknown, totalUpdates: number) => Parsed<ImportedPolicy>;

/** Tools whose configuration is read, and the forms of theirs that are one. */
const READERS: Readonly<Record<string, readonly [RegExp, Import]>> = {
  transformers: [/^lr_scheduler_type/, (settings, totalUpdates) => importTransformers(settings, { totalUpdates })],
  axolotl: [/^lr_scheduler/, (settings, totalUpdates) => importAxolotl(settings, { totalUpdates })],
  'llama-factory': [/^lr_scheduler/, (settings, totalUpdates) => importLlamaFactory(settings, { totalUpdates })],
  deepspeed: [/^scheduler: /, (settings, totalUpdates) => importDeepSpeed(settings, { totalUpdates })],
};

/** Enough for what is computed here, and short enough that every update is looked at. */
const LONGEST = 400;

describe.each(Object.entries(READERS))('what is exported to %s', (trainer, [form, read]) => {
  it('is imported as what the tool makes of it, at every update', () => {
    let compared = 0;
    fc.assert(
      fc.property(arbitraryPolicy, ({ document, context }) => {
        const policy = valueOrThrow(parsePolicyDocument(document));
        const run = { ...context, totalUpdates: Math.min(LONGEST, context.totalUpdates) };
        const exported = exportPolicy(policy, { trainer, run });
        if (!exported.ok) return;
        for (const { form: name, settings, candidate } of exported.value.forms.filter((one) => form.test(one.form))) {
          const imported = valueOrThrow(read(settings, run.totalUpdates));
          const ours = valueOrThrow(compilePolicy(imported.policy, run));
          const peak = Math.max(ours.peakLearningRate, candidate.learningRateAt(0));
          for (let t = 0; t < run.totalUpdates; t += 1) {
            const apart = Math.abs(ours.learningRateAt(t) - candidate.learningRateAt(t));
            if (!(apart <= 1e-12 * peak)) expect({ name, settings, t, apart }).toBeNull();
          }
          compared += 1;
        }
      }),
      { seed: 45, numRuns: 100 },
    );
    expect(compared).toBeGreaterThan(60);
  }, 60_000);
});
