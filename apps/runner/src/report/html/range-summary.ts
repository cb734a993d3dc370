import { formatLearningRate, parsePolicyDocument, printPolicy } from '@ratebook/core/policy';
import {
  RAMP_RULE_DEFINITIONS,
  RAMP_RULES,
  type RampReading,
  rangeLevels,
  type RangePoint,
  type RangeReadOuts,
} from '@ratebook/core/range-test';
import { valueOrThrow } from '@ratebook/core/refusal';
import { taskName } from '@ratebook/core/task';
import type { FinishedRun } from '../../job/finished-run.js';
import { type Job, policyLine } from '../../job/job.js';
import { RAMP_CAVEAT, rampSentences } from '../ramp-plot.js';
import { estimateSentences, type RangeEstimates, rangeSentences } from '../range-plot.js';
import { utcTime } from '../utc-time.js';
import { chart } from './chart.js';
import { type Html, html } from './html.js';
import { facts, mono, paragraph, summaryPage, table, tableBehind } from './page.js';

const LEARNING_RATE = { label: 'learning rate', isLogarithmic: true };
const NOTES = [
  'Written by ratebook on this machine. What the registry shows is what it recomputed from the submission.',
];

const text = (value: number | null) => (value === null ? 'none' : formatLearningRate(Number(value.toPrecision(3))));
const lossText = (value: number | null) => (value === null ? 'not finite' : value.toPrecision(4));
const kickerOf = (job: Job) => `Range test · ${taskName(job.task)} · begun ${utcTime(job.createdAt)}`;

function runsTable(job: Job, finished: readonly FinishedRun[]): Html {
  return table(
    [
      { name: 'policy' },
      { name: 'seed', isNumber: true },
      { name: 'updates', isNumber: true },
      { name: 'held-out loss', isNumber: true },
      { name: 'ended' },
    ],
    finished.map(({ run, endLoss }) => [
      mono(policyLine(job, run.arm)),
      String(run.seed),
      String(run.cost.updates),
      run.status === 'completed' ? lossText(endLoss) : '–',
      run.reason === null ? run.status : `${run.status}: ${run.reason}`,
    ]),
  );
}

/** The summary of a grid: held-out loss over learning rates, what was read out, and every run with how it ended. */
export function gridSummary(found: {
  readonly job: Job;
  readonly finished: readonly FinishedRun[];
  readonly points: readonly RangePoint[];
  readonly readOuts: RangeReadOuts;
  readonly estimates: RangeEstimates;
}): string {
  const { job, finished, points, readOuts, estimates } = found;
  const levels = rangeLevels(points);
  const seeds = new Set(points.map(({ seed }) => seed)).size;
  const start = levels.reduce((most, { meanStartLoss }) => Math.max(most, meanStartLoss), 0);
  const swept = printPolicy(valueOrThrow(parsePolicyDocument(job.sweep?.policy)));
  const { best, usable, edge } = readOuts;
  const marks = [
    ...(best === null ? [] : [{ x: best, text: `best ${text(best)}` }]),
    ...(edge === null ? [] : [{ x: edge, text: `edge ${text(edge)}` }]),
  ];
  const plot = chart({
    title: `Held-out loss by learning rate, ${taskName(job.task)}`,
    description: [...rangeSentences(readOuts, seeds)].join('. '),
    x: LEARNING_RATE,
    y: { label: 'held-out loss', isLogarithmic: false },
    marks,
    ...(usable === null ? {} : { band: { from: usable.low, to: usable.high } }),
    ceiling: start,
    series: [
      {
        ...{ name: null, color: 'loss', isJoined: true, hasDots: false },
        points: levels.map(({ learningRate, meanLoss }) => ({
          x: learningRate,
          y: meanLoss,
          text: text(learningRate),
        })),
      },
      {
        ...{ name: null, color: 'loss', isJoined: false, hasDots: true },
        points: points.map(({ learningRate, loss, seed }) => ({
          ...{ x: learningRate, y: loss },
          text: `${text(learningRate)}, seed ${String(seed)}: ${lossText(loss)}`,
        })),
      },
    ],
    caption: `Each dot is one run, the line their mean. Shaded: the usable range. × ended above the loss before training (${start.toPrecision(3)}), or has no finite loss.`,
  });
  return summaryPage({
    title: best === null ? 'Every learning rate diverged' : `Best at ${text(best)}`,
    kicker: kickerOf(job),
    lead:
      best === null
        ? rangeSentences(readOuts, seeds).map(paragraph)
        : [facts([...rangeSentences(readOuts, seeds), ...estimateSentences(estimates)])],
    sections: [
      {
        heading: 'Held-out loss by learning rate',
        body: [
          plot,
          html`<p>
            Swept: ${mono(swept)}, the first ${job.sweep?.prefixUpdates ?? null} of
            ${job.arms[0]?.budget.updates ?? null} updates of the real schedule at each height, from the same weights
            and in the same order of data.
          </p>`,
          tableBehind(
            `The ${String(levels.length)} learning rates as a table`,
            [
              { name: 'learning rate', isNumber: true },
              { name: 'mean held-out loss', isNumber: true },
              { name: 'each seed' },
            ],
            levels.map(({ learningRate, meanLoss, losses }) => [
              text(learningRate),
              lossText(meanLoss),
              losses.map(lossText).join(', '),
            ]),
          ),
        ],
      },
      { heading: 'Every run', body: [runsTable(job, finished)] },
    ],
    notes: [
      ...NOTES,
      'A range test says nothing of a longer training: the best learning rate falls as training gets longer.',
    ],
  });
}

