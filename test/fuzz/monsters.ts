import type { RefusalCode } from '@ratebook/core/refusal';

/** An input that would fill the memory, the stack or an afternoon, if the reader let it. */
export interface Monster {
  readonly name: string;
  /** A line, a text, or a value that a document is expected to be. */
  readonly make: () => unknown;
  /** The first refusal, or that it is compiled for a run of a million updates. */
  readonly becomes: RefusalCode | 'compiled';
}

const MILLION = 1_000_000;
const constant = { law: 'constant', learningRate: 1 };
const list = <T>(length: number, item: (index: number) => T) => Array.from({ length }, (_, index) => item(index));
const joined = (length: number, item: (index: number) => string) => list(length, item).join(', ');
const version = (fields: object) => ({ version: 1, ...fields });
const sequenceOf = (policy: object, count: number) => ({
  law: 'sequence',
  phases: list(count, (index) => ({ policy, ...(index < count - 1 ? { until: { steps: index + 1 } } : {}) })),
});

/** `inner` inside `depth` others. */
function nested<T>(depth: number, inner: T, around: (inner: T) => T): T {
  return list(depth, () => 0).reduce((value) => around(value), inner);
}

const switchLine = (before: string, after: string) =>
  `switch(${before} -> ${after}, metric=loss, direction=minimize, value=0, at-most=50%)`;
const switchValue = (inner: object) => ({
  law: 'switch',
  metric: 'loss',
  direction: 'minimize',
  value: 0,
  atMost: { ratio: 0.5 },
  before: inner,
  after: inner,
});

function circle(): object {
  const phase: Record<string, unknown> = {};
  phase['policy'] = { law: 'sequence', phases: [phase] };
  return version({ law: 'sequence', phases: [phase] });
}

const nesting: readonly Monster[] = [
  {
    name: '100,000 sequences inside one another',
    make: () => 'sequence('.repeat(MILLION / 10),
    becomes: 'policy.syntax',
  },
  {
    name: '40 sequences inside one another, closed',
    make: () => nested(40, 'constant(1)', (inner) => `sequence(${inner})`),
    becomes: 'policy.syntax',
  },
  { name: '100,000 switches inside one another', make: () => 'switch('.repeat(MILLION / 10), becomes: 'policy.syntax' },
  {
    name: '9 switches after one another',
    make: () => nested(9, 'constant(1)', (inner) => switchLine('constant(1)', inner)),
    becomes: 'policy.too-large',
  },
  {
    name: '8 switches after one another, and a wave of many turns',
    make: () => nested(8, 'cosine(1, cycles=490)', (inner) => switchLine('constant(1)', inner)),
    becomes: 'compiled',
  },
  {
    name: '8 switches before one another',
    make: () => nested(8, 'cosine(1, cycles=490)', (inner) => switchLine(inner, 'cosine(1, cycles=490)')),
    becomes: 'compiled',
  },
  {
    name: 'a document of 10,000 switches that share their halves',
    make: () => version(nested<object>(10_000, constant, switchValue)),
    becomes: 'policy.too-large',
  },
  {
    name: 'a document of 2^30 phases that are one',
    make: () => version(nested<object>(30, constant, (inner) => sequenceOf(inner, 2))),
    becomes: 'policy.wrong-type',
  },
  {
    name: 'a document of 30 sequences inside one another, each of which resumes',
    make: () =>
      version(
        nested<object>(30, constant, (inner) => {
          const phases = list(20, (index) => ({
            policy: { ...constant, learningRate: index },
            until: { steps: index + 1 },
          }));
          const last = { policy: { ...constant, learningRate: 3 }, resume: true };
          return { law: 'sequence', phases: [...phases, { policy: inner, until: { steps: 500_000 } }, last] };
        }),
      ),
    becomes: 'policy.phase-order',
  },
  { name: 'a document inside itself', make: circle, becomes: 'policy.too-large' },
  { name: '150,000 braces', make: () => '{"a":'.repeat(150_000), becomes: 'policy.too-large' },
  { name: '900,000 brackets', make: () => '['.repeat(900_000), becomes: 'policy.syntax' },
];

