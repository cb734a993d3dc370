import { describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../../refusal/index.js';
import { policyOf } from '../../testing/index.js';
import { type ExportedForm, exportPolicy } from '../export-policy.js';

function formOf(line: string, totalUpdates = 100): ExportedForm {
  return valueOrThrow(exportPolicy(policyOf(line), { trainer: 'axolotl', run: { totalUpdates } })).forms[0]!;
}

describe('a policy as Axolotl’s YAML', () => {
  it('is written with Axolotl’s keys', () => {
    const { code, fidelity } = formOf('cosine(2e-5 -> 2e-6, warmup=10)');
    expect(fidelity.kind).toBe('exact');
    expect(code).toBe(
      [
        'learning_rate: 2.0e-5',
        'lr_scheduler: cosine',
        'cosine_min_lr_ratio: 0.1',
        'warmup_steps: 10',
        'max_steps: 100',
        '',
      ].join('\n'),
    );
  });

  it('writes warmup_steps: 0 where there is no warm-up: without it Axolotl has one of 3%', () => {
    const { code, fidelity, notes } = formOf('linear(1e-3)');
    expect(fidelity.kind).toBe('exact');
    expect(code).toContain('warmup_steps: 0\n');
    expect(notes.join(' ')).toContain('3%');
  });

  it('says that a warm-up of 1 becomes one of 2, by how much that differs', () => {
    const { fidelity, notes } = formOf('constant(1e-3, warmup=1)');
    expect(fidelity).toMatchObject({ kind: 'approximate', difference: { ofPeak: 0.5, update: 1 } });
    expect(notes.join(' ')).toContain('one of 2');
    expect(formOf('constant(1e-3, warmup=2)').fidelity.kind).toBe('exact');
  });

  it('holds a floor with cosine_constant_lr_ratio, whose product is cut to whole updates', () => {
    for (const length of [1, 7, 19, 28, 57, 90]) {
      const line = `cosine(1e-3 -> 1e-4, warmup=1%, length=${String(length)})`;
      const { settings, fidelity } = formOf(line, 200);
      expect(fidelity.kind, line).toBe('exact');
      expect(settings).toHaveProperty('cosine_constant_lr_ratio');
    }
  });

  it('says that its REX runs one update ahead, and is exact for the policy that it then runs', () => {
    const ahead = formOf('rex(1e-3, warmup=10)');
    expect(ahead.fidelity.kind).toBe('approximate');
    expect(ahead.notes.join(' ')).toContain('one update ahead');
    const same = formOf('rex(1e-3 -> 1e-4, warmup=9, warmup-from=1e-4, length=90)');
    expect(same).toMatchObject({ fidelity: { kind: 'exact' }, settings: { lr_scheduler: 'rex', warmup_steps: 10 } });
  });

  it('takes no REX for one that ends before the run does', () => {
    expect(formOf('rex(1e-3, length=40)').form).not.toContain('rex');
  });

  it('says a one-cycle as torch’s, with its momentum left alone', () => {
    const { settings, fidelity } = formOf('one-cycle(1e-3, peak-at=0.25, phases=3, anneal=linear)');
    expect(fidelity.kind).toBe('exact');
    expect(settings).toMatchObject({
      lr_scheduler: 'one_cycle',
      lr_scheduler_kwargs: { pct_start: 0.25, anneal_strategy: 'linear', three_phase: true, cycle_momentum: false },
    });
  });

  it('writes pct_start as a float: torch refuses 1 and takes 1.0', () => {
    expect(formOf('one-cycle(1e-3, peak-at=1)').code).toContain('pct_start: 1.0');
  });

  it('says lora-b as LoRA+, and other groups as lr_groups: both together are refused', () => {
    const plus = formOf('linear(1e-4) with groups(lora-b=16)');
    expect(plus.fidelity.kind).toBe('exact');
    expect(plus.settings).toHaveProperty('loraplus_lr_ratio', 16);
    const both = formOf('linear(1e-4) with groups(head=10, lora-b=16)');
    expect(both.fidelity.kind).toBe('exact');
    expect(both.settings).not.toHaveProperty('loraplus_lr_ratio');
    expect(both.settings).toHaveProperty('lr_groups', [
      { name: 'head', modules: ['head'], lr: 1e-3 },
      { name: 'lora-b', modules: ['lora_B'], lr: 1.6e-3 },
    ]);
  });

  it('leaves one_cycle where there are groups: it gives every parameter the same learning rate', () => {
    expect(formOf('one-cycle(1e-3) with groups(lora-b=16)').form).not.toContain('one_cycle');
  });

  it('says that DeepSpeed’s scheduler skips the floor', () => {
    expect(formOf('cosine(2e-5 -> 2e-6)').notes.join(' ')).toContain('DeepSpeed');
  });

  it('says a plateau, which needs data to evaluate on', () => {
    const { form, fidelity, notes } = formOf('plateau(1e-4, metric=eval_loss)');
    expect(form).toBe('lr_scheduler: reduce_lr_on_plateau');
    expect(fidelity.kind).toBe('exact');
    expect(notes.join(' ')).toContain('val_set_size');
  });
});
