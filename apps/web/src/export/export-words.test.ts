import { compilePolicy, parsePolicy } from '@ratebook/core/policy';
import { readerRun } from '@ratebook/core/policy/exporters';
import { describe, expect, it } from 'vitest';
import { fidelitySentence, fidelityWord, formatShare } from './fidelity-words';
import { refusalWords } from './refusal-words';

describe('a fidelity in words', () => {
  const difference = { ofPeak: 0.004, update: 1031, policyLearningRate: 2e-5, toolLearningRate: 1.99e-5, group: null };

  it('says where an approximate form is farthest off, as a share of the peak', () => {
    const fidelity = { kind: 'approximate', difference } as const;
    expect(fidelityWord(fidelity)).toBe('approximate');
    expect(fidelitySentence(fidelity)).toBe(
      'largest difference 0.4% of the peak, at update 1,031 (1.99e-5 in place of 2e-5)',
    );
    expect(fidelitySentence({ kind: 'approximate', difference: { ...difference, group: 'lora-b' } })).toContain(
      'in the group lora-b',
    );
  });

  it('says of what cannot be expressed that the form is only the nearest', () => {
    expect(fidelitySentence({ kind: 'not-expressible', difference })).toMatch(/^this is the nearest; largest/);
    const none = { ...difference, ofPeak: Infinity, toolLearningRate: NaN };
    expect(fidelitySentence({ kind: 'not-expressible', difference: none })).toBe(
      'this is the nearest; at update 1,031 it gives no learning rate at all',
    );
  });

  it('says what exact means', () => {
    expect(fidelitySentence({ kind: 'exact', toleranceOfPeak: 1e-6 })).toContain('to 1e-6 of the peak');
  });

  it('writes shares with two figures, the smallest in powers of ten', () => {
    expect([0.123, 0.5, 1, 0.00012, 3e-9, 0].map(formatShare)).toEqual(['12%', '50%', '100%', '0.012%', '3e-7%', '0%']);
  });
});

describe('a refusal in words', () => {
  const wordsOf = (notation: string) => {
    const parsed = parsePolicy(notation);
    const read = parsed.ok ? compilePolicy(parsed.value, { totalUpdates: 100 }) : parsed;
    return read.ok ? [] : read.refusals.map(refusalWords);
  };
  const runWords = (input: Parameters<typeof readerRun>[0]) => {
    const run = readerRun(input);
    return run.ok ? [] : run.refusals.map(({ ...refusal }) => refusalWords(refusal).sentence);
  };

  it('keeps the caret under the column of a line that could not be read', () => {
    const [words] = wordsOf('cosine(2e-5, warmpu=3%)');
    expect(words?.sentence).toContain('Did you mean "warmup"?');
    const [line = '', caret = ''] = words?.caret?.split('\n') ?? [];
    expect(line.slice(caret.indexOf('^'))).toBe('warmpu=3%)');
  });

  it('says what to fill in where a policy counts in epochs or tokens', () => {
    expect(wordsOf('constant(1, warmup=1 epochs)')[0]?.sentence).toContain('say how many updates an epoch has');
    expect(wordsOf('constant(1, warmup=9 tokens)')[0]?.sentence).toContain('say how many tokens an update has');
  });

  it('names the fields of the run as the form does', () => {
    expect(runWords({ totalUpdates: NaN })).toEqual(['Updates in all: a whole number of updates above 0, not NaN.']);
    expect(runWords({ examples: 10, epochs: 1 })).toEqual(['Examples an update: missing.']);
    expect(runWords({ epochs: 1 })).toEqual(['Training examples: missing.']);
    expect(runWords({ totalUpdates: 1e8 })).toEqual([
      'Updates in all: at most 10,000,000 updates, not 100000000 updates.',
    ]);
  });
});
