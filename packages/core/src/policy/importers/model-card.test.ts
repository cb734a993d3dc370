import { describe, expect, it } from 'vitest';
import { lineOf, notesOf, refusedBy } from './testing/traced.js';
import { importTransformers } from './transformers.js';

const card = (...lines: readonly string[]) => `---
license: apache-2.0
learning_rate: 1
---

# a model

## Training procedure

The following hyperparameters were used during training:
${lines.join('\n')}

### Framework versions

- Transformers 4.41.2
`;

describe('the hyperparameters of a model card', () => {
  it('are read as the Trainer writes them', () => {
    const text = card(
      '- learning_rate: 2e-05',
      '- train_batch_size: 8',
      '- seed: 42',
      '- optimizer: Adam with betas=(0.9,0.999) and epsilon=1e-08',
      '- lr_scheduler_type: cosine',
      '- lr_scheduler_warmup_ratio: 0.03',
      '- training_steps: 101',
      '- mixed_precision_training: Native AMP',
    );
    expect(lineOf(importTransformers(text))).toBe('cosine(2e-5, warmup=4)');
  });

  it('with epochs need the total from elsewhere to know the steps of a ratio', () => {
    const lines = [
      '- learning_rate: 0.0002',
      '- lr_scheduler_type: linear',
      '- lr_scheduler_warmup_ratio: 0.1',
      '- num_epochs: 3',
    ];
    const alone = importTransformers(card(...lines));
    expect(lineOf(alone)).toBe('linear(2e-4, warmup=10%)');
    expect(notesOf(alone)).toContain('total updates are not known');
    expect(lineOf(importTransformers(card(...lines), { totalUpdates: 95 }))).toBe('linear(2e-4, warmup=10)');
  });

  it.each([
    ['the name of a member', '- lr_scheduler_type: SchedulerType.CONSTANT_WITH_WARMUP'],
    ['emphasis', '* **lr_scheduler_type**: `constant_with_warmup`'],
    ['spaces and capitals', '- LR scheduler type: constant_with_warmup'],
  ])('are read with %s', (_what, line) => {
    const text = card('- learning_rate: 0.001', line, '- lr_scheduler_warmup_steps: 5');
    expect(lineOf(importTransformers(text))).toBe('constant(1e-3, warmup=5)');
  });

  it('may have keyword arguments, as Python prints them', () => {
    const lines = (keywords: string) =>
      card('- learning_rate: 0.001', '- lr_scheduler_type: cosine_with_min_lr', `- lr_scheduler_kwargs: ${keywords}`);
    expect(lineOf(importTransformers(lines("{'min_lr': 1e-05, 'num_cycles': 0.5}")))).toBe('cosine(1e-3 -> 1e-5)');
    expect(lineOf(importTransformers(lines('{"min_lr_rate": 0.5}')))).toBe('cosine(1e-3 -> 5e-4)');
    for (const broken of ["{'min_lr': [1]}", "{'min_lr'}", 'min_lr=1', "{'min_lr': {'a': 1}}"])
      expect(refusedBy(importTransformers(lines(broken)))).toContain('policy.wrong-type lr_scheduler_kwargs');
  });

  it('that contradict one another are refused', () => {
    const twice = card('- learning_rate: 0.001', '- learning_rate: 0.002');
    expect(refusedBy(importTransformers(twice))).toEqual(['policy.duplicate-key']);
    expect(lineOf(importTransformers(card('- learning_rate: 0.001', '- learning_rate: 0.001')))).toBe('linear(1e-3)');
  });

  it.each([
    ['a card without them', 'A model that answers questions.\n', 'policy.missing-key'],
    ['an empty card', '', 'policy.missing-key'],
    ['a card of two million characters', '- learning_rate: 1\n'.repeat(110_000), 'document.too-large'],
  ])('are missed in %s', (_what, text, code) => {
    expect(refusedBy(importTransformers(text))).toEqual([code]);
  });
});
