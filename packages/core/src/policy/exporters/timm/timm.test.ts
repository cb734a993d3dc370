import { describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../../refusal/index.js';
import { policyOf } from '../../testing/index.js';
import { exportPolicy, type ExportedForm } from '../export-policy.js';

interface Epochs {
  readonly totalUpdates: number;
  readonly updatesPerEpoch: number | null;
}

const EPOCHS = { totalUpdates: 100, updatesPerEpoch: 10 };
const BASE_CLASS = 'a Scheduler of timm';

function formsOf(line: string, run: Epochs = EPOCHS): readonly ExportedForm[] {
  return valueOrThrow(exportPolicy(policyOf(line), { trainer: 'timm', run })).forms;
}

function schedulerOf(line: string): ExportedForm {
  const [form] = formsOf(line, { totalUpdates: 100, updatesPerEpoch: null });
  if (form === undefined) throw new Error(`${line} has no form.`);
  return form;
}

function commandLineOf(line: string, run: Epochs = EPOCHS): ExportedForm {
  const form = formsOf(line, run).find(({ language }) => language === 'shell');
  if (form === undefined) throw new Error(`${line} has no command line.`);
  return form;
}

describe('the export to schedulers of timm', () => {
  it('writes a cosine in updates, its warm-up a prefix', () => {
    const { code, fidelity } = schedulerOf('cosine(3e-4 -> 3e-5, warmup=10)');
    expect(fidelity.kind).toBe('exact');
    expect(code).toBe(
      [
        'import torch',
        'from timm.scheduler import CosineLRScheduler',
        '',
        '',
        'optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4)',
        'scheduler = CosineLRScheduler(',
        '    optimizer,',
        '    t_initial=90,',
        '    lr_min=3e-5,',
        '    warmup_t=10,',
        '    warmup_lr_init=0.0,',
        '    warmup_prefix=True,',
        '    t_in_epochs=False,',
        ')',
        '',
        '# In the training loop, after every optimizer.step():',
        '#     updates += 1',
        '#     scheduler.step_update(updates)',
        '',
      ].join('\n'),
    );
  });

  it.each([
    ['constant(0.1, warmup=10)', 'StepLRScheduler'],
    ['step(0.1, factor=0.5, every=30, warmup=10, warmup-from=0.01)', 'StepLRScheduler'],
    ['exponential(0.1, factor=0.9)', 'StepLRScheduler'],
    ['linear(0.1 -> 0.01, length=50)', 'PolyLRScheduler'],
    ['polynomial(0.1, power=2)', 'PolyLRScheduler'],
    ['cosine(0.1, cycles=0.25)', 'CosineLRScheduler'],
    ['cosine-restarts(0.1 -> 0.01, cycles=4)', 'CosineLRScheduler'],
    ['cosine-restarts(0.1, first=10, multiplier=2, decay=0.5)', 'CosineLRScheduler'],
    ['inverse-sqrt(0.1, timescale=7)', 'WSDLRScheduler'],
    ['inverse(0.1, gamma=0.3, power=1.5)', 'WSDLRScheduler'],
    ['wsd(0.1 -> 0.01, decay=20, warmup=5)', 'WSDLRScheduler'],
    ['wsd(0.1 -> 0.01, decay=20, shape=one-minus-sqrt)', 'WSDLRScheduler'],
    ['wsd(0.1 -> 0.001, decay=50, shape=exponential)', 'WSDLRScheduler'],
  ])('says %s by its own %s, exactly', (line, name) => {
    const { form, fidelity } = schedulerOf(line);
    expect([form, fidelity.kind]).toEqual([name, 'exact']);
  });

  it('names milestones one later than the policy jumps', () => {
    const { settings, fidelity } = schedulerOf('multi-step(0.1, factor=0.5, at=[1, 10, 10])');
    expect(settings).toMatchObject({ scheduler: 'MultiStepLRScheduler', decay_t: [2, 11, 11] });
    expect(fidelity.kind).toBe('exact');
  });

  it('does not trust a restart to the last bit of a logarithm', () => {
    expect(schedulerOf('cosine-restarts(0.1, first=10, multiplier=3)').form).toBe(BASE_CLASS);
    expect(schedulerOf('cosine-restarts(0.1, first=100, multiplier=3)').form).toBe('CosineLRScheduler');
  });

  it('scales parameter groups by lr_scale, which reaches the warm-up and the floor too', () => {
    const { code, fidelity } = schedulerOf('cosine(0.1 -> 0.01, warmup=10) with groups(lora-b=16)');
    expect(fidelity.kind).toBe('exact');
    expect(code).toContain('{"params": parameters_of("lora-b"), "lr_scale": 16.0},');
  });

  it('writes a plateau only where timm fixes nothing else', () => {
    const [plateau] = formsOf('plateau(0.1, patience=3, cooldown=2, metric=loss)', { ...EPOCHS, totalUpdates: 500 });
    expect(plateau?.fidelity.kind).toBe('exact');
    expect(plateau?.settings).toMatchObject({ patience_t: 3, cooldown_t: 2, mode: 'min' });
    for (const line of [
      'plateau(0.1, patience=3, metric=loss, rule=keras)',
      'plateau(0.1, patience=3, metric=loss, threshold-mode=absolute)',
      'plateau(0.1, patience=3, metric=loss, epsilon=0)',
      'plateau(0.1, patience=3, metric=loss, warmup=10)',
    ]) {
      const forms = formsOf(line);
      expect(forms.map(({ form, fidelity }) => [form, fidelity.kind])).toEqual([[BASE_CLASS, 'exact']]);
      expect(forms[0]?.code).toContain('scheduler.observe({"loss": …})');
    }
  });
});

describe('the export to the command line of timm', () => {
  it('writes epochs, the warm-up in front of them, and schedules on updates', () => {
    const { code, fidelity } = commandLineOf('cosine(3e-4 -> 3e-5, warmup=20)');
    expect(fidelity.kind).toBe('exact');
    expect(code).toBe(
      [
        '--sched cosine \\',
        '--sched-on-updates \\',
        '--lr 3e-4 \\',
        '--epochs 8 \\',
        '--warmup-epochs 2 \\',
        '--warmup-lr 0 \\',
        '--warmup-prefix \\',
        '--min-lr 3e-5 \\',
        '--cooldown-epochs 0\n',
      ].join('\n'),
    );
  });

  it.each([
    ['constant(0.1, warmup=10)', { '--sched': 'step', '--decay-rate': 1 }],
    ['linear(0.1)', { '--sched': 'poly', '--decay-rate': 1 }],
    ['polynomial(0.1, power=0.5, length=50)', { '--decay-rate': 0.5, '--epochs': 5, '--cooldown-epochs': 5 }],
    ['step(0.1, factor=0.5, every=15)', { '--decay-epochs': 1.5 }],
    ['cosine-restarts(0.1, cycles=2)', { '--lr-cycle-limit': 2, '--epochs': 5, '--lr-cycle-decay': 1 }],
    ['inverse-sqrt(0.1, timescale=5)', { '--sched': 'rsqrt', '--lr-stable-timescale': 0.5 }],
    ['wsd(0.1, decay=5)', { '--sched': 'wsd', '--decay-epochs': 0.05, '--lr-decay-fn': 'linear' }],
    ['wsd(0.1, decay=100, shape=cosine)', { '--decay-epochs': 10 }],
    ['wsd(0.1 -> 0.01, decay=30, shape=exponential)', { '--lr-decay-fn': 'exp' }],
  ])('says %s exactly', (line, settings) => {
    const form = commandLineOf(line);
    expect(form.settings).toMatchObject(settings);
    expect(form.fidelity.kind).toBe('exact');
  });

  it('says how far it is off where a length is no whole number of epochs', () => {
    expect(commandLineOf('cosine(0.1, warmup=14)').fidelity.kind).toBe('approximate');
    const milestones = commandLineOf('multi-step(0.1, factor=0.5, at=[30])');
    expect(milestones.fidelity).toMatchObject({ kind: 'approximate', difference: { update: 29 } });
    expect(milestones.notes.join(' ')).toContain('one update before');
  });

  it('says for how long it trains where that is not what was asked for', () => {
    const { notes } = commandLineOf('cosine(0.1)', { totalUpdates: 95, updatesPerEpoch: 10 });
    expect(notes.join(' ')).toContain('trains for 100 updates, the policy was asked for 95');
  });

  it('chooses the nearest scheduler for a law that it has not', () => {
    const { fidelity, notes } = commandLineOf('rex(0.1)');
    expect(fidelity.kind).toBe('not-expressible');
    expect(notes.join(' ')).toContain('is the nearest');
  });

  it('is left out where the updates of an epoch are unknown or broken, and where the peak is 0', () => {
    for (const [line, updatesPerEpoch] of [
      ['cosine(0.1)', null],
      ['cosine(0.1)', 12.5],
      ['constant(0)', 10],
    ] as const) {
      const forms = formsOf(line, { totalUpdates: 100, updatesPerEpoch });
      expect(forms.map(({ language }) => language)).not.toContain('shell');
    }
  });
});
