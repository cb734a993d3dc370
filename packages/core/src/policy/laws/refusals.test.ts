import { describe, expect, it } from 'vitest';
import { compileRefusalsOf, policyOf, refusalsOf } from '../testing/index.js';
import { laws } from './registry.js';

/** Fields that are learning rates in every law that has them. */
const LEARNING_RATES = ['learningRate', 'initial', 'peak', 'end', 'low', 'high', 'scale', 'minimum'];

/** Every law with the fields of its documented example, defaults written out. */
const examples = laws.map((definition) => {
  const document: Readonly<Record<string, unknown>> = { ...policyOf(definition.documentation.example.notation) };
  return { name: definition.name, definition, document };
});
const fieldsOf = ({ definition }: (typeof examples)[number]) => Object.keys(definition.fields.shape);

const takesLengthIn = (example: (typeof examples)[number], field: string) =>
  example.definition.fields.shape[field]?.safeParse({ epochs: 3 }).success === true;

describe('rule 6, for every law', () => {
  it.each(examples)('$name refuses a learning rate that is negative, or no finite number', (example) => {
    const known = fieldsOf(example).filter((field) => LEARNING_RATES.includes(field));
    const listed = fieldsOf(example).filter((field) => field === 'rungs' || field === 'points');
    expect(known.length + listed.length).toBeGreaterThan(0);
    for (const [value, code] of [
      [-1e-9, 'policy.negative-learning-rate'],
      [NaN, 'policy.non-finite-learning-rate'],
      [Infinity, 'policy.non-finite-learning-rate'],
      [-Infinity, 'policy.non-finite-learning-rate'],
    ] as const) {
      for (const field of known) {
        expect(refusalsOf({ ...example.document, [field]: value })).toContain(`${code} ${field}`);
      }
      for (const field of listed) {
        const item = field === 'rungs' ? value : [0, value];
        const path = field === 'rungs' ? 'rungs[0]' : 'points[0][1]';
        expect(refusalsOf({ ...example.document, [field]: [item] })).toContain(`${code} ${path}`);
      }
    }
  });

  it.each(examples)('$name refuses a length of zero, a negative one and one that is none', (example) => {
    for (const field of fieldsOf(example)) {
      if (!takesLengthIn(example, field)) continue;
      for (const unit of ['steps', 'epochs', 'tokens', 'ratio']) {
        for (const count of [0, -1]) {
          expect(refusalsOf({ ...example.document, [field]: { [unit]: count } })).toContain(
            `policy.zero-length ${field}`,
          );
        }
        const wrong = { ...example.document, [field]: { [unit]: NaN } };
        expect(refusalsOf(wrong)).toContain(`policy.wrong-type ${field}`);
      }
      for (const wrong of [10, '10', null, [], {}, { steps: 1, ratio: 0.1 }, { updates: 3 }, { steps: 1.5 }]) {
        expect(refusalsOf({ ...example.document, [field]: wrong })).toContain(`policy.wrong-type ${field}`);
      }
    }
  });

  it.each(examples)(
    '$name refuses a key that it does not have, those of a sequence and a switch included',
    (example) => {
      for (const key of ['lr', 'until', 'resume', 'policy', 'before', 'atMost', 'toString', 'Peak', '']) {
        const [first = '', ...others] = refusalsOf({ ...example.document, [key]: 1 });
        expect([first.split(' ')[0], others]).toEqual(['policy.unknown-key', []]);
      }
    },
  );

  it.each(examples)('$name refuses to be without a field that has no default', (example) => {
    const needed = fieldsOf(example).filter(
      (field) => !example.definition.fields.shape[field]!.safeParse(undefined).success,
    );
    expect(needed.length).toBeGreaterThan(0);
    for (const field of needed) {
      const { [field]: _left, ...rest } = example.document;
      expect(refusalsOf(rest)).toEqual([`policy.missing-key ${field}`]);
      expect(refusalsOf({ ...example.document, [field]: null })).toContain(`policy.wrong-type ${field}`);
    }
  });

  it.each(examples)('$name refuses a warm-up that is longer than what there is, or takes none', ({ document }) => {
    const warmed = { ...document, warmup: { length: { steps: 50 } } };
    const read = refusalsOf(warmed);
    if (document['law'] === 'noam') expect(read).toEqual(['policy.unknown-key warmup']);
    else expect(compileRefusalsOf(JSON.stringify(warmed), 50)).toEqual(['policy.warmup-too-long warmup.length']);
  });
});

