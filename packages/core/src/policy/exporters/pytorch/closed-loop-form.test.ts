import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../../refusal/index.js';
import { compilePolicy } from '../../compile.js';
import { parsePolicyDocument } from '../../read-document.js';
import { arbitraryPolicyOf, policyOf } from '../../testing/index.js';
import { exportPolicy } from '../export-policy.js';

const formsOf = (line: string, totalUpdates = 100) =>
  valueOrThrow(exportPolicy(policyOf(line), { trainer: 'pytorch', run: { totalUpdates } })).forms;
const codeOf = (line: string) => formsOf(line)[0]?.code ?? '';
const switched = (halves: string) => `switch(${halves}, metric=loss, direction=minimize, value=0.5, at-most=60)`;

// That the classes steer as the policy does is seen with Python: test/conformance.
describe('a closed loop for PyTorch', () => {
  it('is torch’s own scheduler where that has its rule', () => {
    expect(formsOf('plateau(0.1, metric=loss)').map(({ form }) => form)).toEqual(['ReduceLROnPlateau']);
  });

  it.each([
    ['plateau(0.1, rule=keras, metric=loss)', 'KerasPlateau('],
    ['plateau(0.1, metric=loss, warmup=10)', 'WarmUp('],
    ['plateau(0.1, metric=loss) with groups(lora-b=16)', 'Plateau('],
    [
      'ladder([0.01, 0.1], start-at=0, metric=loss, direction=minimize, window=2, threshold=0.01, cooldown=0)',
      'Ladder(',
    ],
    [switched('constant(1) -> cosine(1)'), 'Switch('],
    ['plateau(0.1, metric=loss) until 50; constant(0.01)', 'Sequence('],
  ])('is a scheduler of its own rules where torch has none: %s', (line, made) => {
    const [form, ...others] = formsOf(line);
    expect([form?.form, form?.fidelity.kind, others]).toEqual(['PolicyScheduler', 'exact', []]);
    expect(form?.code).toContain('class PolicyScheduler(LRScheduler):');
    expect(form?.code).toContain(made);
    expect(form?.code).toContain('scheduler.observe({"loss": …})');
  });

  it('has only the classes that it needs', () => {
    const code = codeOf('plateau(0.1, rule=keras, metric=loss)');
    expect(code.match(/^class \w+/gm)).toEqual(['class KerasPlateau', 'class PolicyScheduler']);
  });

  it('gives what follows a switch the updates that are left', () => {
    const code = codeOf(switched('constant(1) -> cosine(1, warmup=5)'));
    expect(code).toContain('def after_1(updates):');
    expect(code).toContain('length = updates - 5');
  });

  it('makes a phase that is resumed once', () => {
    const code = codeOf('plateau(1, metric=loss) until 30; constant(0.3) until 50; plateau(1, metric=loss) resume');
    expect(code).toContain('(resumed_1 := Plateau(');
    expect(code).toMatch(/\(50, 30, resumed_1\)/);
  });

  it('has no form where a length is a share of what a switch leaves', () => {
    expect(formsOf(switched('constant(1) -> cosine(1, warmup=10%)'))).toEqual([]);
  });

  it('is exact in every form that it has, for any plateau and ladder', () => {
    for (const law of ['plateau', 'ladder']) {
      fc.assert(
        fc.property(arbitraryPolicyOf(law), ({ document, context }) => {
          const policy = valueOrThrow(parsePolicyDocument(document));
          if (!compilePolicy(policy, context).ok) return;
          const { forms } = valueOrThrow(exportPolicy(policy, { trainer: 'pytorch', run: context }));
          expect(forms.map(({ fidelity }) => fidelity.kind)).toEqual(['exact']);
          expect(forms[0]?.code).not.toMatch(/undefined|NaN|Infinity/);
        }),
        { seed: 707, numRuns: 40 },
      );
    }
  });
});
