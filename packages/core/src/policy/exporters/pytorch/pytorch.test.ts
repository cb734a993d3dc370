import { describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../../refusal/index.js';
import { policyOf } from '../../testing/index.js';
import { exportPolicy } from '../export-policy.js';

const formsOf = (line: string, totalUpdates = 100) =>
  valueOrThrow(exportPolicy(policyOf(line), { trainer: 'pytorch', run: { totalUpdates } })).forms;
const namesOf = (line: string, totalUpdates?: number) => formsOf(line, totalUpdates).map(({ form }) => form);
const codeOf = (line: string, totalUpdates?: number) => formsOf(line, totalUpdates)[0]?.code ?? '';

describe('PyTorch', () => {
  it.each([
    ['constant(0.1)', 'no scheduler'],
    ['step(0.1, factor=0.5, every=10)', 'StepLR'],
    ['multi-step(0.1, factor=0.5, at=[10, 10, 20])', 'MultiStepLR'],
    ['exponential(0.1, factor=0.99)', 'ExponentialLR'],
    ['linear(0.1 -> 0.01)', 'LinearLR'],
    ['polynomial(0.1, power=2)', 'PolynomialLR'],
    ['cosine(0.1 -> 0.01)', 'CosineAnnealingLR'],
    ['cosine-restarts(0.1, first=10, multiplier=2)', 'CosineAnnealingWarmRestarts'],
    ['cosine-restarts(0.1, cycles=4)', 'CosineAnnealingWarmRestarts'],
    ['one-cycle(0.1, phases=3)', 'OneCycleLR'],
    ['wave(triangle, 0.01 .. 0.1, length=10, damping=halving)', 'CyclicLR'],
    ['cyclic(0.01 .. 0.1, up=10, down=20, damping=0.9)', 'CyclicLR'],
    ['constant(0.1, warmup=10, warmup-from=0.01)', 'LinearLR'],
    ['constant(0.1, warmup=10, warmup-from=0.01, warmup-shape=constant)', 'ConstantLR'],
    ['cosine(0.1, warmup=10, warmup-from=1e-6)', 'SequentialLR'],
    ['constant(0.1) until 30; linear(0.05 -> 0.01) until 70; step(0.1, factor=0.5, every=10)', 'SequentialLR'],
  ])('has its own scheduler for %s: %s', (line, name) => {
    expect(namesOf(line)).toEqual([name, 'LambdaLR']);
    expect(formsOf(line).map(({ fidelity }) => fidelity.kind)).toEqual(['exact', 'exact']);
  });

  it.each([
    // It rises again past its length.
    'cosine(0.1, length=50)',
    // A peak that falls from cycle to cycle.
    'cosine-restarts(0.1, first=10, decay=0.5)',
    // LinearLR cannot rise, and no scheduler starts a warm-up at 0.
    'linear(0.01 -> 0.1)',
    'cosine(0.1, warmup=10%)',
    // CyclicLR takes no notice of the learning rate that the others are factors of.
    'constant(0.1) until 30; cyclic(0.01 .. 0.1, up=10, down=20)',
    'linear(0.1) until 30; constant(0.1) until 60; linear(0.1) resume',
    // Schedulers of one optimizer share its learning rate, of which a cosine takes the whole.
    'constant(0.1) until 30; cosine(0.05)',
    // Its first phase has no length.
    'one-cycle(0.1, peak-at=0)',
    // It would divide by its last phase, which has no length.
    'one-cycle(0.1, peak-at=1)',
    // An end that is the same for every group.
    'cosine(0.1 -> 0.01) with groups(lora-b=16)',
    'rex(0.1)',
  ])('leaves to LambdaLR alone what its schedulers do otherwise: %s', (line) => {
    expect(namesOf(line)).toEqual(['LambdaLR']);
  });

  it('leaves long runs to LambdaLR where torch adds one rounding to another', () => {
    expect(namesOf('linear(0.1)', 100_000)).toContain('LinearLR');
    expect(namesOf('linear(0.1)', 100_001)).toEqual(['LambdaLR']);
    expect(namesOf('cosine(0.1)', 100_001)).toEqual(['LambdaLR']);
  });

  it('switches off the momentum that OneCycleLR and CyclicLR would move', () => {
    expect(codeOf('one-cycle(0.1)')).toContain('cycle_momentum=False');
    expect(codeOf('cyclic(0.01 .. 0.1, up=10, down=20)')).toContain('cycle_momentum=False');
  });

  it('begins each scheduler of a sequence at its own start, in factors of one learning rate', () => {
    const code = codeOf('constant(0.05, warmup=10, warmup-from=0.01) until 40; cosine(0.1 -> 0.01)');
    expect(code).toContain('lr=0.1)');
    expect(code).toContain('LinearLR(optimizer, start_factor=0.09999999999999999, end_factor=0.5, total_iters=10)');
    expect(code).toContain('ConstantLR(optimizer, factor=0.5, total_iters=100)');
    expect(code).toContain('CosineAnnealingLR(optimizer, T_max=60, eta_min=0.01)');
    expect(code).toContain('milestones=[10, 40]');
  });

  it('gives LambdaLR groups their multipliers as learning rates of 1', () => {
    const code = codeOf('linear(2e-4) with groups(lora-b=16)');
    expect(code).toContain('{"params": parameters_of("lora-b"), "lr": 16.0}');
    expect(code).toContain('{"params": parameters_of(None), "lr": 1.0}');
  });

  it('writes a plateau by its own rule as ReduceLROnPlateau', () => {
    const [form] = formsOf('plateau(0.1, patience=2, metric=loss)');
    expect(form).toMatchObject({ form: 'ReduceLROnPlateau', fidelity: { kind: 'exact' } });
    expect(form?.code).toContain('ReduceLROnPlateau(optimizer, mode="min", factor=0.1, patience=2,');
  });
});