const length: readonly Monster[] = [
  {
    name: 'a million boundaries',
    make: () =>
      version({ law: 'multi-step', initial: 1, factor: 0.5, at: list(MILLION, (index) => ({ steps: index + 1 })) }),
    becomes: 'policy.wrong-type',
  },
  {
    name: '190,000 boundaries in a line',
    make: () => `multi-step(1, factor=0.5, at=[${joined(190_000, (index) => String(index % 10))}])`,
    becomes: 'policy.wrong-type',
  },
  {
    name: '10,000 boundaries, each a ratio',
    make: () =>
      version({
        law: 'multi-step',
        initial: 1,
        factor: 0.9,
        at: list(10_000, (index) => ({ ratio: (index + 1) / 10_001 })),
      }),
    becomes: 'compiled',
  },
  {
    name: 'a million points',
    make: () => version({ law: 'table', points: list(MILLION, (index) => [index, 1]) }),
    becomes: 'policy.wrong-type',
  },
  {
    name: '150,000 points in a line',
    make: () => `table([${joined(150_000, (index) => `${String(index % 10)}:1`)}])`,
    becomes: 'policy.wrong-type',
  },
  {
    name: 'a list of four thousand million holes',
    make: () => version({ law: 'table', points: new Array<unknown>(4_000_000_000) }),
    becomes: 'policy.wrong-type',
  },
  {
    name: 'a thousand phases that are holes',
    make: () => version({ law: 'sequence', phases: new Array<unknown>(1000) }),
    becomes: 'policy.wrong-type',
  },
  {
    name: 'a million rungs',
    make: () => version({ law: 'ladder', rungs: list(MILLION, (index) => index + 1) }),
    becomes: 'policy.wrong-type',
  },
  { name: 'a million phases', make: () => version(sequenceOf(constant, MILLION)), becomes: 'policy.wrong-type' },
  {
    name: 'a thousand phases of short cycles',
    make: () => {
      const policy = { law: 'cosine-restarts', peak: 1, first: { steps: 1 }, multiplier: 1.001 };
      const phases = list(1000, (index) => ({
        policy,
        ...(index < 999 ? { until: { steps: 1000 * (index + 1) } } : {}),
      }));
      return version({ law: 'sequence', phases });
    },
    becomes: 'compiled',
  },
  {
    name: '100,000 groups',
    make: () => `constant(1) with groups(${joined(100_000, (index) => `g${String(index)}=2`)})`,
    becomes: 'policy.wrong-type',
  },
  { name: '10 MB of notation', make: () => 'constant(0.1) until 5; '.repeat(435_000), becomes: 'policy.too-large' },
  { name: '40,000 phases in a line', make: () => 'constant(0.1) until 5; '.repeat(40_000), becomes: 'policy.syntax' },
  {
    name: '10 MB of a document',
    make: () => `{"version":1,"law":"constant","learningRate":0.1${' '.repeat(10_000_000)}}`,
    becomes: 'policy.too-large',
  },
  {
    name: 'a key of 10 MB',
    make: () => version({ ...constant, ['k'.repeat(10_000_000)]: 1 }),
    becomes: 'policy.unknown-key',
  },
  {
    name: '50,000 keys',
    make: () => `{"version":1,"law":"constant",${joined(50_000, (index) => `"\\u0061${String(index)}":1`)}}`,
    becomes: 'policy.missing-key',
  },
];

