import { describe, expect, it } from 'vitest';
import type { ImportOptions } from './importer.js';
import { importLlamaFactory } from './llama-factory.js';
import { lineOf, refusedBy } from './testing/traced.js';

const imported = (settings: Readonly<Record<string, unknown>>, options: ImportOptions = {}) =>
  importLlamaFactory({ stage: 'sft', finetuning_type: 'lora', learning_rate: 1e-4, ...settings }, options);

describe('a training file of LLaMA-Factory', () => {
  it('is read by the rules of the Trainer', () => {
    const settings = { lr_scheduler_type: 'cosine', warmup_ratio: 0.1, num_train_epochs: 3 };
    expect(lineOf(imported(settings))).toBe('cosine(1e-4, warmup=10%)');
    expect(lineOf(imported(settings, { totalUpdates: 95 }))).toBe('cosine(1e-4, warmup=10)');
  });

  it('has a stable stretch of a third of what the warm-up leaves, unless it is given', () => {
    const stable = { lr_scheduler_type: 'warmup_stable_decay', warmup_steps: 10, max_steps: 110 };
    expect(lineOf(imported(stable))).toBe('wsd(1e-4, decay=67, shape=cosine, warmup=10)');
    const given = { ...stable, lr_scheduler_kwargs: { num_decay_steps: 20, num_stable_steps: 80 } };
    expect(lineOf(imported(given))).toBe('wsd(1e-4, decay=20, shape=cosine, warmup=10)');
    // The third stays where only the decay is given, and the floor holds behind both.
    expect(lineOf(imported({ ...stable, lr_scheduler_kwargs: { num_decay_steps: 20 } }))).toBe(
      'constant(1e-4, warmup=10) until 43; cosine(1e-4, length=20) until 63; constant(0)',
    );
  });

  it('needs the total updates for that third', () => {
    expect(refusedBy(imported({ lr_scheduler_type: 'warmup_stable_decay', warmup_steps: 10 }))).toEqual([
      'policy.wrong-type lr_scheduler_kwargs.num_decay_steps',
    ]);
  });

  it('has a group of its own for LoRA+', () => {
    const read = imported({ loraplus_lr_ratio: 16, lr_scheduler_type: 'cosine' });
    expect(read.ok && read.value.policy.groups).toEqual([{ name: 'lora-b', multiplier: 16 }]);
    expect(refusedBy(imported({ loraplus_lr_ratio: -1 }))).toEqual(['policy.wrong-type loraplus_lr_ratio']);
  });

  it.each([
    [
      'the file of the v1 trainer',
      { lr_scheduler_config: { name: 'cosine' } },
      'policy.wrong-type lr_scheduler_config',
    ],
    ['a list', [], 'policy.wrong-type'],
    ['a text', 'learning_rate: 1', 'policy.wrong-type'],
    ['an unknown schedule', { lr_scheduler_type: 'rex' }, 'policy.wrong-type lr_scheduler_type'],
  ])('is not %s', (_what, input, expected) => {
    expect(refusedBy(importLlamaFactory(input))).toEqual([expected]);
  });
});
