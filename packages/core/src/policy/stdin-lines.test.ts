import { describe, expect, it } from 'vitest';
import { parseNotation } from './notation/parse.js';
import { policyHash, shapeHash } from './identity.js';
import { PolicyLines } from './stdin-lines.js';
import { valueOrThrow } from '../refusal/index.js';

const line = { policy: 'linear(0.1)', totalUpdates: 10, updates: [0, 5, 9] };

function rates(input: unknown): unknown {
  return JSON.parse(new PolicyLines().rates(typeof input === 'string' ? input : JSON.stringify(input)));
}

describe('PolicyLines.rates', () => {
  it('answers with identities, peak and learning rates, in that order', () => {
    const policy = valueOrThrow(parseNotation('linear(0.1)'));
    const answer = new PolicyLines().rates(JSON.stringify(line));
    expect(Object.keys(JSON.parse(answer) as object)).toEqual([
      'policyHash',
      'shapeHash',
      'peakLearningRate',
      'learningRates',
    ]);
    expect(JSON.parse(answer)).toMatchObject({
      policyHash: policyHash(policy),
      shapeHash: shapeHash(policy),
      peakLearningRate: 0.1,
    });
  });

  it('answers a document as it answers its notation', () => {
    expect(rates({ ...line, policy: { version: 1, law: 'linear', initial: 0.1 } })).toEqual(rates(line));
  });

  it('answers updates in the order they were asked for, repeated ones too', () => {
    const policy = 'multi-step(1, factor=0.5, at=[4, 8])';
    expect(rates({ ...line, policy, updates: [9, 0, 4, 9] })).toMatchObject({ learningRates: [0.25, 1, 0.5, 0.25] });
  });

  it('takes events and context that a policy has no use for', () => {
    const events = [{ t: 5, metrics: { loss: 1 } }];
    expect(rates({ ...line, events, updatesPerEpoch: 3, tokensPerUpdate: null })).toEqual(rates(line));
  });

  it('replays a closed loop from its events, and answers without them as where nothing is ever observed', () => {
    const plateau = {
      policy: 'plateau(1, factor=0.5, patience=0, metric=loss)',
      totalUpdates: 10,
      updates: [0, 3, 4, 9],
    };
    const events = [2, 4, 6].map((t) => ({ t, metrics: { loss: 1, other: t } }));
    expect(rates({ ...plateau, events })).toMatchObject({ learningRates: [1, 1, 0.5, 0.25], peakLearningRate: 1 });
    expect(rates(plateau)).toMatchObject({ learningRates: [1, 1, 1, 1] });
    // Remembered by its policy and run alone: other events get other answers.
    const lines = new PolicyLines();
    const ask = (loss: number) => {
      const falling = events.map(({ t }) => ({ t, metrics: { loss: loss ** t } }));
      return JSON.parse(lines.rates(JSON.stringify({ ...plateau, events: falling }))) as unknown;
    };
    expect(ask(0.5)).toMatchObject({ learningRates: [1, 1, 1, 1] });
    expect(ask(2)).toMatchObject({ learningRates: [1, 1, 0.5, 0.25] });
  });

  it('keeps runs of one policy apart by their context', () => {
    const lines = new PolicyLines();
    const ask = (totalUpdates: number, updatesPerEpoch: number) =>
      lines.rates(
        JSON.stringify({ policy: 'step(1, factor=0.5, every=1 epochs)', totalUpdates, updatesPerEpoch, updates: [4] }),
      );
    expect(JSON.parse(ask(10, 4))).toMatchObject({ learningRates: [0.5] });
    expect(JSON.parse(ask(10, 2))).toMatchObject({ learningRates: [0.25] });
    expect(ask(10, 4)).toBe(ask(10, 4));
  });

  it.each([
    ['text that is not JSON', '{', 'document.not-json'],
    ['a list', [], 'document.schema'],
    ['an unknown key', { ...line, steps: 1 }, 'document.schema'],
    ['no updates', { policy: 'linear(0.1)', totalUpdates: 10 }, 'document.schema'],
    ['half an update', { ...line, updates: [0.5] }, 'document.schema'],
    ['an update before the first', { ...line, updates: [-1] }, 'document.schema'],
    [
      'events that go back',
      {
        ...line,
        events: [
          { t: 5, metrics: {} },
          { t: 4, metrics: {} },
        ],
      },
      'document.schema',
    ],
    ['a metric that is null', { ...line, events: [{ t: 5, metrics: { loss: null } }] }, 'document.schema'],
    ['a run of no updates', { ...line, totalUpdates: 0 }, 'document.schema'],
    ['notation that cannot be read', { ...line, policy: 'liner(0.1)' }, 'policy.syntax'],
    ['a negative learning rate', { ...line, policy: 'linear(-0.1)' }, 'policy.negative-learning-rate'],
    ['no policy', { totalUpdates: 10, updates: [] }, 'document.schema'],
    ['a list for a policy', { ...line, policy: [] }, 'policy.wrong-type'],
    [
      'a key that the document names twice',
      '{"policy":{"version":1,"law":"constant","learningRate":1,"learningRate":2},"totalUpdates":1,"updates":[0]}',
      'policy.duplicate-key',
    ],
    ['a hundred thousand brackets', `{"policy":${'['.repeat(100_000)}`, 'policy.too-large'],
    ['more than ten million characters', ' '.repeat(10_000_001), 'document.too-large'],
    ['a missing context', { ...line, policy: 'linear(0.1, length=1 epochs)' }, 'policy.missing-context'],
  ])('answers %s with one error line', (_what, input, code) => {
    const answer = new PolicyLines().rates(typeof input === 'string' ? input : JSON.stringify(input));
    expect(answer).not.toContain('\n');
    expect(JSON.parse(answer)).toEqual({ error: { code, message: expect.stringMatching(/\S/) as unknown } });
  });

  it('answers a policy that is too long to remember as often as it comes', () => {
    const at = Array.from({ length: 1000 }, (_, index) => ({ steps: index + 1 }));
    const policy = { version: 1, law: 'multi-step', initial: 1, factor: 0.5, at };
    const lines = new PolicyLines();
    const [once, twice] = [0, 1].map(() => lines.rates(JSON.stringify({ ...line, policy })));
    expect(JSON.parse(once ?? '')).toMatchObject({ learningRates: [1, 0.5 ** 5, 0.5 ** 9] });
    expect(twice).toBe(once);
  });

  it('goes on after a refused line, and answers it the same when it comes again', () => {
    const lines = new PolicyLines();
    const refused = lines.rates(JSON.stringify({ ...line, policy: 'linear(' }));
    expect(JSON.parse(lines.rates(JSON.stringify(line)))).toEqual(rates(line));
    expect(lines.rates(JSON.stringify({ ...line, policy: 'linear(' }))).toBe(refused);
  });
});

describe('PolicyLines.print', () => {
  it('answers with the canonical line and the normal form', () => {
    const policy = { version: 1, law: 'polynomial', initial: 0.1, power: 1 };
    expect(JSON.parse(new PolicyLines().print(JSON.stringify({ ...line, policy })))).toEqual({
      notation: 'linear(0.1)',
      document: { version: 1, law: 'linear', initial: 0.1, end: 0 },
    });
  });

  it('needs no run', () => {
    expect(JSON.parse(new PolicyLines().print('{"policy":"fix(k0=0.1)"}'))).toMatchObject({
      notation: 'constant(0.1)',
    });
    expect(JSON.parse(new PolicyLines().print('{"policy":"fix(k0=0.1)","steps":1}'))).toMatchObject({
      error: { code: 'document.schema' },
    });
  });
});
