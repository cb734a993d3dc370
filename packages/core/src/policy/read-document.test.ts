import { describe, expect, it } from 'vitest';
import { printPolicy } from './notation/print.js';
import { parsePolicyDocument } from './read-document.js';
import { policyOf, refusalsOf } from './testing/index.js';

const constant = { law: 'constant', learningRate: 0.1 };
const policy = (fields: object) => ({ version: 1, ...fields });
const sequence = (...phases: unknown[]) => policy({ law: 'sequence', phases });

describe('a policy document', () => {
  it('is read from text or from the value it holds', () => {
    const document = policy(constant);
    expect(parsePolicyDocument(JSON.stringify(document))).toEqual(parsePolicyDocument(document));
    expect(policyOf(JSON.stringify(document))).toEqual(document);
  });

  it('is an object, not text inside text', () => {
    for (const wrong of [null, 1, [], undefined, JSON.stringify(JSON.stringify(policy(constant)))]) {
      expect(refusalsOf(wrong)).toEqual(['policy.wrong-type']);
    }
  });

  it('says version 1 at the top, and nowhere else', () => {
    expect(refusalsOf(constant)).toEqual(['policy.missing-key version']);
    expect(refusalsOf({ ...constant, version: 2 })).toEqual(['policy.wrong-type version']);
    expect(refusalsOf({ ...constant, version: '1' })).toEqual(['policy.wrong-type version']);
    expect(refusalsOf(sequence({ policy: policy(constant), until: { steps: 2 } }, { policy: constant }))).toEqual([
      'policy.unknown-key phases[0].policy.version',
    ]);
  });

  it('has groups at the top alone', () => {
    const groups = [{ name: 'a', multiplier: 2 }];
    expect(refusalsOf(policy({ ...constant, groups }))).toEqual([]);
    expect(refusalsOf(sequence({ policy: { ...constant, groups } }))).toEqual([
      'policy.unknown-key phases[0].policy.groups',
    ]);
  });

  it('names a law that is built', () => {
    expect(refusalsOf(policy({}))).toEqual(['policy.missing-key law']);
    expect(refusalsOf(policy({ law: 'cosin' }))).toEqual(['policy.unknown-law law']);
    expect(refusalsOf(policy({ law: 'wsd' }))).toEqual(['policy.unknown-law law']);
    expect(refusalsOf(policy({ law: 'toString' }))).toEqual(['policy.unknown-law law']);
    expect(refusalsOf(policy({ law: null }))).toEqual(['policy.unknown-law law']);
    const read = parsePolicyDocument(policy({ law: 'cosin' }));
    expect(read).toMatchObject({ refusals: [{ message: 'There is no law "cosin"; did you mean "cosine"?' }] });
  });
});