const digits = '1'.repeat(100_000);
const strange: readonly Monster[] = [
  { name: '100,000 digits', make: () => `constant(${digits})`, becomes: 'policy.non-finite-learning-rate' },
  { name: 'a length of 100,000 digits', make: () => `step(1, factor=0.5, every=${digits})`, becomes: 'policy.syntax' },
  {
    name: 'a percentage of 100,000 digits',
    make: () => `step(1, factor=0.5, every=${digits}%)`,
    becomes: 'policy.wrong-type',
  },
  {
    name: '100,000 zeros behind the point',
    make: () => `step(1, factor=0.5, every=0.${'0'.repeat(100_000)}1%)`,
    becomes: 'policy.zero-length',
  },
  {
    name: 'an exponent of 100,000 digits',
    make: () => `constant(1e${digits}%)`,
    becomes: 'policy.non-finite-learning-rate',
  },
  { name: '1e999 in a line', make: () => 'constant(1e999)', becomes: 'policy.non-finite-learning-rate' },
  {
    name: '1e999 in a document',
    make: () => '{"version":1,"law":"constant","learningRate":1e999}',
    becomes: 'policy.non-finite-learning-rate',
  },
  { name: 'a million quotes', make: () => '"'.repeat(999_999), becomes: 'policy.syntax' },
  {
    name: 'a quote that is not closed',
    make: () => `plateau(1, metric="${'a'.repeat(900_000)}`,
    becomes: 'policy.syntax',
  },
  {
    name: 'a bracket that is not closed',
    make: () => `table([${joined(150_000, () => '0:1')}`,
    becomes: 'policy.syntax',
  },
  {
    name: 'a string that is not closed',
    make: () => `{"version":1,"law":"${'\\\\'.repeat(400_000)}`,
    becomes: 'policy.not-json',
  },
  { name: 'a word of a million letters', make: () => 'a'.repeat(MILLION), becomes: 'policy.syntax' },
  { name: 'half a million hyphens', make: () => 'a-'.repeat(MILLION / 2), becomes: 'policy.syntax' },
  { name: 'half a million points', make: () => '1.'.repeat(MILLION / 2), becomes: 'policy.syntax' },
  { name: 'a million spaces', make: () => ' '.repeat(MILLION), becomes: 'policy.syntax' },
  { name: 'nothing', make: () => '', becomes: 'policy.syntax' },
  { name: '400,000 emoji', make: () => '😀'.repeat(400_000), becomes: 'policy.syntax' },
  { name: 'half of a character', make: () => 'constant(\ud83d)', becomes: 'policy.syntax' },
  { name: 'letters of other scripts that look like ours', make: () => 'сonstant(0.1)', becomes: 'policy.syntax' },
  { name: 'a line that is written from the right', make: () => '\u202econstant(0.1)', becomes: 'policy.syntax' },
  {
    name: '50,000 segments of LRBench',
    make: () => `lrPolicy_FIX+k0_1${'-lrPolicy_FIX+k0_1'.repeat(50_000)}-AT-1`,
    becomes: 'policy.syntax',
  },
  {
    name: '400,000 boundaries of LRBench',
    make: () => `lrPolicy_NSTEP+k0_1+gamma_1+l_1${'+1'.repeat(400_000)}`,
    becomes: 'policy.wrong-type',
  },
  { name: 'half a million underscores', make: () => 'a_'.repeat(MILLION / 2), becomes: 'policy.syntax' },
];

const far: readonly Monster[] = [
  { name: 'a rise of 1e300 updates', make: () => 'noam(1, dimension=4, warmup-steps=1e300)', becomes: 'compiled' },
  {
    name: 'cycles that grow by 1e308',
    make: () => 'cosine-restarts(1, first=10, multiplier=1e308)',
    becomes: 'compiled',
  },
  {
    name: 'cycles that hardly grow',
    make: () => 'cosine-restarts(1, first=1, multiplier=1.0000000000000002)',
    becomes: 'compiled',
  },
  { name: 'more cycles than numbers', make: () => 'cosine(1, cycles=1e17)', becomes: 'compiled' },
  {
    name: 'cycles out of the range of numbers',
    make: () => 'cosine(1, cycles=1e308)',
    becomes: 'policy.non-finite-learning-rate',
  },
  { name: '2^53 − 1 restarts', make: () => 'cosine-restarts(1, cycles=9007199254740991)', becomes: 'compiled' },
  {
    name: 'a wave of 2^53 − 1 updates',
    make: () => 'wave(triangle, 0 .. 1, length=9007199254740991)',
    becomes: 'compiled',
  },
  { name: 'a wave of one update', make: () => 'wave(triangle, 0 .. 1, length=1, damping=5e-324)', becomes: 'compiled' },
  { name: 'a share of 1e-300', make: () => 'step(1, factor=0.5, every=1e-300%)', becomes: 'compiled' },
  { name: 'a share of 1e300', make: () => 'step(1, factor=0.5, every=1e300%)', becomes: 'compiled' },
  {
    name: 'a sigmoid of the largest number',
    make: () => 'sigmoid(1, gamma=1.7976931348623157e308, center=1)',
    becomes: 'compiled',
  },
  {
    name: 'a growth out of the range of numbers',
    make: () => 'exponential(1, factor=1e300)',
    becomes: 'policy.non-finite-learning-rate',
  },
  { name: 'a growth of 0 out of it', make: () => 'exponential(0, factor=1e300)', becomes: 'compiled' },
];

export const monsters: readonly Monster[] = [...nesting, ...length, ...strange, ...far];
