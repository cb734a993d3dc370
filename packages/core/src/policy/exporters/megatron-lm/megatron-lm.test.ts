import { describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../../refusal/index.js';
import { policyOf } from '../../testing/index.js';
import { exportPolicy, type ExportedForm } from '../export-policy.js';

function formsOf(line: string, totalUpdates: number): readonly ExportedForm[] {
  return valueOrThrow(exportPolicy(policyOf(line), { trainer: 'megatron-lm', run: { totalUpdates } })).forms;
}

function formOf(line: string, totalUpdates: number): ExportedForm {
  const [form] = formsOf(line, totalUpdates);
  if (form === undefined) throw new Error(`${line} has no form.`);
  return form;
}

describe('the export to Megatron-LM', () => {
  it('writes a cosine with its warm-up inside the decay, on lines that the shell joins', () => {
    const { code, fidelity } = formOf('cosine(3e-4 -> 3e-5, warmup=3%)', 1000);
    expect(fidelity.kind).toBe('exact');
    expect(code).toBe(
      [
        '--lr 3e-4 \\',
        '--min-lr 3e-5 \\',
        '--lr-decay-style cosine \\',
        '--lr-decay-iters 1000 \\',
        '--lr-warmup-iters 30 \\',
        '--lr-warmup-init 0\n',
      ].join('\n'),
    );
  });

  it.each([
    ['constant(0.1)', 'constant'],
    ['constant(0.1, warmup=10, warmup-from=0.01)', 'constant'],
    ['linear(0.1 -> 0.01, warmup=10, length=50)', 'linear'],
    ['cosine(0.1, cycles=0.25)', 'cosine'],
    ['cosine(0.1 -> 0.01, length=60)', 'cosine'],
    ['cosine-restarts(0.1, cycles=1)', 'cosine'],
    ['cosine-restarts(0.1, first=200, multiplier=2)', 'cosine'],
    ['inverse-sqrt(0.1, timescale=16, warmup=16)', 'inverse-square-root'],
    ['inverse(0.1, gamma=0.0625, power=0.5, warmup=16)', 'inverse-square-root'],
    ['wsd(0.1 -> 0.01, decay=20, warmup=5)', 'WSD'],
    ['wsd(0.1, decay=20, shape=cosine)', 'WSD'],
    ['wsd(0.1, decay=20%, shape=one-minus-sqrt)', 'WSD'],
  ])('says %s exactly', (line, style) => {
    const { form, fidelity } = formOf(line, 100);
    expect([form, fidelity.kind]).toEqual([`--lr-decay-style ${style}`, 'exact']);
  });

  it('writes a rise as a warm-up to a constant', () => {
    const { settings, fidelity } = formOf('linear(0.01 -> 0.1)', 100);
    expect(fidelity.kind).toBe('exact');
    expect(settings).toMatchObject({ '--lr': 0.1, '--lr-warmup-init': 0.01, '--lr-warmup-iters': '100' });
  });

  it('finds a rise and a fall that are written as two phases', () => {
    const { settings, fidelity } = formOf('linear(0 -> 0.1) until 20; cosine(0.1)', 100);
    expect(fidelity.kind).toBe('exact');
    expect(settings).toMatchObject({ '--lr-warmup-iters': '20', '--lr-decay-style': 'cosine' });
  });

  it('never takes an inverse square root without a warm-up, whose learning rates depend on the batch', () => {
    const { form, fidelity, notes } = formOf('inverse-sqrt(0.1, timescale=1)', 100);
    expect(form).not.toContain('inverse-square-root');
    expect(fidelity.kind).toBe('not-expressible');
    expect(notes.join(' ')).toContain('depends on the samples of a batch');
  });

  it('says that its exponential decay is another one', () => {
    const { fidelity, notes } = formOf('wsd(0.1 -> 0.001, decay=50, shape=exponential)', 100);
    expect(fidelity.kind).toBe('approximate');
    expect(notes.join(' ')).toContain('2·½^r − 1');
  });

  it('says by how much its shifted root and its linear warm-up miss a policy', () => {
    const noam = formOf('noam(1, dimension=512, warmup-steps=100)', 1000);
    expect(noam.form).toBe('--lr-decay-style inverse-square-root');
    expect(noam.fidelity).toMatchObject({ kind: 'approximate' });
    if (noam.fidelity.kind === 'approximate') expect(noam.fidelity.difference.ofPeak).toBeLessThan(0.01);
    const warmed = formOf('cosine(0.1, warmup=20, warmup-shape=cosine)', 100);
    expect(warmed.fidelity.kind).toBe('approximate');
    expect(warmed.notes.join(' ')).toContain("the policy's is cosine");
  });

  it('chooses the nearest style for a law that it has not', () => {
    for (const line of ['step(0.1, factor=0.5, every=30)', 'wave(triangle, 0.01 .. 0.1, length=20)', 'rex(0.1)']) {
      const { fidelity } = formOf(line, 100);
      expect(fidelity.kind, line).toBe('not-expressible');
      if (fidelity.kind === 'not-expressible') expect(fidelity.difference.ofPeak, line).toBeLessThan(0.5);
    }
  });

  it('leaves parameter groups out and says so', () => {
    const { fidelity, notes } = formOf('cosine(0.1) with groups(lora-b=16)', 100);
    expect(fidelity).toMatchObject({ kind: 'not-expressible', difference: { group: 'lora-b' } });
    expect(notes.join(' ')).toContain('lora-b');
  });

  it('has nothing near a closed loop', () => {
    expect(formsOf('plateau(0.1, patience=2, metric=loss)', 100)).toEqual([]);
  });
});
