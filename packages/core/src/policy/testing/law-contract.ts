import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../refusal/index.js';
import { updatesOf } from '../../units/index.js';
import { type CompiledPolicy, compilePolicy } from '../compile.js';
import { policyHash, shapeHash } from '../identity.js';
import { type PolicyEvent, replayLoop } from '../closed-loop/loop.js';
import type { LawDefinition, LawFields } from '../law.js';
import { parseNotation } from '../notation/parse.js';
import { printPolicy } from '../notation/print.js';
import { parsePolicyDocument } from '../read-document.js';
import { arbitraryFieldsDraw, fieldsOf } from './arbitrary-law.js';
import { arbitraryContext } from './arbitrary-length.js';
import { arbitraryPolicyOf, type PolicySample } from './arbitrary-policy.js';
import { mathCallsOf } from './counted.js';
import { respelled, withoutDefaults } from './respelled.js';

const RUNS = { seed: 20_261, numRuns: 60 };

/** Every update of a run, in order. */
function everyUpdate({ totalUpdates }: CompiledPolicy): readonly number[] {
  return Array.from({ length: totalUpdates }, (_, t) => t);
}

function compiled({ document, context }: PolicySample): CompiledPolicy {
  return valueOrThrow(compilePolicy(valueOrThrow(parsePolicyDocument(document)), context));
}

/** Evaluations of a run, falling and then flat, with a bump that `seed` places. */
function eventsOf(metrics: readonly string[], totalUpdates: number, seed: number): readonly PolicyEvent[] {
  const every = Math.max(1, Math.floor(totalUpdates / 40));
  return Array.from({ length: Math.floor(totalUpdates / every) }, (_, index) => {
    const value = 1 / (1 + index) + (index % 7 === seed % 7 ? 0.5 : 0);
    return { t: index * every, metrics: Object.fromEntries(metrics.map((name) => [name, value])) };
  });
}

