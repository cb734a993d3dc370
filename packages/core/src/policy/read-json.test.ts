import { describe, expect, it } from 'vitest';
import { type JsonText, POLICY_LIMIT_CHARACTERS, readJson } from './read-json.js';

const codesOf = (text: string, kind?: JsonText) => {
  const read = readJson(text, kind);
  return read.ok ? [] : read.refusals.map(({ code }) => code);
};

describe('reading JSON text', () => {
  it('gives what JSON.parse gives', () => {
    const text = '{"a":[1,{"b":"x:{}[],\\"y"}],"b":{"a":null}, "c" : "a" }';
    expect(readJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
  });

  it('refuses a key that one object names twice, and not one that two objects name', () => {
    expect(codesOf('{"a":1,"b":2,"a":3}')).toEqual(['policy.duplicate-key']);
    expect(codesOf('{"x":{"a":1,"a":1}}')).toEqual(['policy.duplicate-key']);
    expect(codesOf('[{"a":1},{"a":2},{"b":{"a":1}}]')).toEqual([]);
    expect(codesOf('{"a":"a","b":"a"}')).toEqual([]);
  });

  it('sees a duplicate that is spelt with escapes', () => {
    expect(codesOf('{"a":1,"\\u0061":2}')).toEqual(['policy.duplicate-key']);
    expect(codesOf('{"a\\"":1,"a":2}')).toEqual([]);
  });

  it('refuses what is not JSON', () => {
    for (const text of ['', '{', '{"a":}', '{"a":1}}', "{'a':1}", '{"a":01}', '{"a', '{"a\\', 'NaN']) {
      expect(codesOf(text), text).toEqual(['policy.not-json']);
    }
  });

  it('refuses nesting that no policy has, before anything recurses', () => {
    expect(codesOf('['.repeat(100_000))).toEqual(['policy.too-large']);
    expect(codesOf('{"a":'.repeat(100_000))).toEqual(['policy.too-large']);
    // Brackets inside a string nest nothing.
    expect(codesOf(JSON.stringify('['.repeat(100_000)))).toEqual([]);
  });

  it('refuses ten million characters by their number alone', () => {
    expect(codesOf(' '.repeat(10_000_000))).toEqual(['policy.too-large']);
    expect(codesOf(JSON.stringify('x'.repeat(POLICY_LIMIT_CHARACTERS - 2)))).toEqual([]);
  });

  it('reads half a million escaped quotes in one pass', () => {
    expect(codesOf('\\"'.repeat(500_000))).toEqual(['policy.not-json']);
  });

  it('answers in the words of what is read', () => {
    const line: JsonText = { limitCharacters: 5, notJson: 'document.not-json', tooLarge: 'document.too-large' };
    expect(codesOf('123456', line)).toEqual(['document.too-large']);
    expect(codesOf('{', line)).toEqual(['document.not-json']);
  });
});