describe('rule 6: refused with a clear message', () => {
  it('a negative learning rate, in any field', () => {
    expect(refusalsOf(policy({ law: 'constant', learningRate: -0.1 }))).toEqual([
      'policy.negative-learning-rate learningRate',
    ]);
    expect(refusalsOf(policy({ law: 'linear', initial: -1, end: -2 }))).toEqual([
      'policy.negative-learning-rate initial',
      'policy.negative-learning-rate end',
    ]);
    expect(refusalsOf(policy({ ...constant, warmup: { length: { steps: 2 }, from: -1 } }))).toEqual([
      'policy.negative-learning-rate warmup.from',
    ]);
  });

  it('a learning rate that is NaN or infinite', () => {
    for (const learningRate of [NaN, Infinity, -Infinity]) {
      expect(refusalsOf(policy({ law: 'constant', learningRate }))).toEqual([
        'policy.non-finite-learning-rate learningRate',
      ]);
    }
    expect(refusalsOf('{"version":1,"law":"constant","learningRate":1e999}')).toEqual([
      'policy.non-finite-learning-rate learningRate',
    ]);
  });

  it('zero and negative lengths', () => {
    const step = (every: unknown) => policy({ law: 'step', initial: 0.1, factor: 0.5, every });
    for (const unit of ['steps', 'epochs', 'tokens', 'ratio']) {
      expect(refusalsOf(step({ [unit]: 0 }))).toEqual(['policy.zero-length every']);
      expect(refusalsOf(step({ [unit]: -1 }))).toEqual(['policy.zero-length every']);
    }
    expect(refusalsOf(sequence({ policy: constant, until: { steps: 0 } }, { policy: constant }))).toEqual([
      'policy.zero-length phases[0].until',
    ]);
    expect(refusalsOf(policy({ ...constant, warmup: { length: { steps: -1 } } }))).toEqual([
      'policy.zero-length warmup.length',
    ]);
  });

  it('lengths of no unit, two units, or parts of an update or token', () => {
    const step = (every: unknown) => policy({ law: 'step', initial: 0.1, factor: 0.5, every });
    const wrongLengths = [10, '10', null, {}, { step: 1 }, { steps: 1, ratio: 0.5 }, { steps: 1.5 }, { tokens: 0.5 }];
    for (const wrong of [...wrongLengths, { steps: '1' }, { ratio: NaN }, { steps: 2 ** 53 }, [{ steps: 1 }]]) {
      expect(refusalsOf(step(wrong)), JSON.stringify(wrong)).toEqual(['policy.wrong-type every']);
    }
  });

  it('unknown keys, with the path of each', () => {
    expect(refusalsOf(policy({ ...constant, lr: 1, every: { steps: 1 } }))).toEqual([
      'policy.unknown-key lr',
      'policy.unknown-key every',
    ]);
    expect(refusalsOf(policy({ ...constant, warmup: { length: { steps: 1 }, steps: 2 } }))).toEqual([
      'policy.unknown-key warmup.steps',
    ]);
    expect(refusalsOf({ ...sequence({ policy: constant, at: 3 }), loop: true })).toEqual([
      'policy.unknown-key loop',
      'policy.unknown-key phases[0].at',
    ]);
    expect(refusalsOf('{"version":1,"law":"constant","learningRate":0.1,"__proto__":{"x":1}}')).toEqual([
      'policy.unknown-key __proto__',
    ]);
  });

  it('duplicate keys', () => {
    expect(refusalsOf('{"version":1,"law":"constant","learningRate":0.1,"learningRate":0.2}')).toEqual([
      'policy.duplicate-key learningRate',
    ]);
  });

  it('missing keys, with the path of each', () => {
    expect(refusalsOf(policy({ law: 'step' }))).toEqual([
      'policy.missing-key initial',
      'policy.missing-key factor',
      'policy.missing-key every',
    ]);
    expect(refusalsOf(policy({ law: 'sequence' }))).toEqual(['policy.missing-key phases']);
    expect(refusalsOf(policy({ ...constant, warmup: {} }))).toEqual(['policy.missing-key warmup.length']);
    expect(refusalsOf(sequence({ policy: constant }, { policy: constant }))).toEqual([
      'policy.missing-key phases[0].until',
    ]);
  });

  it('null for what does not apply', () => {
    const cosine = { law: 'cosine', peak: 0.1 };
    for (const field of ['warmup', 'length', 'end', 'cycles', 'groups']) {
      expect(refusalsOf(policy({ ...cosine, [field]: null }))).toEqual([`policy.wrong-type ${field}`]);
    }
  });

  it('phases that are none, or too many, or end after the last', () => {
    expect(refusalsOf(sequence())).toEqual(['policy.wrong-type phases']);
    expect(refusalsOf(sequence({ policy: constant, until: { steps: 3 } }))).toEqual([
      'policy.unknown-key phases[0].until',
    ]);
    expect(refusalsOf(sequence(constant))).toContain('policy.unknown-key phases[0].law');
    expect(refusalsOf(sequence(7))).toEqual(['policy.wrong-type phases[0]']);
    const thousand = Array.from({ length: 1000 }, (_, index) => ({ policy: constant, until: { steps: index + 1 } }));
    expect(refusalsOf(sequence(...thousand, { policy: constant }))).toEqual(['policy.wrong-type phases']);
    expect(refusalsOf(sequence(...thousand.slice(1), { policy: constant }))).toEqual([]);
  });

  it('phases of a whole document that are too many, so that its normal form can be read again', () => {
    const part = Array.from({ length: 600 }, (_, index) => ({ policy: constant, until: { steps: index + 1 } }));
    const inner = { law: 'sequence', phases: [...part, { policy: constant }] };
    expect(refusalsOf(sequence({ policy: inner, until: { steps: 5000 } }, { policy: inner }))).toEqual([
      'policy.wrong-type phases[1].policy.phases',
    ]);
  });

  it('resume of a policy that no earlier phase has', () => {
    const other = { law: 'linear', initial: 1 };
    const twice = { policy: constant, until: { steps: 3 } };
    expect(refusalsOf(sequence({ policy: constant, resume: true }))).toEqual(['policy.phase-order phases[0].resume']);
    expect(refusalsOf(sequence(twice, { policy: other, resume: true }))).toEqual([
      'policy.phase-order phases[1].resume',
    ]);
    // The same policy in another spelling is the same.
    const respelt = { law: 'sequence', phases: [{ policy: constant }] };
    expect(refusalsOf(sequence(twice, { policy: respelt, resume: true }))).toEqual([]);
    expect(refusalsOf(sequence(twice, { policy: constant, resume: 'yes' }))).toEqual([
      'policy.wrong-type phases[1].resume',
    ]);
    expect(refusalsOf(sequence(twice, { policy: constant, resume: false }))).toEqual([]);
  });

  it('what is wrong in a phase, deep inside as well, where another one resumes', () => {
    const linear = { law: 'linear', initial: 0.1 };
    const broken = { law: 'sequence', phases: [{ policy: { ...linear, initial: 'high' } }] };
    const resumed = { policy: linear, resume: true };
    expect(refusalsOf(sequence({ policy: broken, until: { steps: 3 } }, resumed))).toEqual([
      'policy.wrong-type phases[0].policy.phases[0].policy.initial',
    ]);
    expect(refusalsOf(sequence({ policy: { ...linear, warmup: 3 }, until: { steps: 3 } }, resumed))).toEqual([
      'policy.wrong-type phases[0].policy.warmup',
    ]);
  });

  it('groups that are no list, named twice, ill named or negative', () => {
    const groups = (value: unknown) => refusalsOf(policy({ ...constant, groups: value }));
    expect(groups({})).toEqual(['policy.wrong-type groups']);
    expect(groups([{ name: 'a', multiplier: -1 }])).toEqual(['policy.wrong-type groups[0].multiplier']);
    expect(groups([{ name: 'a b', multiplier: 1 }])).toEqual(['policy.wrong-type groups[0].name']);
    expect(groups([{ name: 'a' }])).toEqual(['policy.missing-key groups[0].multiplier']);
    expect(
      groups([
        { name: 'a', multiplier: 2 },
        { name: 'a', multiplier: 1 },
      ]),
    ).toEqual(['policy.wrong-type groups']);
  });

  it('an exponential decay from or to 0', () => {
    const wsd = { law: 'warmup-stable-decay', peak: 0.1, decay: { steps: 5 }, shape: 'exponential' };
    expect(refusalsOf(policy(wsd))).toEqual(['policy.missing-key end']);
    expect(refusalsOf(policy({ ...wsd, end: 0 }))).toEqual(['policy.wrong-type end']);
    expect(refusalsOf(policy({ ...wsd, peak: 0, end: 0.1 }))).toEqual(['policy.wrong-type peak']);
    expect(refusalsOf(policy({ ...wsd, end: 0.01 }))).toEqual([]);
  });

  it('every bad field at once, each with what was expected and what came', () => {
    const read = parsePolicyDocument({
      version: 3,
      law: 'cosine',
      peak: 'high',
      cycles: 0,
      warmup: { length: 3 },
      lr: 1,
    });
    expect(read.ok ? [] : read.refusals.map(({ message }) => message)).toEqual([
      'version: expected 1, got 3.',
      'warmup.length: expected a length: one of {"steps": n}, {"epochs": x}, {"tokens": n}, {"ratio": r}, got 3.',
      'peak: expected a learning rate of 0 or more, got "high".',
      'cycles: expected a number above 0, got 0.',
      'lr: there is no field "lr" here.',
    ]);
  });
});

