import { describe, expect, it } from 'vitest';
import { type Refusal, valueOrThrow } from '../../refusal/index.js';
import { parseNotation, parsePolicy } from './parse.js';

function refusalOf(text: string): Refusal | undefined {
  const read = parseNotation(text);
  return read.ok ? undefined : read.refusals[0];
}

describe('parseNotation', () => {
  it('reads every unit of length', () => {
    const at = 'at=[1, 2 steps, 3 updates, 0.5 epochs, 1e6 tokens, 7%]';
    expect(valueOrThrow(parseNotation(`multi-step(0.1, factor=0.5, ${at})`))).toMatchObject({
      at: [{ steps: 1 }, { steps: 2 }, { steps: 3 }, { epochs: 0.5 }, { tokens: 1e6 }, { ratio: 0.07 }],
    });
  });

  it('reads a percentage by moving its point, where dividing would miss the double', () => {
    expect(0.07 / 100).not.toBe(0.0007);
    expect(valueOrThrow(parseNotation('constant(1, warmup=0.07%)'))).toMatchObject({
      warmup: { length: { ratio: 0.0007 } },
    });
  });

  it('takes a hyphen in a number for its sign, and in a word for a part of it', () => {
    expect(valueOrThrow(parseNotation('wsd(1e-4, decay=1e+1, shape=one-minus-sqrt)'))).toMatchObject({
      peak: 1e-4,
      decay: { steps: 10 },
      shape: 'one-minus-sqrt',
    });
  });

  it('shows the line, a caret under the column, and what was expected', () => {
    expect(refusalOf('cosine(2e-5, warmpu=3%)')).toMatchObject({ code: 'policy.syntax', path: 'column 14' });
    const [said, shown, caret] = refusalOf('cosine(2e-5, warmpu=3%)')?.message.split('\n') ?? [];
    expect(said).toContain('Did you mean "warmup"?');
    expect(shown?.trimStart()).toBe('cosine(2e-5, warmpu=3%)');
    expect(shown?.charAt(caret?.indexOf('^') ?? -1)).toBe('w');
    expect(shown?.slice(caret?.indexOf('^'))).toBe('warmpu=3%)');
  });

  it.each([
    ['cosin(1)', 'cosine'],
    ['linaer(1)', 'linear'],
    ['polynomal(1, power=2)', 'polynomial'],
    ['constant(1, warmup=3, warmup-shape=cosin)', 'cosine'],
  ])('names the nearest word for %s', (text, near) => {
    expect(refusalOf(text)?.message).toContain(`Did you mean "${near}"?`);
  });

  it('names no word where none is near', () => {
    expect(refusalOf('zzzzzzzz(1)')?.message).not.toContain('Did you mean');
  });

  it('cuts a long line around its column, the caret still under it', () => {
    const text = `constant(${' '.repeat(500)}0.1, nonsense=1${' '.repeat(500)})`;
    const [, shown = '', caret = ''] = refusalOf(text)?.message.split('\n') ?? [];
    expect(shown.length).toBeLessThan(120);
    expect(shown.slice(caret.indexOf('^'))).toMatch(/^nonsense=1/);
  });

  it('leaves to the document what the document refuses, with its path', () => {
    expect(refusalOf('linear(-0.1)')).toMatchObject({ code: 'policy.negative-learning-rate', path: 'initial' });
    expect(refusalOf('step(0.1, factor=0.1)')).toMatchObject({ code: 'policy.missing-key', path: 'every' });
    expect(refusalOf('step(0.1, factor=0.1, every=0)')).toMatchObject({ code: 'policy.zero-length', path: 'every' });
  });

  it('refuses deep nesting and ten million characters', () => {
    expect(refusalOf('sequence('.repeat(50_000))).toBeDefined();
    expect(refusalOf('a'.repeat(10_000_000))?.code).toBe('policy.too-large');
    expect(refusalOf('('.repeat(900_000))).toMatchObject({ code: 'policy.syntax', path: 'column 1' });
  });
});

describe('parsePolicy', () => {
  it('reads a document where the text begins with a brace', () => {
    const text = ' {"version":1,"law":"constant","learningRate":0.1}';
    expect(parsePolicy(text)).toEqual(parsePolicy('constant(0.1)'));
  });
});
