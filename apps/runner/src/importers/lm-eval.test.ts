import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findLenientJson } from './lenient-json.js';
import { readLmEval } from './lm-eval.js';

const newer = {
  results: {
    gsm8k: {
      alias: 'gsm8k',
      'exact_match,strict-match': 0.478,
      'exact_match_stderr,strict-match': 0.0138,
      'exact_match,flexible-extract': 0.5,
      'exact_match_stderr,flexible-extract': 'N/A',
    },
    wikitext: { 'bits_per_byte,none': 0.71, 'bits_per_byte_stderr,none': 'N/A' },
  },
  versions: { gsm8k: 3, wikitext: 2 },
  'n-shot': { gsm8k: 5, wikitext: 0 },
  'n-samples': { gsm8k: { original: 1319, effective: 1319 } },
  config: { model: 'hf', model_args: 'pretrained=/home/somebody/secret', limit: null, model_sha: 'abc123' },
  lm_eval_version: '0.4.13',
  pretty_env_info: 'host and user',
};
const read = (document: object) => readLmEval(JSON.stringify(document), 'results.json');

describe('readLmEval', () => {
  it('reads metrics with filter, shots, version and standard error, and nothing of paths or environment', () => {
    const result = read(newer);
    expect(result).toMatchObject({ layout: '0.4', harnessVersion: '0.4.13', modelSha: 'abc123' });
    expect(result.metrics).toEqual([
      {
        ...{ task: 'gsm8k', taskVersion: '3', shots: 5, metric: 'exact_match', filter: 'strict-match' },
        ...{ value: 0.478, standardError: 0.0138 },
      },
      {
        ...{ task: 'gsm8k', taskVersion: '3', shots: 5, metric: 'exact_match', filter: 'flexible-extract' },
        ...{ value: 0.5, standardError: null },
      },
      {
        ...{ task: 'wikitext', taskVersion: '2', shots: 0, metric: 'bits_per_byte', filter: null },
        ...{ value: 0.71, standardError: null },
      },
    ]);
    expect(JSON.stringify(result)).not.toMatch(/secret|host and user/);
  });

  it('reads the layout of 0.3', () => {
    const result = read({
      results: { piqa: { acc: 0.7, acc_stderr: 0.01, acc_norm: 0.71, acc_norm_stderr: 0.01 } },
      versions: { piqa: 0 },
      config: { model: 'gpt2', num_fewshot: 0, limit: null },
    });
    expect(result.layout).toBe('0.3');
    expect(
      result.metrics.map(({ metric, value, standardError, shots }) => [metric, value, standardError, shots]),
    ).toEqual([
      ['acc', 0.7, 0.01, 0],
      ['acc_norm', 0.71, 0.01, 0],
    ]);
  });

  it('takes a bare NaN for no number', () => {
    const text = JSON.stringify(newer).replace('0.478', 'NaN').replace('0.0138', '-Infinity');
    expect(readLmEval(text, 'x').metrics[0]).toMatchObject({ value: null, standardError: null });
  });

  it.each<[string, object, RegExp]>([
    ['a part of the items', { ...newer, config: { limit: 100 } }, /config\.limit is 100; expected null/],
    ['a share of them', { ...newer, config: { limit: 0.1 } }, /config\.limit is 0\.1/],
    [
      'fewer samples than there are',
      { ...newer, 'n-samples': { gsm8k: { original: 1319, effective: 10 } } },
      /n-samples\.gsm8k: 10 of 1319 items/,
    ],
    ['several adapters', { ...newer, adapter_results: {} }, /adapter_results/],
    ['no results', { config: {} }, /results: /],
    ['no config', { results: newer.results }, /config: /],
    ['no metric', { ...newer, results: { gsm8k: { alias: 'x' } } }, /no metric/],
  ])('refuses %s, and names the file', (_, document, says) => {
    expect(() => read(document)).toThrow(says);
    expect(() => read(document)).toThrow(/^results\.json: /);
  });

  it('refuses what is no JSON', () => {
    expect(() => readLmEval('results', 'x')).toThrow('x: not JSON');
  });

  const sample = new URL(
    '../../../../../shared/samples/lm-eval/pythia-1.4b-deduped-0shot-step11500-v0.2.json',
    import.meta.url,
  );
  it.skipIf(!existsSync(sample))('reads a published file of the older layout (skipped where it is not there)', () => {
    const result = readLmEval(readFileSync(sample, 'utf8'), 'pythia');
    expect(result.layout).toBe('0.3');
    expect(
      result.metrics.find(({ task, metric }) => task === 'piqa' && metric === 'acc')?.standardError,
    ).toBeGreaterThan(0);
    expect(result.metrics.length).toBeGreaterThan(150);
  });
});

describe('findLenientJson', () => {
  it('leaves words inside strings alone, escaped quotes among them', () => {
    expect(findLenientJson('{"a NaN": "NaN \\" Infinity", "b": [NaN, -Infinity, 1]}')).toEqual({
      'a NaN': 'NaN " Infinity',
      b: [null, null, 1],
    });
    expect(findLenientJson('{"a": Nan}')).toBeUndefined();
  });
});
