import { describe, expect, it } from 'vitest';
import { playgroundAddress, readPlaygroundState, STARTS } from './playground-state';
import { playgroundView } from './playground-view';

const stateOf = (fields: Readonly<Record<string, string>>) => readPlaygroundState((name) => fields[name]);
const viewOf = (fields: Readonly<Record<string, string>>) => playgroundView(stateOf(fields));

describe('the playground', () => {
  it('comes back to the same state from its own address', () => {
    for (const fields of [
      {},
      { policy: '{"law": "constant"}', updates: '7', trainer: 'keras', version: '3' },
      { policy: 'cosine(1e-4 -> 1e-5, warmup=3%) with groups(b=2)', examples: '10', batch: '2', epochs: '3' },
    ]) {
      const state = stateOf(fields);
      const parameters = new URL(playgroundAddress(state), 'http://site').searchParams;
      expect(readPlaygroundState((name) => parameters.get(name) ?? undefined)).toEqual(state);
    }
  });

  it.each(STARTS)('starts from a line that is read and drawn: %s', (_, policy) => {
    const view = viewOf({ policy });
    expect(view.policyRefusals).toEqual([]);
    expect(view.drawing?.curve.updates.length).toBeGreaterThan(100);
    expect(view.exported).toHaveProperty('forms');
  });

  it('shows the normal form, the hash and the peak of what was read', () => {
    const view = viewOf({ policy: ' fix(k0=0.10) ', updates: '10' });
    expect(view.reading?.notation).toBe('constant(0.1)');
    expect(JSON.parse(view.reading?.document ?? '')).toEqual({ law: 'constant', learningRate: 0.1, version: 1 });
    expect(view.reading?.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(view.drawing).toMatchObject({ peakLearningRate: 0.1, totalUpdates: 10, metrics: [] });
  });

  it('says what a closed loop listens to', () => {
    const { drawing } = viewOf({ policy: 'plateau(1e-3, metric=eval_loss)' });
    expect(drawing?.metrics).toEqual(['eval_loss']);
    expect(new Set(drawing?.curve.learningRates)).toEqual(new Set([1e-3]));
  });

  it('keeps the reading where only the run is wrong, and says which field it is', () => {
    const view = viewOf({ policy: 'constant(1)', updates: '-3' });
    expect(view.reading?.notation).toBe('constant(1)');
    expect([view.drawing, view.exported]).toEqual([null, null]);
    expect(view.runRefusals[0]?.sentence).toMatch(/^Updates in all: /);
  });

  it('says in which place a policy does not suit the run', () => {
    const view = viewOf({ policy: 'constant(1, warmup=2000)', updates: '1000' });
    expect(view.reading).not.toBeNull();
    expect(view.policyRefusals[0]?.sentence).toContain('warmup.length');
  });

  it('never throws, whatever somebody types', () => {
    const marks = ['(', ')', ';', '->', '=', '%', '..', '{', '"', '\ud800', '1e999', '-', ' until ', 'cosine', '1'];
    for (let index = 0; index < 2000; index += 1) {
      const words = Array.from({ length: 6 }, (_, place) => marks[(index * 7 + place * (index % 13)) % marks.length]);
      const view = viewOf({ policy: words.join('') || 'x', updates: index % 3 === 0 ? '50' : String(index) });
      expect(view.reading !== null || view.policyRefusals.length > 0).toBe(true);
    }
  });
});
