import { describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../../refusal/index.js';
import { policyOf } from '../../testing/index.js';
import { exportPolicy } from '../export-policy.js';

const formsOf = (line: string, totalUpdates = 100) =>
  valueOrThrow(exportPolicy(policyOf(line), { trainer: 'lightning', run: { totalUpdates } })).forms;

describe('Lightning', () => {
  it('steps a scheduler once an update, not once an epoch', () => {
    for (const { code, fidelity } of formsOf('cosine(0.1)')) {
      expect(fidelity.kind).toBe('exact');
      expect(code).toContain('"interval": "step", "frequency": 1');
      expect(code).not.toContain('scheduler.step()');
    }
  });

  it('makes optimizer and scheduler in the module’s own method', () => {
    const [{ code } = { code: '' }] = formsOf('rex(0.1)');
    expect(code).toMatch(/^def configure_optimizers\(self\):\n {4}\S/m);
    expect(code).toContain('    optimizer = torch.optim.AdamW(self.parameters(), lr=1.0)');
    expect(code).toContain('    scheduler = LambdaLR(optimizer, learning_rate)');
    expect(code).not.toMatch(/^optimizer = /m);
    expect(code.indexOf('def learning_rate(t):')).toBeLessThan(code.indexOf('def configure_optimizers(self):'));
    expect(formsOf('rex(0.1) with groups(lora-b=16)')[0]?.code).toContain('self.parameters_of("lora-b")');
  });

  it('has no scheduler where none is needed', () => {
    expect(formsOf('constant(0.1)')[0]?.code).toContain('    return optimizer\n');
  });

  it('monitors the metric of a plateau', () => {
    const [form] = formsOf('plateau(0.1, metric=val_loss)');
    expect(form?.form).toBe('ReduceLROnPlateau');
    expect(form?.code).toContain('"monitor": "val_loss"');
    expect(form?.code).not.toContain('"interval"');
  });

  it('lets a closed loop of its own rules hear every evaluation, but not the one that checks the set-up', () => {
    const [form] = formsOf('plateau(0.1, rule=keras, metric=val_loss)');
    expect(form?.form).toBe('PolicyScheduler');
    expect(form?.code).toContain('"interval": "step"');
    expect(form?.code).toMatch(/def on_validation_epoch_end\(self\):\n.*sanity_checking/);
    expect(form?.notes.join(' ')).toContain('val_loss');
  });
});
