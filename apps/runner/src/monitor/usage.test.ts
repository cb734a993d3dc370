import { describe, expect, it } from 'vitest';
import type { UsageMessage } from '../trainer/protocol.js';
import { countedOn, usageSoFar } from './usage.js';

const usage = (t: number, changes: Partial<UsageMessage> = {}): UsageMessage => ({
  type: 'usage',
  t,
  deviceSeconds: 10,
  energyJoules: 500,
  peakMemoryBytes: 1000,
  ...changes,
});

describe('what a run has used', () => {
  it('is what the trainer says where one process did it all', () => {
    expect(usageSoFar([])).toBeNull();
    expect(countedOn(null, usage(100))).toEqual(usage(100));
  });

  it('is counted on over the processes that worked on it', () => {
    const lines = [usage(100), usage(200, { deviceSeconds: 20, energyJoules: 900, peakMemoryBytes: 3000 })].map(
      (message, index) => ({ elapsed: index, message }),
    );
    expect(countedOn(usageSoFar(lines), usage(300))).toEqual(
      usage(300, { deviceSeconds: 30, energyJoules: 1400, peakMemoryBytes: 3000 }),
    );
  });

  it('stays unknown where one of them could not read it', () => {
    const unread = usage(100, { energyJoules: null, peakMemoryBytes: null });
    expect(countedOn(unread, usage(200))).toMatchObject({ energyJoules: null, peakMemoryBytes: 1000 });
    expect(countedOn(usage(100), { ...unread, t: 200 })).toMatchObject({ energyJoules: null, peakMemoryBytes: 1000 });
    expect(countedOn(unread, { ...unread, t: 200 }).peakMemoryBytes).toBeNull();
  });
});
