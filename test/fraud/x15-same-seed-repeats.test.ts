import { forgeEvaluation } from '@ratebook/core/testing';
import { describe, expect, it } from 'vitest';
import { outcomeOf, rejectedBy } from './outcome.js';

const honest = forgeEvaluation({ policies: ['cosine(0.1)'], runs: 3 });
const imported = forgeEvaluation({ policies: ['cosine(0.1)'], runs: 3, ticket: null });

describe('X15 repeats of one seed passed off as n', () => {
  it('one training under three seeds is caught by T09', () => {
    const repeated = honest.withRun(1, { trace: honest.runAt(0).trace }).withRun(2, { trace: honest.runAt(0).trace });
    expect(outcomeOf(repeated)).toEqual(rejectedBy(1, 'T09'));
  });

  it('one training whose first losses were touched up is caught by T09 all the same', () => {
    const touched = honest.withTrace(1, (trace) => ({
      ...trace,
      loss: honest.traceOf(0).loss.map((loss, t) => (t < 20 ? (loss ?? 0) + 0.01 : loss)),
    }));
    expect(outcomeOf(touched)).toEqual(rejectedBy(1, 'T09'));
  });

  it('the ticket’s seed given several times is caught by S03, and by T09 where the losses show it', () => {
    const { seed, dataSeed } = honest.runAt(0);
    expect(outcomeOf(honest.withRun(1, { seed, dataSeed }))).toEqual(rejectedBy(0, 'S03'));
    const whole = honest.with((held) => ({ ...held, runs: held.runs.map(() => held.runs[0]!) }));
    expect(outcomeOf(whole)).toEqual(rejectedBy(0, 'S03', 'T09'));
  });

  it('an import that repeats one training is caught by T09, without any ticket', () => {
    expect(outcomeOf(imported.withRun(2, { trace: imported.runAt(0).trace }))).toEqual(rejectedBy(1, 'T09'));
  });

  it('a run copied from another submission is caught by T09', () => {
    const copied = honest.afterSigning(() => ({
      otherRunsByLossSuffix: new Map([[honest.suffixOf(0), ['0123456789abcdef-0']]]),
    }));
    expect(outcomeOf(copied)).toEqual(rejectedBy(1, 'T09'));
  });
});
