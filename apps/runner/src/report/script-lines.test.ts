import { describe, expect, it } from 'vitest';
import { ScriptLines } from './script-lines.js';

function linesOf(...chunks: readonly string[]): readonly string[] {
  const lines: string[] = [];
  const cut = new ScriptLines((line) => lines.push(line));
  for (const chunk of chunks) cut.add(chunk);
  cut.end();
  return lines;
}

describe('what a script writes', () => {
  it('is cut into lines wherever it was cut in between', () => {
    expect(linesOf('one\ntw', 'o\n', '\nthree')).toEqual(['one', 'two', '', 'three']);
    expect(linesOf('one\r\ntwo\r\n')).toEqual(['one', 'two']);
  });

  it('shows of a progress bar what it said last', () => {
    expect(linesOf('\r 10%', '\r 50%', '\r100%\n', 'done')).toEqual(['100%', 'done']);
    expect(linesOf(' 10%\r', ' 50%\r', '100%\r')).toEqual(['100%']);
  });
});