describe('rule 6, between fields', () => {
  const cosines = { version: 1, law: 'cosine-restarts', peak: 0.1 };

  it('a low above its high', () => {
    const length = { steps: 5 };
    expect(refusalsOf({ version: 1, law: 'wave', shape: 'sine', low: 2, high: 1, length })).toEqual([
      'policy.wrong-type high',
    ]);
    expect(refusalsOf({ version: 1, law: 'cyclic', low: 2, high: 1, up: length })).toEqual(['policy.wrong-type high']);
    expect(refusalsOf({ version: 1, law: 'plateau', initial: 1, minimum: 2, metric: 'loss' })).toEqual([
      'policy.wrong-type minimum',
    ]);
  });

  it('rungs that do not ascend, none, or a start that is none of them', () => {
    const ladder = { law: 'ladder', metric: 'loss', direction: 'minimize', window: 1, threshold: 0, cooldown: 0 };
    const refused = (fields: object) => refusalsOf({ version: 1, ...ladder, startAt: 0, ...fields });
    expect(refused({ rungs: [1, 2] })).toEqual([]);
    for (const rungs of [[2, 1], [1, 1], [], [0, 1, 0.5]])
      expect(refused({ rungs })).toContain('policy.wrong-type rungs');
    for (const startAt of [2, -1, 0.5]) {
      expect(refused({ rungs: [1, 2], startAt })).toEqual(['policy.wrong-type startAt']);
    }
    expect(refused({ rungs: [1, 2], window: 0 })).toEqual(['policy.wrong-type window']);
    expect(refused({ rungs: [1, 2], window: 1001 })).toEqual(['policy.wrong-type window']);
    for (const turn of [-0.1, 1.1]) expect(refused({ rungs: [1, 2], turn })).toEqual(['policy.wrong-type turn']);
  });

  it('keys of both forms of restarts, or of none', () => {
    const first = { first: { steps: 5 } };
    expect(refusalsOf(cosines)).toEqual(['policy.missing-key cycles']);
    expect(refusalsOf({ ...cosines, cycles: 2, ...first })).toEqual(['policy.wrong-type cycles']);
    expect(refusalsOf({ ...cosines, ...first, length: { steps: 9 } })).toEqual(['policy.wrong-type length']);
    expect(refusalsOf({ ...cosines, cycles: 2, multiplier: 2 })).toEqual(['policy.missing-key first']);
    expect(refusalsOf({ ...cosines, cycles: 2, decay: 0.5 })).toEqual(['policy.missing-key first']);
    for (const cycles of [0, -1, 1.5]) expect(refusalsOf({ ...cosines, cycles })).toEqual(['policy.wrong-type cycles']);
    for (const multiplier of [0.5, 0, -2, NaN]) {
      expect(refusalsOf({ ...cosines, ...first, multiplier })).toEqual(['policy.wrong-type multiplier']);
    }
    for (const decay of [0, -1])
      expect(refusalsOf({ ...cosines, ...first, decay })).toEqual(['policy.wrong-type decay']);
  });

  it('factors, powers, shares and divisors out of their range', () => {
    const wrong: readonly (readonly [string, string])[] = [
      ['step', 'factor'],
      ['multi-step', 'factor'],
      ['exponential', 'factor'],
      ['polynomial', 'power'],
      ['cosine', 'cycles'],
      ['noam', 'dimension'],
      ['noam', 'warmupSteps'],
      ['one-cycle', 'startDivisor'],
      ['one-cycle', 'endDivisor'],
      ['plateau', 'factor'],
    ];
    for (const [law, field] of wrong) {
      const { document } = examples.find(({ name }) => name === law)!;
      for (const value of [0, -1, NaN, Infinity]) {
        expect(refusalsOf({ ...document, [field]: value }), `${law} ${field}`).toEqual([`policy.wrong-type ${field}`]);
      }
    }
    const oneCycle = examples.find(({ name }) => name === 'one-cycle')!.document;
    for (const peakAt of [-0.1, 1.1]) expect(refusalsOf({ ...oneCycle, peakAt })).toEqual(['policy.wrong-type peakAt']);
    for (const phases of [1, 4, '2']) expect(refusalsOf({ ...oneCycle, phases })).toEqual(['policy.wrong-type phases']);
    const plateau = examples.find(({ name }) => name === 'plateau')!.document;
    for (const factor of [1, 2]) expect(refusalsOf({ ...plateau, factor })).toEqual(['policy.wrong-type factor']);
    for (const patience of [-1, 0.5])
      expect(refusalsOf({ ...plateau, patience })).toEqual(['policy.wrong-type patience']);
  });

  it('a metric without a name, with a quote, or too long', () => {
    const plateau = { version: 1, law: 'plateau', initial: 1 };
    for (const metric of ['', ' ', 'a  b', ' a', 'a"b', 'a\\b', 'é', 'a\nb', 'm'.repeat(81), 7, null]) {
      expect(refusalsOf({ ...plateau, metric }), JSON.stringify(metric)).toEqual(['policy.wrong-type metric']);
    }
    expect(refusalsOf({ ...plateau, metric: 'm'.repeat(80) })).toEqual([]);
  });
});

