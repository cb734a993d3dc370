import { describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../../refusal/index.js';
import { policyOf } from '../../testing/index.js';
import { exportPolicy, type ExportedForm } from '../export-policy.js';

const CLOSED_LOOPS = [
  'plateau(0.1, patience=3, metric=val_loss)',
  'plateau(0.1, patience=3, rule=keras, metric=val_loss, warmup=10)',
  'ladder([0.01, 0.1, 1], start-at=1, metric=val_loss, direction=minimize, window=2, threshold=0.01, cooldown=1)',
];
const TABLE = 'a schedule that looks up a table';

function formsOf(line: string, totalUpdates: number): readonly ExportedForm[] {
  return valueOrThrow(exportPolicy(policyOf(line), { trainer: 'keras', run: { totalUpdates } })).forms;
}

function firstOf(line: string, totalUpdates: number): ExportedForm {
  const [form] = formsOf(line, totalUpdates);
  if (form === undefined) throw new Error(`${line} has no form.`);
  return form;
}

describe('the export to Keras', () => {
  it('counts the decay without the warm-up, and writes the floor as a share of the peak', () => {
    const { code, settings, fidelity } = firstOf('cosine(3e-4 -> 3e-5, warmup=3%)', 1000);
    expect(fidelity.kind).toBe('exact');
    expect(settings).toMatchObject({ decay_steps: 970, alpha: 0.1, warmup_target: 3e-4, warmup_steps: 30 });
    expect(code).toBe(
      [
        'import keras',
        '',
        '',
        'schedule = keras.optimizers.schedules.CosineDecay(',
        '    initial_learning_rate=0.0,',
        '    warmup_target=3e-4,',
        '    warmup_steps=30,',
        '    decay_steps=970,',
        '    alpha=0.1,',
        ')',
        '',
      ].join('\n'),
    );
  });

  it.each([
    ['constant(0.1)', 'a constant learning rate'],
    ['constant(0.1, warmup=10)', 'PolynomialDecay'],
    ['linear(0.1 -> 0.01)', 'PolynomialDecay'],
    ['polynomial(0.1 -> 0.01, power=2)', 'PolynomialDecay'],
    ['step(0.1, factor=0.5, every=30)', 'ExponentialDecay'],
    ['exponential(0.1, factor=0.5, every=30)', 'ExponentialDecay'],
    ['inverse(0.1, gamma=0.5, power=1, every=10)', 'InverseTimeDecay'],
    ['cosine(0.1 -> 0.01, cycles=0.25)', 'CosineDecay'],
    ['cosine-restarts(0.1 -> 0.01, cycles=3)', 'CosineDecayRestarts'],
    ['cosine-restarts(0.1, first=10, decay=0.5)', 'CosineDecayRestarts'],
    ['multi-step(0.1, factor=0.5, at=[10, 10, 40])', 'PiecewiseConstantDecay'],
    ['table([0: 0.1, 50: 0.01])', 'PiecewiseConstantDecay'],
    ['constant(0.1) until 50%; step(0.01, factor=0.1, every=10)', 'PiecewiseConstantDecay'],
  ])('says %s by its own %s, exactly', (line, name) => {
    const { form, fidelity } = firstOf(line, 100);
    expect([form, fidelity.kind]).toEqual([name, 'exact']);
  });

  it('names the update before a jump as the boundary, where Keras keeps the old value', () => {
    const { settings } = firstOf('multi-step(0.1, factor=0.5, at=[10, 10, 40])', 100);
    expect(settings).toMatchObject({ boundaries: [9, 39], values: [0.1, 0.025, 0.0125] });
  });

  it('always writes the end of a polynomial, whose default is not 0', () => {
    expect(firstOf('linear(0.1)', 100).settings).toMatchObject({ end_learning_rate: 0 });
  });

  it('writes whole learning rates with a point, of which Keras would make integers', () => {
    expect(firstOf('linear(1)', 100).code).toContain('initial_learning_rate=1.0,');
    expect(firstOf('step(2, factor=0.5, every=10)', 100).code).toContain('initial_learning_rate=2.0,');
  });

  it('has no own schedule for most warm-ups, and always a table', () => {
    for (const line of ['linear(0.1, warmup=10)', 'rex(0.1)', 'cosine(0.1, warmup=5, warmup-shape=cosine)']) {
      const forms = formsOf(line, 100);
      expect(forms.map(({ form, fidelity }) => [form, fidelity.kind])).toEqual([[TABLE, 'exact']]);
      expect(forms[0]?.code).toContain('for t in range(100 + 1)');
    }
    expect(formsOf('constant(0.1)', 100).map(({ form }) => form)).toContain(TABLE);
  });

  it('does not trust growing restarts to a logarithm in single precision', () => {
    const { form, notes } = firstOf('cosine-restarts(0.1, first=1000, multiplier=1.1)', 4000);
    expect(form).toBe(TABLE);
    expect(notes.join(' ')).toContain('can miss a restart');
  });

  it('says what gradient accumulation makes of the count', () => {
    const [own, table] = formsOf('cosine(0.1)', 100);
    expect(own?.notes.join(' ')).toContain('Keras counts batches');
    expect(table?.code).toContain('// self.batches_per_update');
  });

  it('carries parameter groups as schedules of their own', () => {
    const { code, fidelity } = firstOf('step(0.1, factor=0.5, every=30) with groups(lora-b=16)', 100);
    expect(fidelity.kind).toBe('exact');
    expect(code).toContain('"lora-b": GroupSchedule(16.0),');
  });

  it('writes both rules of a plateau whose threshold is absolute as its callback', () => {
    const own = firstOf('plateau(0.1, patience=3, cooldown=2, rule=keras, metric=val_loss)', 500);
    expect(own.settings).toMatchObject({ monitor: 'val_loss', mode: 'min', patience: 3, cooldown: 2 });
    expect(own.fidelity.kind).toBe('exact');
    const line = 'plateau(0.1, patience=3, cooldown=2, threshold-mode=absolute, epsilon=0, metric=val_loss)';
    const pytorch = firstOf(line, 500);
    expect(pytorch.settings).toMatchObject({ patience: 4, cooldown: 3 });
    expect(pytorch.fidelity.kind).toBe('exact');
  });

  it('writes any other closed loop as a callback of its own rules', () => {
    for (const line of CLOSED_LOOPS) {
      const forms = formsOf(line, 100);
      expect(forms.map(({ form, fidelity }) => [form, fidelity.kind])).toEqual([['a callback', 'exact']]);
      expect(forms[0]?.code).toContain('def on_epoch_end(self, epoch, logs=None):');
    }
    expect(formsOf('plateau(0.1, patience=3, metric=val_loss) with groups(lora-b=16)', 100)).toEqual([]);
  });

  it('looks at what a multiplier makes of a rounding', () => {
    const line = 'cosine(0.1) with groups(lora-b=16)';
    const forms = formsOf(line, 100);
    expect(forms.map(({ form, fidelity }) => [form, fidelity.kind])).toEqual([[TABLE, 'exact']]);
  });
});
