import { describe, expect, it } from 'vitest';
import type { ReadyMessage } from '../trainer/protocol.js';
import { assertSameTraining } from './same-training.js';

const ready: ReadyMessage = {
  type: 'ready',
  protocol: 1,
  trainer: 'torch',
  versions: { torch: '2.13.0', python: '3.12.1' },
  updatesPerEpoch: 34,
  tokensPerUpdate: null,
  parameters: 10,
  trainableParameters: 10,
  groups: ['default'],
  dataDigest: 'a'.repeat(64),
  weightsDigest: 'b'.repeat(64),
  device: 'NVIDIA L40S',
};

describe('a run that goes on', () => {
  it('may do so under another Python, but for what its bits depend on', () => {
    assertSameTraining(ready, { ...ready, versions: { torch: '2.13.0', python: '3.12.4' } });
  });

  it.each([
    [{ device: 'cpu' }, /began on the device NVIDIA L40S, and would go on on the device cpu\. Go on where it began/],
    [{ versions: { torch: '2.14.0' } }, /began with torch 2\.13\.0/],
    [{ versions: { torch: '2.13.0', peft: '0.21.2' } }, /began with peft null, and would go on with peft 0\.21\.2/],
    [{ dataDigest: 'c'.repeat(64) }, /data with the digest a{64}/],
    [{ weightsDigest: null }, /weights with the digest b{64}, and would go on .* null/],
  ])('does not on something else: %j', (changes, message) => {
    expect(() => assertSameTraining(ready, { ...ready, ...changes })).toThrow(message);
  });
});