describe('a hostile document', () => {
  it('of deep nesting is refused, as text and as a value', () => {
    const nested = Array.from({ length: 40 }).reduce<object>(
      (inner) => ({ law: 'sequence', phases: [{ policy: inner }] }),
      constant,
    );
    expect(refusalsOf(policy(nested))).toEqual(['policy.too-large']);
    expect(refusalsOf(JSON.stringify(policy(nested)))).toEqual(['policy.too-large']);
    const deep = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000)) as unknown;
    expect(refusalsOf(policy({ law: deep }))).toEqual(['policy.unknown-law law']);
    expect(refusalsOf(policy({ ...constant, learningRate: deep }))).toEqual(['policy.wrong-type learningRate']);
    expect(refusalsOf(policy({ ...constant, extra: deep }))).toEqual(['policy.unknown-key extra']);
  });

  it('at the deepest nesting that is read converts to notation and back', () => {
    const nest = (levels: number) =>
      Array.from({ length: levels }).reduce<object>(
        (inner) => ({
          law: 'sequence',
          phases: [{ policy: constant, until: { steps: 1 } }, { policy: inner }],
          warmup: { length: { ratio: 0.1 } },
        }),
        constant,
      );
    const deepest = policyOf(JSON.stringify(policy(nest(32))));
    expect(policyOf(printPolicy(deepest))).toEqual(deepest);
    expect(refusalsOf(policy(nest(33)))).toContain('policy.too-large');
  });

  it('of a million bad entries is refused in a few lines', () => {
    const million = Array.from({ length: 1_000_000 }, () => 0);
    expect(refusalsOf(policy({ law: 'multi-step', initial: 1, factor: 0.5, at: million }))).toEqual([
      'policy.wrong-type at',
    ]);
    expect(refusalsOf(policy({ ...constant, groups: million }))).toEqual(['policy.wrong-type groups']);
    const longKey = 'k'.repeat(500_000);
    const longKeyed = parsePolicyDocument(policy({ ...constant, [longKey]: 1 }));
    expect(longKeyed.ok ? 0 : JSON.stringify(longKeyed.refusals).length).toBeLessThan(1000);
    const keys = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`key${String(index)}`, 0]));
    expect(refusalsOf(policy({ ...constant, ...keys }))).toHaveLength(100);
  });

  it('of ten million characters is refused by their number', () => {
    expect(refusalsOf(`{"version":1,"law":"constant","x":"${'x'.repeat(10_000_000)}"}`)).toEqual(['policy.too-large']);
  });
});