/** The summary of a ramp: its smoothed and raw training loss, what each rule says, and what a ramp is not. */
export function rampSummary(found: {
  readonly job: Job;
  readonly finished: readonly FinishedRun[];
  readonly points: readonly RangePoint[];
  readonly reading: RampReading;
}): string {
  const { job, finished, points, reading } = found;
  const { curve, answers, readOuts } = reading;
  const valley = answers.valley.learningRate;
  const marks = [
    ...(valley === null ? [] : [{ x: valley, text: `valley ${text(valley)}` }]),
    ...(readOuts.edge === null ? [] : [{ x: readOuts.edge, text: `stopped ${text(readOuts.edge)}` }]),
  ];
  // What comes after the stop would press the rest of the curve flat.
  const top = 1.2 * curve.smoothed.reduce((most, value) => Math.max(most, value), 0);
  const plot = chart({
    title: `Training loss over a ramp, ${taskName(job.task)}`,
    description: rampSentences(reading).join('. '),
    x: LEARNING_RATE,
    y: { label: 'training loss', isLogarithmic: false },
    marks,
    ceiling: top,
    series: [
      {
        ...{ name: null, color: 'cost', isJoined: false, hasDots: true },
        points: points.map(({ learningRate, loss }, t) => ({
          ...{ x: learningRate, y: loss },
          text: `update ${String(t)} at ${text(learningRate)}: ${lossText(loss)}`,
        })),
      },
      {
        ...{ name: null, color: 'loss', isJoined: true, hasDots: false },
        points: curve.smoothed.map((value, t) => ({
          x: points[t]?.learningRate ?? 0,
          y: value,
          text: lossText(value),
        })),
      },
    ],
    caption:
      'Dots: the training loss of each update. Line: smoothed as fastai does, up to where it is above four times its least value.',
  });
  return summaryPage({
    title: readOuts.edge === null ? 'A ramp that never blew up' : `Blows up near ${text(readOuts.edge)}`,
    kicker: kickerOf(job),
    lead: [paragraph(RAMP_CAVEAT)],
    sections: [
      { heading: 'Training loss', body: [plot] },
      {
        heading: 'What the rules suggest',
        body: [
          table(
            [{ name: 'rule' }, { name: 'of' }, { name: 'learning rate', isNumber: true }, { name: '' }],
            RAMP_RULES.map((rule) => [
              rule,
              RAMP_RULE_DEFINITIONS[rule].source,
              text(answers[rule].learningRate),
              answers[rule].reason ?? '',
            ]),
          ),
        ],
      },
      { heading: 'The run', body: [runsTable(job, finished)] },
    ],
    notes: NOTES,
  });
}
