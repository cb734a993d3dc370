import { describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../../refusal/index.js';
import { policyOf } from '../../testing/index.js';
import { exportPolicy, type ExportedForm } from '../export-policy.js';

const TABLE = 'a schedule that looks up a table';

function formsOf(line: string, totalUpdates: number): readonly ExportedForm[] {
  return valueOrThrow(exportPolicy(policyOf(line), { trainer: 'optax', run: { totalUpdates } })).forms;
}

function firstOf(line: string, totalUpdates: number): ExportedForm {
  const [form] = formsOf(line, totalUpdates);
  if (form === undefined) throw new Error(`${line} has no form.`);
  return form;
}

describe('the export to Optax', () => {
  it('counts the warm-up inside decay_steps, and writes the end as a learning rate', () => {
    const { code, settings, fidelity } = firstOf('cosine(3e-4 -> 3e-5, warmup=3%)', 1000);
    expect(fidelity.kind).toBe('exact');
    expect(settings).toEqual({
      schedule: 'warmup_cosine_decay_schedule',
      init_value: 0,
      peak_value: 3e-4,
      warmup_steps: 30,
      decay_steps: 1000,
      end_value: 3e-5,
    });
    expect(code).toBe(
      [
        'import optax',
        '',
        '',
        'schedule = optax.warmup_cosine_decay_schedule(',
        '    init_value=0.0,',
        '    peak_value=3e-4,',
        '    warmup_steps=30,',
        '    decay_steps=1000,',
        '    end_value=3e-5,',
        ')',
        '',
      ].join('\n'),
    );
  });

  it.each([
    ['constant(0.1)', 'constant_schedule'],
    ['constant(0.1, warmup=10)', 'linear_schedule'],
    ['linear(0.1 -> 0.01)', 'linear_schedule'],
    ['linear(0.1, warmup=10)', 'join_schedules'],
    ['polynomial(0.1 -> 0.01, power=2)', 'polynomial_schedule'],
    ['step(0.1, factor=0.5, every=30)', 'exponential_decay'],
    ['exponential(0.1, factor=0.5, every=30)', 'exponential_decay'],
    ['multi-step(0.1, factor=0.5, at=[10, 10, 40])', 'piecewise_constant_schedule'],
    ['cosine(0.1 -> 0.01, cycles=0.25)', 'cosine_decay_schedule'],
    ['cosine(0.1, warmup=10, warmup-from=0.01, warmup-shape=cosine)', 'join_schedules'],
    ['cosine-restarts(0.1 -> 0.01, first=10, multiplier=1.5, decay=0.5)', 'join_schedules'],
    ['cosine-restarts(0.1 -> 0.01, cycles=3)', 'join_schedules'],
    ['wsd(0.1 -> 0.01, decay=20, warmup=5, shape=exponential)', 'join_schedules'],
    ['wsd(0.1, decay=100, shape=cosine)', 'cosine_decay_schedule'],
    ['table([0: 0.1, 50: 0.01], between=linear)', 'join_schedules'],
    ['constant(0.1) until 50%; step(0.01, factor=0.1, every=10)', 'join_schedules'],
  ])('says %s by its own schedules, exactly', (line, name) => {
    const { form, fidelity } = firstOf(line, 100);
    expect([form, fidelity.kind]).toEqual([name, 'exact']);
  });

  it('multiplies the scales of boundaries that fall on one update', () => {
    const { settings } = firstOf('multi-step(0.1, factor=0.5, at=[10, 10, 40])', 100);
    expect(settings).toMatchObject({ boundaries_and_scales: { '10': 0.25, '40': 0.5 } });
  });

  it('always offers a table, which is all that laws have of which Optax knows nothing', () => {
    expect(formsOf('cosine(0.1)', 100).map(({ form }) => form)).toContain(TABLE);
    for (const line of ['rex(0.1)', 'inverse-sqrt(0.1, timescale=10)', 'wave(sine, 0.01 .. 0.1, length=20)']) {
      const forms = formsOf(line, 100);
      expect(forms.map(({ form, fidelity }) => [form, fidelity.kind])).toEqual([[TABLE, 'exact']]);
      expect(forms[0]?.code).toContain('for t in range(100 + 1)');
    }
  });

  it('says that its one-cycle schedules are not PyTorch’s', () => {
    expect(firstOf('one-cycle(0.1)', 100).notes.join(' ')).toContain('optax.cosine_onecycle_schedule');
  });

  it('does not offer a power whose single precision strays from the policy', () => {
    const { form } = firstOf('polynomial(0.1, power=0.1)', 100_000);
    expect(form).toBe(TABLE);
  });

  it('carries parameter groups as schedules of their own', () => {
    const { code, fidelity } = firstOf('step(0.1, factor=0.5, every=30) with groups(lora-b=16)', 100);
    expect(fidelity.kind).toBe('exact');
    expect(code).toContain('"lora-b": lambda count: 16.0 * schedule(count),');
  });

  it('writes a plateau of either rule, with one more patience than PyTorch and one less cooldown than Keras', () => {
    const counts = (line: string) => {
      const { settings, fidelity } = firstOf(line, 500);
      expect(fidelity.kind, line).toBe('exact');
      const { patience, cooldown, rtol, atol } = settings as Readonly<Record<string, number>>;
      return [patience, cooldown, rtol, atol];
    };
    expect(counts('plateau(0.1, patience=3, cooldown=2, metric=loss)')).toEqual([4, 2, 1e-4, 0]);
    expect(counts('plateau(0.1, patience=3, cooldown=2, rule=keras, metric=loss)')).toEqual([3, 1, 0, 1e-4]);
    // Optax refuses two tolerances of 0; in single precision this one is none.
    expect(counts('plateau(0.1, threshold=0, metric=loss)')).toEqual([11, 0, 0, 1e-30]);
  });

  it('gives the negative of a metric whose larger values are better, where the threshold is absolute', () => {
    const line = 'plateau(0.1, patience=3, direction=maximize, threshold-mode=absolute, metric=accuracy)';
    const { code, fidelity } = firstOf(line, 500);
    expect(fidelity.kind).toBe('exact');
    expect(code).toContain('value = -metrics["accuracy"]');
  });

  it('writes any other closed loop as its own rules', () => {
    const lines = [
      'plateau(0.1, direction=maximize, metric=accuracy)',
      'plateau(0.1, patience=3, metric=loss, warmup=10)',
      'plateau(0.1, patience=3, metric=loss) with groups(lora-b=16)',
    ];
    for (const line of lines) {
      const forms = formsOf(line, 100);
      expect(forms.map(({ form, fidelity }) => [form, fidelity.kind])).toEqual([['the policy itself', 'exact']]);
      expect(forms[0]?.code).toContain('loop = policy()');
    }
    expect(firstOf(lines[2] ?? '', 100).code).toContain('"lora-b": 16.0,');
  });

  it('looks at what a multiplier makes of a rounding', () => {
    const line = 'cosine(0.1) with groups(lora-b=16)';
    const forms = formsOf(line, 100);
    expect(forms.map(({ form, fidelity }) => [form, fidelity.kind])).toEqual([[TABLE, 'exact']]);
  });
});
