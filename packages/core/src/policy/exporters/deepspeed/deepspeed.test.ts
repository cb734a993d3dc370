import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../../refusal/index.js';
import { compilePolicy } from '../../compile.js';
import { parsePolicyDocument } from '../../read-document.js';
import { arbitraryPolicy, compiledOf, policyOf } from '../../testing/index.js';
import type { ExportInput } from '../exporter.js';
import { fidelityOf } from '../fidelity.js';
import { deepspeed } from './deepspeed.js';

const inputOf = (line: string, totalUpdates: number): ExportInput => ({
  policy: policyOf(line),
  compiled: compiledOf(line, totalUpdates),
  run: { totalUpdates, updatesPerEpoch: null, tokensPerUpdate: null },
});

function blockOf(line: string, totalUpdates = 100) {
  const input = inputOf(line, totalUpdates);
  const block = deepspeed.candidates(input, null).find(({ language }) => language === 'json')!;
  const { optimizer, scheduler } = block.settings as unknown as {
    readonly optimizer: { readonly params: { readonly lr: number } };
    readonly scheduler: { readonly type: string; readonly params: Readonly<Record<string, unknown>> };
  };
  return { ...block, ...scheduler, learningRate: optimizer.params.lr, fidelity: fidelityOf(block, input) };
}

describe('DeepSpeed', () => {
  it.each([
    ['constant(0.1)', 'WarmupLR'],
    ['constant(0.1, warmup=10)', 'WarmupLR'],
    ['constant(0.1, warmup=1)', 'WarmupLR'],
    ['constant(0.1, warmup=10, warmup-from=0.01)', 'WarmupLR'],
    ['constant(0.1, warmup=10, warmup-shape=logarithmic)', 'WarmupLR'],
    ['linear(0.1)', 'WarmupDecayLR'],
    ['linear(0.1 -> 0.01, length=50)', 'WarmupDecayLR'],
    ['linear(0.1, warmup=10)', 'WarmupDecayLR'],
    ['linear(0.1, warmup=1)', 'WarmupDecayLR'],
    ['linear(0.1, warmup=30, warmup-shape=logarithmic)', 'WarmupDecayLR'],
    ['linear(0.01 -> 0.1, length=60)', 'WarmupLR'],
    ['cosine(0.1)', 'WarmupCosineLR'],
    ['cosine(0.1 -> 0.02, length=40)', 'WarmupCosineLR'],
    ['inverse(0.1, gamma=0.2, power=1, every=3)', 'OneCycle'],
    ['wave(triangle, 0.01 .. 0.1, length=50)', 'OneCycle'],
    ['cyclic(0.01 .. 0.1, up=20, down=80)', 'OneCycle'],
  ])('says %s exactly with %s', (line, type) => {
    const block = blockOf(line);
    expect([block.type, block.fidelity.kind]).toEqual([type, 'exact']);
  });

  it('takes the lag of one update away: the counter is ahead, and update 0 is the optimizer’s', () => {
    const { params, learningRate, learningRateAt, notes } = blockOf('linear(1, warmup=4)', 10);
    expect(params).toEqual({
      warmup_min_lr: 0,
      warmup_max_lr: 1,
      warmup_num_steps: 4,
      warmup_type: 'linear',
      last_batch_iteration: 0,
      total_num_steps: 10,
    });
    expect(learningRate).toBe(0);
    expect([0, 1, 2, 4, 10].map(learningRateAt)).toEqual([0, 0.25, 0.5, 1, 0]);
    expect(notes.join(' ')).toContain('lag of one update');
  });

  it('has the warm-up of two updates that it is given for a shorter one behind it before update 1', () => {
    expect(blockOf('constant(0.1, warmup=1)').params).toMatchObject({ warmup_num_steps: 2, last_batch_iteration: 1 });
    expect(blockOf('linear(0.1)').params).toMatchObject({ warmup_num_steps: 2, last_batch_iteration: 2 });
    expect(blockOf('cosine(0.1)').params).toMatchObject({ warmup_num_steps: 2, last_batch_iteration: 1 });
  });

  it('comes as near to a cosine behind a warm-up as a schedule without a peak can', () => {
    const { type, params, fidelity, notes } = blockOf('cosine(0.1, warmup=100)', 1000);
    expect([type, fidelity.kind]).toEqual(['WarmupCosineLR', 'approximate']);
    expect(params).toMatchObject({ warmup_num_steps: 99, warmup_min_ratio: 0.01, cos_min_ratio: 0 });
    // Written with the policy's own numbers it would lag through the whole warm-up, by 1% of the peak.
    expect(fidelity.kind === 'approximate' && fidelity.difference.ofPeak).toBeLessThan(0.001);
    expect(notes.join(' ')).toContain('never reaches its peak');
  });

  it('switches off the momentum that OneCycle would move', () => {
    expect(blockOf('wave(triangle, 0.01 .. 0.1, length=50)').params).toMatchObject({ cycle_momentum: false });
  });

  it.each([
    'polynomial(0.1, power=2)',
    'rex(0.1, warmup=10)',
    'step(0.1, factor=0.5, every=10)',
    'wsd(0.1, decay=20%)',
  ])('says that it has nothing like %s, and what is nearest', (line) => {
    const { fidelity, notes } = blockOf(line);
    expect(fidelity.kind).toBe('not-expressible');
    expect(notes[0]).toContain('is the nearest');
  });

  it('says that a block leaves groups out, and gives them to the scheduler of torch', () => {
    const line = 'linear(2e-4) with groups(lora-b=16)';
    expect(blockOf(line).fidelity.kind).toBe('not-expressible');
    expect(blockOf(line).notes.join(' ')).toContain('lora-b');
    const [, client] = deepspeed.candidates(inputOf(line, 100), null);
    expect(client?.groups.get('lora-b')).toBe(16);
  });

  it('hands LambdaLR to the engine, which steps it', () => {
    const [, client] = deepspeed.candidates(inputOf('rex(0.1)', 100), null);
    expect(client?.code).toContain('def learning_rate(t):');
    expect(client?.code).toContain('lr_scheduler=scheduler');
    expect(client?.code).not.toContain('scheduler.step()');
  });

  it('gives its engine, which knows no evaluations, the rules of a closed loop as a scheduler that is told', () => {
    const [only, ...others] = deepspeed.candidates(inputOf('plateau(0.1, metric=loss)', 100), null);
    expect(others).toEqual([]);
    expect(only?.code).toContain('lr_scheduler=scheduler');
    expect(only?.code).toContain('scheduler.observe({"loss": …})');
    expect(only?.code).not.toContain('scheduler.step()');
  });

  it('has an exact form for every open-loop policy, and a block beside it', () => {
    fc.assert(
      fc.property(arbitraryPolicy, ({ document, context }) => {
        const policy = valueOrThrow(parsePolicyDocument(document));
        const compiled = valueOrThrow(compilePolicy(policy, context));
        if (compiled.loop !== null) return;
        const input = { policy, compiled, run: context };
        const forms = deepspeed.candidates(input, null);
        expect(forms.map(({ language }) => language)).toEqual(['json', 'python']);
        expect(forms.some((form) => fidelityOf(form, input).kind === 'exact')).toBe(true);
      }),
      { seed: 505, numRuns: 150 },
    );
  });
});