/** What every law keeps, each as a test, over samples of its own fields. Call it at the top level of a test file. */
export function describeLawContract(law: LawDefinition): void {
  const sample = arbitraryPolicyOf(law.name);
  const holds = (property: (sample: PolicySample) => void) => fc.assert(fc.property(sample, property), RUNS);

  describe(`the law ${law.name}`, () => {
    it('is finite and never negative', () => {
      holds((one) => {
        const policy = compiled(one);
        const isWrong = (learningRate: number) => !Number.isFinite(learningRate) || learningRate < 0;
        expect(everyUpdate(policy).filter((t) => isWrong(policy.learningRateAt(t)))).toEqual([]);
      });
    });

    it('gives the same whatever was asked before', () => {
      holds((one) => {
        const [policy, fresh] = [compiled(one), compiled(one)];
        const forward = everyUpdate(policy).map((t) => policy.learningRateAt(t));
        const backward = everyUpdate(policy)
          .toReversed()
          .map((t) => policy.learningRateAt(t));
        expect(backward.toReversed()).toEqual(forward);
        const last = policy.totalUpdates - 1;
        expect(fresh.learningRateAt(last)).toBe(forward[last]);
      });
    });

    it('holds from a boundary on, its local time 0 there', () => {
      holds(({ document: { version: _version, ...policy }, context }) => {
        const constant = { law: 'constant', learningRate: 0.5 };
        const before = { policy: constant, until: { steps: 3 } };
        const joined = { version: 1, law: 'sequence', phases: [before, { policy }] };
        const run = { ...context, totalUpdates: context.totalUpdates + 3 };
        const sequence = compiled({ document: joined, context: run });
        const alone = compiled({ document: { version: 1, ...policy }, context });
        expect(sequence.learningRateAt(2)).toBe(0.5);
        const updates = everyUpdate(alone);
        expect(updates.map((t) => sequence.learningRateAt(t + 3))).toEqual(updates.map((t) => alone.learningRateAt(t)));
      });
    });

    it('keeps its last value past the end of the run', () => {
      holds((one) => {
        const policy = compiled(one);
        const end = policy.learningRateAt(policy.totalUpdates);
        for (const past of [1, 2, 1000]) expect(policy.learningRateAt(policy.totalUpdates + past)).toBe(end);
      });
    });

    it('knows its extremes: those of a search over every update, or for a closed loop bounds that no replay leaves', () => {
      const draws = fc.tuple(arbitraryFieldsDraw, arbitraryContext, fc.nat(239), fc.nat(239));
      fc.assert(
        fc.property(draws, ([draw, context, one, other]) => {
          const updates = context.totalUpdates;
          const room = { least: 1, most: updates, horizon: updates, context };
          const fields = law.fields.parse(fieldsOf(law, draw, room));
          const toUpdates = (length: Parameters<typeof updatesOf>[0]) => Number(updatesOf(length, updates, context));
          const filled = { ...law.implied?.(fields as LawFields), ...fields };
          const { learningRateAt, extremes, loop } = law.compile(filled as never, { updates, toUpdates });
          const [from, to] = [Math.min(one, other), Math.max(one, other)];
          if (loop !== undefined) {
            const { least, greatest } = extremes?.(from, to) ?? { least: NaN, greatest: NaN };
            const replayed = replayLoop(loop, eventsOf(loop.metrics, updates, one));
            for (let t = from; t <= to; t += 1) {
              expect(replayed(t)).toBeGreaterThanOrEqual(least);
              expect(replayed(t)).toBeLessThanOrEqual(greatest);
            }
            return;
          }
          const values = Array.from({ length: to - from + 1 }, (_, index) => learningRateAt(from + index));
          const ends = [learningRateAt(from), learningRateAt(to)];
          // A law without extremes of its own says that it is monotone.
          const known = extremes?.(from, to) ?? { least: Math.min(...ends), greatest: Math.max(...ends) };
          expect(known).toEqual({ least: Math.min(...values), greatest: Math.max(...values) });
        }),
        { ...RUNS, numRuns: 200 },
      );
    });

    it('has the peak that a search over every update finds, or for a closed loop no lower one', () => {
      holds((one) => {
        const policy = compiled(one);
        if (policy.loop !== null) {
          const above = everyUpdate(policy).filter((t) => policy.learningRateAt(t) > policy.peakLearningRate);
          expect(above).toEqual([]);
          return;
        }
        expect(policy.peakLearningRate).toBe(Math.max(...everyUpdate(policy).map((t) => policy.learningRateAt(t))));
      });
    });

    it('keeps its identity however it is spelt', () => {
      holds(({ document }) => {
        const policy = valueOrThrow(parsePolicyDocument(document));
        for (const spelling of [respelled(document), respelled(policy), JSON.stringify(withoutDefaults(policy))]) {
          const again = valueOrThrow(parsePolicyDocument(spelling));
          expect([policyHash(again), shapeHash(again)]).toEqual([policyHash(policy), shapeHash(policy)]);
        }
      });
    });

    it('is printed in one line that reads back as the same document', () => {
      holds(({ document }) => {
        const policy = valueOrThrow(parsePolicyDocument(document));
        const line = printPolicy(policy);
        const again = valueOrThrow(parseNotation(line));
        expect(again).toEqual(policy);
        expect(printPolicy(again)).toBe(line);
      });
    });

    it('refuses a field that it does not have, and each of its own with a wrong value', () => {
      holds(({ document }) => {
        expect(parsePolicyDocument({ ...document, lr: 0.1 }).ok).toBe(false);
        for (const name of Object.keys(law.fields.shape)) {
          for (const wrong of [null, -1, NaN, { steps: 0 }, { steps: 1, ratio: 0.5 }, 'often']) {
            // A metric may be called often.
            if (name === 'metric' && wrong === 'often') continue;
            // A sigmoid falls where gamma is negative.
            if (name === 'gamma' && wrong === -1 && law.name === 'sigmoid') continue;
            const read = parsePolicyDocument({ ...document, [name]: wrong });
            expect(read.ok, `${name}: ${JSON.stringify(wrong)}`).toBe(false);
          }
        }
      });
    });

    it('steers and replays alike: the state fed forward gives what a replay of the whole log gives, bit for bit', () => {
      holds((one) => {
        const policy = compiled(one);
        const events = eventsOf(policy.metrics, policy.totalUpdates, policy.totalUpdates);
        const replayed = policy.replay(events);
        let state = policy.loop?.start ?? null;
        for (const t of everyUpdate(policy)) {
          for (const event of events.filter((seen) => seen.t === t)) {
            // A state is plain data: it survives being written down.
            state = JSON.parse(JSON.stringify(policy.loop?.observe(state, t, event.metrics) ?? null)) as typeof state;
          }
          expect(replayed(t)).toBe(policy.loop?.learningRateAt(state, t) ?? policy.learningRateAt(t));
        }
      });
    });

    it('evaluates in as many steps at any update of a run of any length', () => {
      const policy = valueOrThrow(parseNotation(law.documentation.example.notation));
      const MOST_CALLS = 40;
      for (const totalUpdates of [1000, 1_000_000_000]) {
        const { learningRateAt } = valueOrThrow(compilePolicy(policy, { totalUpdates }));
        for (const share of [0, 0.001, 0.3, 0.5, 0.999]) {
          const t = Math.floor(share * totalUpdates);
          expect(
            mathCallsOf(() => learningRateAt(t)),
            `update ${String(t)}`,
          ).toBeLessThanOrEqual(MOST_CALLS);
        }
      }
    });

    it('turns its lengths into updates when it is compiled, never when it is asked', () => {
      const {
        law: _law,
        version: _version,
        ...fields
      } = valueOrThrow(parseNotation(law.documentation.example.notation));
      let turned = 0;
      const toUpdates = (length: Parameters<typeof updatesOf>[0]) => {
        turned += 1;
        return Number(updatesOf(length, 1000, { totalUpdates: 1000 }));
      };
      const { learningRateAt } = law.compile(fields as never, { updates: 1000, toUpdates });
      const whenCompiled = turned;
      for (let t = 0; t < 1000; t += 1) learningRateAt(t);
      expect(turned).toBe(whenCompiled);
    });

    it('is documented, and its example is what it does', () => {
      const { sentence, formula, refused, source, example } = law.documentation;
      for (const text of [sentence, refused, source, ...formula]) expect(text.trim()).not.toBe('');
      expect(formula.length).toBeGreaterThan(0);
      expect(example.updates.length).toBeGreaterThan(0);
      const policy = valueOrThrow(parseNotation(example.notation));
      expect(policy.law).toBe(law.name);
      const run = valueOrThrow(compilePolicy(policy, { totalUpdates: example.totalUpdates }));
      expect(example.learningRates).toHaveLength(example.updates.length);
      for (const [index, t] of example.updates.entries()) {
        const distance = Math.abs(run.learningRateAt(t) - example.learningRates[index]!);
        expect(distance, `update ${String(t)}`).toBeLessThanOrEqual(1e-15 * run.peakLearningRate);
      }
    });
  });
}
