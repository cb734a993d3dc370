import { describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../../refusal/index.js';
import { policyOf } from '../../testing/index.js';
import { type ExportedForm, exportPolicy } from '../export-policy.js';

function formOf(line: string, totalUpdates = 100): ExportedForm {
  return valueOrThrow(exportPolicy(policyOf(line), { trainer: 'llama-factory', run: { totalUpdates } })).forms[0]!;
}

describe('a policy as LLaMA-Factory’s YAML', () => {
  it('is written with the Trainer’s keys', () => {
    const { code, fidelity } = formOf('cosine(1e-4 -> 1e-5, warmup=10%)');
    expect(fidelity.kind).toBe('exact');
    expect(code).toBe(
      [
        'learning_rate: 1.0e-4',
        'lr_scheduler_type: cosine_with_min_lr',
        'lr_scheduler_kwargs:',
        '  min_lr: 1.0e-5',
        'warmup_steps: 10',
        'max_steps: 100',
        '',
      ].join('\n'),
    );
  });

  it('names the stable updates: a third of the run is the default', () => {
    const { settings, fidelity } = formOf('wsd(1e-4, warmup=10, decay=20)');
    expect(fidelity.kind).toBe('exact');
    expect(settings).toMatchObject({ lr_scheduler_kwargs: { num_stable_steps: 70, num_decay_steps: 20 } });
  });

  it('says the group lora-b as LoRA+, and no other', () => {
    const plus = formOf('linear(1e-4) with groups(lora-b=16)');
    expect(plus.fidelity.kind).toBe('exact');
    expect(plus.settings).toMatchObject({ finetuning_type: 'lora', loraplus_lr_ratio: 16 });
    expect(plus.notes.join(' ')).toContain('1e-6');
    const head = formOf('linear(1e-4) with groups(head=16)');
    expect(head.fidelity.kind).toBe('not-expressible');
    expect(head.notes.join(' ')).toContain('head');
  });

  it('warns where the stage ppo would leave keywords out', () => {
    expect(formOf('cosine(1e-4 -> 1e-5)').notes.join(' ')).toContain('ppo');
    expect(formOf('cosine(1e-4)').notes.join(' ')).not.toContain('ppo');
  });

  it('says a plateau, which needs data to evaluate on', () => {
    const { form, fidelity, notes } = formOf('plateau(1e-4, metric=eval_loss)');
    expect(form).toBe('lr_scheduler_type: reduce_lr_on_plateau');
    expect(fidelity.kind).toBe('exact');
    expect(notes.join(' ')).toContain('val_size');
  });
});
