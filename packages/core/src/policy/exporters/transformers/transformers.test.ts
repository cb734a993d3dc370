import { describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../../refusal/index.js';
import { policyOf } from '../../testing/index.js';
import { type ExportedForm, exportPolicy } from '../export-policy.js';

function formsOf(line: string, totalUpdates: number, version = '5'): readonly ExportedForm[] {
  const request = { trainer: 'transformers', version, run: { totalUpdates } };
  return valueOrThrow(exportPolicy(policyOf(line), request)).forms;
}

/** The form of TrainingArguments; the other one is a trainer's code. */
function argumentsOf(line: string, totalUpdates: number, version?: string): ExportedForm {
  return formsOf(line, totalUpdates, version).find(({ form }) => form.startsWith('lr_scheduler_type'))!;
}

describe('a policy as TrainingArguments', () => {
  it('is written as a person would, with a count of warm-up steps, which every version reads alike', () => {
    expect(argumentsOf('cosine(2e-5, warmup=7%)', 100).code).toBe(
      [
        'from transformers import TrainingArguments',
        '',
        'arguments = TrainingArguments(',
        '    learning_rate=2e-5,',
        '    lr_scheduler_type="cosine",',
        '    warmup_steps=7,',
        '    max_steps=100,',
        ')',
        '',
      ].join('\n'),
    );
  });

  it.each([
    ['constant(1e-3)', 'constant', {}],
    ['constant(1e-3, warmup=5)', 'constant_with_warmup', {}],
    ['linear(1e-3, warmup=5)', 'linear', {}],
    ['linear(1e-3 -> 1e-4)', 'polynomial', { lr_end: 1e-4, power: 1 }],
    ['polynomial(1e-3, power=2)', 'polynomial', { lr_end: 0, power: 2 }],
    ['cosine(1e-3, cycles=1)', 'cosine', { num_cycles: 1 }],
    ['cosine(1e-3, length=200)', 'cosine', { num_cycles: 0.25 }],
    ['cosine(1e-3 -> 1e-4, warmup=5)', 'cosine_with_min_lr', { min_lr: 1e-4 }],
    ['cosine-restarts(1e-3, cycles=4, warmup=4)', 'cosine_with_restarts', { num_cycles: 4 }],
    ['cosine-restarts(1e-3, first=40)', 'cosine_with_restarts', { num_cycles: 2.5 }],
    ['inverse-sqrt(1e-3, timescale=5, warmup=5)', 'inverse_sqrt', {}],
    ['inverse-sqrt(1e-3, timescale=10000)', 'inverse_sqrt', {}],
    ['inverse-sqrt(1e-3, timescale=50, warmup=5)', 'inverse_sqrt', { timescale: 50 }],
    ['inverse(1e-3, gamma=0.04, power=0.5)', 'inverse_sqrt', { timescale: 25 }],
    ['wsd(1e-3, warmup=5, decay=20)', 'warmup_stable_decay', { num_decay_steps: 20, decay_type: 'linear' }],
    [
      'wsd(1e-3 -> 1e-4, decay=20, shape=one-minus-sqrt)',
      'warmup_stable_decay',
      { num_decay_steps: 20, decay_type: '1-sqrt', min_lr_ratio: 0.1 },
    ],
  ])('says %s exactly', (line, type, keywords) => {
    const { settings, fidelity } = argumentsOf(line, 100);
    expect(fidelity.kind).toBe('exact');
    expect(settings).toMatchObject({ lr_scheduler_type: type });
    expect((settings as Record<string, unknown>)['lr_scheduler_kwargs'] ?? {}).toEqual(keywords);
  });

  it.each([
    'constant(1e-3, warmup=5, warmup-from=1e-4, warmup-shape=cosine)',
    'linear(1e-4 -> 1e-3)',
    'linear(0 -> 1e-3, length=20)',
    'linear(1e-3 -> 1e-4, warmup=5, warmup-from=1e-4, length=20)',
    'cosine(1e-3 -> 1e-4, length=20)',
    'constant(1e-3) until 50; cosine(1e-3 -> 1e-4)',
    'constant(1e-3) until 50; constant(1e-4)',
    'multi-step(0.1, factor=0.1, at=[30])',
  ])('says with stages what has no type of its own: %s', (line) => {
    const { settings, fidelity } = argumentsOf(line, 100);
    expect(fidelity.kind).toBe('exact');
    expect(settings).toMatchObject({
      lr_scheduler_type: expect.stringMatching(/warmup_stable_decay|constant_with_warmup/) as string,
    });
  });

  it('nudges num_cycles where the library would round a restart to the update after it', () => {
    const wrong = [3, 5, 6, 7, 9, 11, 13].flatMap((cycles) =>
      [2, 3, 7, 10].map((length) => argumentsOf(`cosine-restarts(1e-3, cycles=${String(cycles)})`, cycles * length)),
    );
    expect(wrong.filter(({ fidelity }) => fidelity.kind !== 'exact')).toEqual([]);
  });

  it('writes lr_end where a polynomial ends at 0: its default is 1e-7', () => {
    expect(argumentsOf('polynomial(1e-6, power=2)', 50).code).toContain('"lr_end": 0.0');
  });

  it('never leaves a warm-up to constant, which ignores it', () => {
    expect(argumentsOf('constant(1e-3, warmup=1)', 50)).toMatchObject({
      form: 'lr_scheduler_type: constant_with_warmup',
      fidelity: { kind: 'exact' },
    });
  });

  it('says that stages start at their floor where the policy warms up from 0: not expressible, by that floor', () => {
    const { form, fidelity } = argumentsOf('wsd(1e-3 -> 1e-4, warmup=10, decay=20)', 100);
    expect(form).toBe('lr_scheduler_type: warmup_stable_decay');
    expect(fidelity.kind).toBe('not-expressible');
    expect(fidelity.kind === 'exact' ? 0 : fidelity.difference.ofPeak).toBeLessThanOrEqual(0.1 + 1e-12);
  });

  it.each([
    ['a warm-up from above 0', 'cosine(1e-3, warmup=10, warmup-from=1e-4)', 'a linear one from above 0'],
    ['a warm-up of another shape', 'linear(1e-3, warmup=10, warmup-shape=logarithmic)', 'a logarithmic one'],
  ])('gives the nearest for %s and says why', (_what, line, reason) => {
    const { fidelity, notes } = argumentsOf(line, 100);
    expect(fidelity.kind).toBe('not-expressible');
    expect(notes.join(' ')).toContain(reason);
  });

  it('gives a near schedule for laws that the Trainer does not have', () => {
    const differences = [
      'exponential(1e-3, factor=0.98)',
      'sigmoid(1e-3, gamma=-0.1, center=50)',
      'rex(1e-3, warmup=5)',
      'noam(1, dimension=512, warmup-steps=20)',
      'one-cycle(1e-3)',
    ].map((line) => {
      const { fidelity } = argumentsOf(line, 100);
      return fidelity.kind === 'not-expressible' ? fidelity.difference.ofPeak : NaN;
    });
    for (const difference of differences) expect(difference).toBeLessThan(0.2);
  });

  it('asks for 5.4 where timescale is given, and writes another policy for version 4, which ignores it', () => {
    const line = 'inverse-sqrt(1e-3, timescale=50, warmup=5)';
    expect(argumentsOf(line, 100).notes.join(' ')).toContain('5.4');
    const older = argumentsOf(line, 100, '4');
    expect(older.fidelity.kind).toBe('not-expressible');
    expect(older.code).not.toContain('timescale');
  });

  it('warns of the command line of 4.57 where version 4 takes keywords', () => {
    expect(argumentsOf('cosine(1e-3 -> 1e-4)', 100, '4').notes.join(' ')).toContain('4.57.4');
    expect(argumentsOf('cosine(1e-3)', 100, '4').notes.join(' ')).not.toContain('4.57.4');
  });

  it('names the updates that the schedule counts, and nothing where it counts none', () => {
    expect(argumentsOf('linear(1e-3)', 100).notes.join(' ')).toContain('100 updates');
    expect(argumentsOf('constant(1e-3)', 100).code).not.toContain('max_steps');
  });

  it('tells users of DeepSpeed that a scheduler block there would win', () => {
    expect(argumentsOf('linear(1e-3)', 100).notes.join(' ')).toContain('DeepSpeed');
  });

  it('gives the constant in the middle of a policy that nothing else is near to, and says so', () => {
    const { settings, fidelity, notes } = argumentsOf('table([0: 1e-3, 3: 0, 30: 1e-3, 33: 0, 34: 1e-3, 80: 0])', 100);
    expect(settings).toMatchObject({ lr_scheduler_type: 'constant', learning_rate: 5e-4 });
    expect(fidelity).toMatchObject({ kind: 'not-expressible', difference: { ofPeak: 0.5 } });
    expect(notes.join(' ')).toContain('halfway');
  });

  it('says that parameter groups are left out, and does not call that the policy', () => {
    const { fidelity, notes } = argumentsOf('constant(1e-3) with groups(lora-b=16)', 100);
    expect(fidelity).toMatchObject({ kind: 'not-expressible', difference: { group: 'lora-b', ofPeak: 15 } });
    expect(notes.join(' ')).toContain('lora-b');
  });
});

describe('a plateau as TrainingArguments', () => {
  it('is PyTorch’s rule with every number written', () => {
    const line = 'plateau(1e-3, factor=0.5, patience=3, threshold=0.01, cooldown=2, metric=eval_loss)';
    const [form, ...others] = formsOf(line, 200);
    expect(others).toEqual([]);
    expect(form).toMatchObject({
      fidelity: { kind: 'exact' },
      settings: {
        lr_scheduler_type: 'reduce_lr_on_plateau',
        lr_scheduler_kwargs: {
          mode: 'min',
          factor: 0.5,
          patience: 3,
          threshold: 0.01,
          threshold_mode: 'rel',
          cooldown: 2,
        },
        eval_strategy: 'epoch',
        metric_for_best_model: 'eval_loss',
      },
    });
  });

  it.each([0, 1, 3].flatMap((patience) => [0, 1, 3].map((cooldown) => [patience, cooldown] as const)))(
    'says Keras’s rule with its counts moved by one: patience %i, cooldown %i',
    (patience, cooldown) => {
      const counts = `patience=${String(patience)}, cooldown=${String(cooldown)}`;
      const line = `plateau(1e-3, factor=0.5, ${counts}, minimum=1e-5, metric=accuracy, direction=maximize, rule=keras)`;
      expect(formsOf(line, 200)[0]?.fidelity.kind).toBe('exact');
    },
  );

  it('has no warm-up: the Trainer ignores it', () => {
    const [form] = formsOf('plateau(1e-3, metric=eval_loss, warmup=10)', 200);
    expect(form?.fidelity.kind).toBe('not-expressible');
    expect(form?.notes.join(' ')).toContain('ignores a warm-up');
  });

  it('says how the Trainer calls the metric', () => {
    expect(formsOf('plateau(1e-3, metric=accuracy)', 200)[0]?.notes.join(' ')).toContain('eval_accuracy');
  });

  it('is all that the Trainer knows of closed loops', () => {
    const line =
      'ladder([1e-4, 1e-3], start-at=1, metric=loss, direction=minimize, window=3, threshold=0.01, cooldown=1)';
    expect(formsOf(line, 200)).toEqual([]);
  });
});

describe('a policy as a trainer of its own', () => {
  it('is exact where no lr_scheduler_type is', () => {
    const [best] = formsOf('wave(triangle, 1e-4 .. 6e-3, length=20, damping=halving)', 200);
    expect(best).toMatchObject({ form: 'create_scheduler', fidelity: { kind: 'exact' } });
  });

  it('gives the policy’s function to LambdaLR, and its peak to the arguments', () => {
    const code = formsOf('noam(1, dimension=512, warmup-steps=10)', 100)[0]!.code;
    expect(code).toContain('def learning_rate(t):');
    expect(code).toContain('LambdaLR(optimizer, lambda t: learning_rate(t) / PEAK)');
    expect(code).toContain('arguments = TrainingArguments(learning_rate=PEAK, max_steps=100)');
  });

  it('divides by no peak of 0', () => {
    const code = formsOf('constant(0)', 10).find(({ form }) => form === 'create_scheduler')!.code;
    expect(code).toContain('lambda t: 1.0');
  });

  it('splits parameters by patterns of their names where the policy has groups', () => {
    const [best] = formsOf('constant(1e-3) with groups(default=2, lora-b=16)', 10);
    expect(best).toMatchObject({ form: 'create_scheduler', fidelity: { kind: 'exact' } });
    expect(best!.code).toContain('r"(?<![a-z0-9])lora[-._]b(?![a-z0-9])": 16.0,');
    expect(best!.code).toContain('return next(matching, 2.0)');
    expect(best!.notes.join(' ')).toContain('GROUPS');
  });
});
