import { describe, expect, it } from 'vitest';
import { pythonText, yamlText } from './setting-text.js';

describe('settings as YAML', () => {
  it('have a point in every float: PyYAML reads 2e-5 as a text', () => {
    expect(yamlText({ learning_rate: 2e-5, end: 1.5e-7, power: 1, zero: 0, large: 1e21 })).toBe(
      'learning_rate: 2.0e-5\nend: 1.5e-7\npower: 1.0\nzero: 0.0\nlarge: 1.0e+21\n',
    );
  });

  it('have no point in a count', () => {
    expect(yamlText({ warmup_steps: 0, max_steps: 1000 })).toBe('warmup_steps: 0\nmax_steps: 1000\n');
  });

  it('nest maps and lists', () => {
    expect(
      yamlText({ lr_groups: [{ name: 'head', modules: ['lm_head'], lr: 0.01 }], kwargs: { decay_type: '1-sqrt' } }),
    ).toBe(
      [
        'lr_groups:',
        '  - name: head',
        '    modules:',
        '      - lm_head',
        '    lr: 0.01',
        'kwargs:',
        '  decay_type: "1-sqrt"',
        '',
      ].join('\n'),
    );
  });

  it('quote words that YAML would read as something else', () => {
    expect(yamlText({ a: 'no', b: '1', c: 'x: y', d: true })).toBe('a: "no"\nb: "1"\nc: "x: y"\nd: true\n');
  });
});

describe('settings as Python', () => {
  it('are literals of Python', () => {
    const value = { mode: 'min', flag: false, none: null, list: [1, 'a'] };
    expect(pythonText('kwargs', value)).toBe('{"mode": "min", "flag": False, "none": None, "list": [1.0, "a"]}');
  });

  it('tell a float from a count, and show small ones with an exponent', () => {
    expect([pythonText('power', 2), pythonText('patience', 2), pythonText('num_cycles', 2.5)]).toEqual([
      '2.0',
      '2',
      '2.5',
    ]);
    expect([pythonText('learning_rate', 2e-5), pythonText('learning_rate', 0.001)]).toEqual(['2e-5', '0.001']);
  });
});
