import { printed } from './printed-json.js';
import { forgeEvaluation, forgeRangeTest } from './forge.js';
import { forgeRamp } from './forge-ramp.js';
import { forgeStudy } from './forge-study.js';
import type { ForgedSubmission } from './forged-submission.js';
import type { CheckId } from '../verification/index.js';

/** One thing that is wrong with an otherwise honest submission. */
export interface NamedBreak {
  /** The check that has to find it. */
  readonly check: CheckId;
  readonly name: string;
  readonly forge: () => ForgedSubmission;
  /** What the check's message has to say: where it is. */
  readonly says: RegExp;
  /** Other checks that this break cannot but fail as well. */
  readonly alsoFails?: readonly CheckId[];
}

const evaluation = () => forgeEvaluation();
const otherSeed = 424_242;

/** Every check's own ways to fail, at least one a check. The breaks are re-signed unless they are made after signing. */
export const namedBreaks: readonly NamedBreak[] = [
  {
    check: 'F01',
    name: 'a field of the wrong type',
    forge: () => evaluation().with({ licence: 'MIT' as never }),
    says: /licence/,
  },
  {
    check: 'F01',
    name: 'a field that nobody knows',
    forge: () => evaluation().with((held) => ({ ...held, summary: { accuracy: 1 } }) as never),
    says: /summary/,
  },
  {
    check: 'F02',
    name: 'the same content with white space',
    forge: () => evaluation().withText((text) => printed(text)),
    says: /character 1/,
  },
  {
    check: 'F03',
    name: 'a text changed after it was named',
    forge: () =>
      evaluation().afterSigning(({ text }) => ({ text: text.replace('"platform":"forged"', '"platform":"other"') })),
    says: /changed after it was received/,
    alsoFails: ['S01'],
  },
  {
    check: 'F04',
    name: 'a policy with an unknown field',
    forge: () =>
      forgeEvaluation({ ticket: null }).withArm(0, (arm) => ({ ...arm, policy: { ...arm.policy, gamma: 1 } })),
    says: /arms\[0\]\.policy/,
  },
  {
    check: 'F05',
    name: 'a task that is closed',
    forge: () =>
      evaluation().afterSigning(({ tasks }) => ({
        tasks: new Map([...tasks].map(([name, record]) => [name, { ...record, isOpen: false }])),
      })),
    says: /forged-digits@1 was not open/,
  },
  {
    check: 'F06',
    name: 'a gap in the updates',
    forge: () =>
      evaluation().withTrace(1, (trace) => ({ ...trace, update: trace.update.map((t) => t + (t > 4 ? 1 : 0)) })),
    says: /Run 1: update\[5\]/,
    alsoFails: ['T01', 'T04', 'T05', 'T09'],
  },
  {
    check: 'F06',
    name: 'a loss that is not finite in a completed run',
    forge: () =>
      evaluation().withTrace(0, (trace) => ({ ...trace, loss: trace.loss.map((loss, t) => (t === 7 ? null : loss)) })),
    says: /update 7 is not finite, but the run is completed/,
  },
  {
    check: 'F06',
    name: 'another first non-finite update than the trace has',
    forge: () => forgeEvaluation({ statuses: { 0: 'diverged' } }).withRun(0, { firstNonFiniteUpdate: 3 }),
    says: /declared was update 3/,
  },
  {
    check: 'F06',
    name: 'an evaluation that is not finite in a completed run',
    forge: () =>
      evaluation().withRun(0, (run) => ({
        ...run,
        evaluations: run.evaluations.map((one, at) =>
          at === 1 ? { ...one, metrics: { accuracy: 0.5, loss: null } } : one,
        ),
      })),
    says: /validation metric after update 20/,
  },
  {
    check: 'F07',
    name: 'a share given in percent',
    forge: () =>
      evaluation().withRun(2, (run) => ({
        ...run,
        evaluations: run.evaluations.map((one) => ({ ...one, metrics: { ...one.metrics, accuracy: 91.4 } })),
      })),
    says: /runs\[2\] at 10 on validation: accuracy is 91\.4/,
  },
  {
    check: 'F07',
    name: 'a budget that is none of the task’s',
    forge: () =>
      forgeEvaluation({ ticket: null }).with((held) => ({
        ...held,
        arms: held.arms.map((arm) => ({ ...arm, budget: { ...arm.budget, amount: 41 } })),
      })),
    says: /40 updates times 0\.25, 0\.5 or 1; got 41/,
  },
  {
    check: 'F08',
    name: 'a metric that the task does not measure',
    forge: () =>
      evaluation().withRun(0, (run) => ({
        ...run,
        evaluations: run.evaluations.map((one) => ({ ...one, metrics: { ...one.metrics, f1: 0.9 } })),
      })),
    says: /Run 0 reports "f1"/,
  },
  {
    check: 'S01',
    name: 'a signature over another text',
    forge: () => evaluation().afterSigning(() => ({ signature: forgeEvaluation({ runs: 1 }).signature })),
    says: /does not belong to this text/,
  },
  {
    check: 'S01',
    name: 'somebody else’s key',
    forge: () => evaluation().afterSigning(({ key }) => ({ key: key && { ...key, account: 'mallory' } })),
    says: /belongs to mallory/,
  },
  {
    check: 'S02',
    name: 'a ticket that has expired',
    forge: () => evaluation().withTicket({ expiresAt: '2026-03-01T11:59:59Z' }),
    says: /expired at 2026-03-01T11:59:59Z/,
  },
  {
    check: 'S02',
    name: 'an arm that the ticket does not name',
    forge: () => evaluation().withTicket(({ arms, ...held }) => ({ ...held, arms: (arms ?? []).slice(1) })),
    says: /is not on the ticket/,
  },
  {
    check: 'S03',
    name: 'a seed left out',
    forge: () => evaluation().withoutRun(4),
    says: /Arm 0 has no run with seed 1002/,
  },
  {
    check: 'S03',
    name: 'a seed that nobody issued',
    forge: () => evaluation().withRun(0, { seed: otherSeed }),
    says: /Run 0 has seed 424242/,
  },
  {
    check: 'S03',
    name: 'a seed left out where a study confirms its winner',
    forge: () => {
      const study = forgeStudy();
      return study.withoutRun(study.submission.runs.length - 1);
    },
    says: /Arm \d+ has no run with seed 1002/,
  },
  {
    check: 'T01',
    name: 'a learning rate that is not the policy’s',
    forge: () =>
      evaluation().withTrace(3, (trace) => ({
        ...trace,
        learningRate: trace.learningRate.map((value, t) => (t === 20 ? value * 1.00001 : value)),
      })),
    says: /Run 3: the learning rate differs at 1 of 40 updates, first at 20/,
  },
  {
    check: 'T04',
    name: 'fewer updates than the budget',
    forge: () =>
      evaluation().withTrace(0, ({ update, learningRate, loss }) => ({
        update: update.slice(0, 39),
        learningRate: learningRate.slice(0, 39),
        loss: loss.slice(0, 39),
      })),
    says: /a completed run has 40 updates, the trace 39/,
  },
  {
    check: 'T04',
    name: 'examples that are not updates times batch',
    forge: () => evaluation().withRun(0, (run) => ({ ...run, cost: { ...run.cost, examples: 641 } })),
    says: /cost\.examples is 641/,
  },
  {
    check: 'T05',
    name: 'a completed run without its last evaluation',
    forge: () => evaluation().withRun(0, (run) => ({ ...run, evaluations: run.evaluations.filter(({ t }) => t < 40) })),
    says: /no validation accuracy after update 40/,
  },
  {
    check: 'T05',
    name: 'a good run declared diverged',
    forge: () => evaluation().withRun(0, { status: 'diverged', reason: 'so it is said' }),
    says: /declared diverged/,
  },
  {
    check: 'T06',
    name: 'a look at the test split in between',
    forge: () =>
      evaluation().withRun(0, (run) => ({
        ...run,
        evaluations: [{ t: 20, split: 'test', metrics: { accuracy: 0.5, loss: 1 } }, ...run.evaluations],
      })),
    says: /test was looked at after update 20/,
  },
  {
    check: 'T06',
    name: 'a look at the test split by a study’s trial',
    forge: () => {
      const study = forgeStudy();
      const index = study.submission.runs.findIndex(({ status }) => status === 'completed');
      return study.withRun(index, (run) => ({
        ...run,
        evaluations: [...run.evaluations, { t: 80, split: 'test', metrics: { accuracy: 0.5, loss: 1 } }],
      }));
    },
    says: /test was looked at after update 80; .* never in a search/,
  },
  {
    check: 'T06',
    name: 'a look that the task does not declare',
    forge: () =>
      evaluation().withRun(0, (run) => ({
        ...run,
        evaluations: [{ t: 9, split: 'validation', metrics: { accuracy: 0.5, loss: 1 } }, ...run.evaluations],
      })),
    says: /validation was evaluated after update 9; the task declares 10, 20, 30, 40/,
  },
  {
    check: 'T08',
    name: 'an edge higher than the points give',
    forge: () =>
      forgeRangeTest().with(({ rangeTest, ...held }) => ({
        ...held,
        rangeTest: rangeTest && { ...rangeTest, readOuts: { ...rangeTest.readOuts, edge: null } },
      })),
    says: /readOuts\.edge is none; the points give 3/,
  },
  {
    check: 'T08',
    name: 'a point that its run did not measure',
    forge: () =>
      forgeRangeTest().with(({ rangeTest, ...held }) => ({
        ...held,
        rangeTest: rangeTest && {
          ...rangeTest,
          points: rangeTest.points.map((point, at) => (at === 2 ? { ...point, loss: 0.01 } : point)),
        },
      })),
    says: /points\[2\] has loss 0\.01/,
  },
  {
    check: 'T08',
    name: 'a suggestion that a ramp does not give',
    forge: () =>
      forgeRamp().with(({ rangeTest, ...held }) => ({
        ...held,
        rangeTest: rangeTest && {
          ...rangeTest,
          readOuts: {
            ...rangeTest.readOuts,
            ramp: rangeTest.readOuts.ramp && { ...rangeTest.readOuts.ramp, valley: 0.5 },
          },
        },
      })),
    says: /readOuts\.ramp\.valley is 0\.5/,
  },
  {
    check: 'T09',
    name: 'two seeds with the same last losses',
    forge: () => {
      const honest = evaluation();
      return honest.withTrace(2, (trace) => ({ ...trace, loss: honest.traceOf(0).loss }));
    },
    says: /Run 2 ends in the same 20 losses as run [0-9a-f]{16}-0/,
  },
  {
    check: 'T09',
    name: 'two trials of a study with other learning rates and the same losses',
    forge: () => {
      const study = forgeStudy();
      return study.withTrace(1, (trace) => ({ ...trace, loss: study.traceOf(0).loss }));
    },
    says: /Run 1 ends in the same 20 losses as run [0-9a-f]{16}-0/,
  },
];
