import { describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../../refusal/index.js';
import { policyOf } from '../../testing/index.js';
import { exportPolicy } from '../export-policy.js';

const formsOf = (line: string) =>
  valueOrThrow(exportPolicy(policyOf(line), { trainer: 'trl', run: { totalUpdates: 100 } })).forms;

describe('a policy for TRL', () => {
  it('is the Trainer’s arguments through SFTConfig, the learning rate written: its default is another than the Trainer’s', () => {
    const [best] = formsOf('cosine(5e-5, warmup=10)');
    expect(best?.fidelity.kind).toBe('exact');
    expect(best?.code).toContain('from trl import SFTConfig\n');
    expect(best?.code).toContain('learning_rate=5e-5,');
    expect(best?.notes.join(' ')).toContain('GRPOConfig');
  });

  it('is a trainer of its own where no type says it', () => {
    const [best] = formsOf('step(1e-3, factor=0.5, every=10)');
    expect(best).toMatchObject({ form: 'create_scheduler', fidelity: { kind: 'exact' } });
    expect(best?.code).toContain('from trl import SFTConfig, SFTTrainer');
    expect(best?.code).toContain('class PolicyTrainer(SFTTrainer):');
  });
});