describe('rule 6, where only the run shows it', () => {
  it.each([
    'exponential(1, factor=10)',
    'step(1, factor=10, every=1)',
    `multi-step(1, factor=1e10, at=[${Array.from({ length: 40 }, (_, index) => String(index + 1)).join(', ')}])`,
    'cosine-restarts(1, first=1, decay=10)',
    'cosine(1, cycles=1e308)',
    'noam(1e300, dimension=1e-300, warmup-steps=1)',
    'one-cycle(1e300, start-divisor=1e-300)',
    'one-cycle(1e300, end-divisor=1e-300)',
    'constant(1) until 50; exponential(1, factor=10) until 399; constant(1)',
    'constant(1, warmup=5) until 50; sequence(exponential(1, factor=10), warmup=5)',
    'switch(exponential(1, factor=10) -> constant(1), metric=loss, direction=minimize, value=0, at-most=350)',
    'switch(constant(1) -> exponential(1, factor=10), metric=loss, direction=minimize, value=0, at-most=350)',
  ])('a learning rate that leaves the range of numbers: %s', (line) => {
    expect(compileRefusalsOf(line, 400)).toEqual(['policy.non-finite-learning-rate']);
  });

  it('and takes the same over a run in which it stays there', () => {
    expect(compileRefusalsOf('cosine-restarts(1, first=1, decay=10)', 300)).toEqual([]);
    expect(compileRefusalsOf('exponential(1, factor=10)', 300)).toEqual([]);
  });

  it.each([
    ['constant(1) until 60; sequence(constant(1) until 40; constant(2))', 'phases[1].until'],
    ['constant(1) until 60%; sequence(constant(1) until 40; constant(2))', 'phases[1].policy.phases[0].until'],
    ['constant(1) until 50%; constant(2) until 50; constant(3)', 'phases[1].until'],
    ['constant(1) until 60; constant(2) until 50%; constant(3)', 'phases[1].until'],
    ['constant(1) until 101%; constant(2)', 'phases[0].until'],
    ['wsd(1, decay=60%, warmup=50%)', 'decay'],
    ['multi-step(1, factor=0.5, at=[50%, 40])', 'at[1]'],
    ['switch(constant(1) -> constant(2), metric=a, direction=minimize, value=0, at-most=100%)', 'atMost'],
    ['switch(constant(1) -> constant(2), metric=a, direction=minimize, value=0, at-most=60, warmup=40)', 'atMost'],
  ])('phases that overlap, or lie outside the horizon: %s', (line, path) => {
    expect(compileRefusalsOf(line, 100)).toEqual([`policy.phase-order ${path}`]);
  });

  it.each([
    ['sigmoid(1, gamma=1, center=1 epochs)', 'center'],
    ['cosine-restarts(1, first=1 tokens)', 'first'],
    ['cosine-restarts(1, cycles=2, length=1 epochs)', 'length'],
    ['wave(sine, 0 .. 1, length=1 epochs)', 'length'],
    ['cyclic(0 .. 1, up=5, down=1 tokens)', 'down'],
    ['rex(1, length=1 epochs)', 'length'],
    ['switch(constant(1) -> constant(2), metric=a, direction=minimize, value=0, at-most=1 epochs)', 'atMost'],
    [
      'switch(constant(1) -> rex(1, length=1 epochs), metric=a, direction=minimize, value=0, at-most=5)',
      'after.length',
    ],
  ])('a length whose context the run does not say: %s', (line, path) => {
    expect(compileRefusalsOf(line, 100)).toEqual([`policy.missing-context ${path}`]);
  });
});
