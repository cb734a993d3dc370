import { compilePolicy, parsePolicyDocument } from '@ratebook/core/policy';
import { valueOrThrow } from '@ratebook/core/refusal';
import { steered } from '@ratebook/core/run';
import { taskName } from '@ratebook/core/task';
import { type EvaluatedArm, type EvaluationResult, scalesOf } from '../../job/evaluation-result.js';
import { metricText } from '../evaluation-lines.js';
import { countText, energyText, memoryText, NOTHING, secondsText, shareText, spreadText } from '../quantities.js';
import { utcTime } from '../utc-time.js';
import { chart, type ChartPoint, type Series } from './chart.js';
import { type Html, html } from './html.js';
import { mono, paragraph, type SummarySection, summaryPage, table } from './page.js';

const UPDATES = { label: 'updates', isLogarithmic: false };
const FIRST_LETTER = 'A'.charCodeAt(0);
const LETTERS = 26;

/** A, B, … Z, A2 …: what an arm is called in charts, where its policy has no room. */
export const letterOf = (arm: number): string =>
  String.fromCharCode(FIRST_LETTER + (arm % LETTERS)) + (arm < LETTERS ? '' : String(1 + Math.floor(arm / LETTERS)));

const named = (arm: EvaluatedArm, index: number): Html => html`<b>${letterOf(index)}</b> ${mono(arm.policy)}`;

function utilityTable({ job, arms, asked }: EvaluationResult): Html {
  return table(
    [
      { name: 'policy' },
      { name: `test ${job.task.metric.name}`, isNumber: true },
      { name: 'runs', isNumber: true },
      { name: 'p(true)', isNumber: true },
      { name: 'top 5, at least', isNumber: true },
    ],
    arms.slice(0, asked).map((arm, index) => {
      const { metric, lost, confidence } = arm.summary.utility;
      const spread = confidence?.spread == null ? '' : ` ± ${confidence.spread.toFixed(3)}`;
      return [
        named(arm, index),
        spreadText(metric),
        lost === 0 ? String(arm.runs.length) : `${String(arm.runs.length)}, ${String(lost)} without a result`,
        confidence === null ? NOTHING : `${confidence.mean.toFixed(3)}${spread}`,
        shareText(confidence?.topFiveAtLeast),
      ];
    }),
  );
}

function costTable({ arms, asked }: EvaluationResult): Html {
  return table(
    [
      { name: 'policy' },
      ...['updates', 'examples', 'tokens', 'device time', 'energy', 'peak memory'].map((name) => ({
        ...{ name, isNumber: true },
      })),
    ],
    arms.slice(0, asked).map((arm, index) => {
      const { cost } = arm.summary;
      return [
        named(arm, index),
        ...[countText(cost.updates), countText(cost.examples), countText(cost.tokens)],
        ...[secondsText(cost.deviceSeconds), energyText(cost.energyJoules), memoryText(cost.peakMemoryBytes)],
      ];
    }),
  );
}

/** Held-out loss at every evaluation: a dot a run, a line through the means. */
function lossSeries(arm: EvaluatedArm, index: number): readonly Series[] {
  const seen = arm.runs.flatMap(({ run }) =>
    run.evaluations
      .filter(({ split }) => split === 'validation')
      .map(({ t, metrics }) => ({ t, loss: metrics['loss'] ?? null, seed: run.seed })),
  );
  const letter = letterOf(index);
  const dots = seen.map(({ t, loss, seed }): ChartPoint => ({
    ...{ x: t, y: loss },
    text: `${letter}, seed ${String(seed)}, after ${String(t)} updates: ${loss === null ? 'not finite' : loss.toPrecision(4)}`,
  }));
  const means = [...new Set(seen.map(({ t }) => t))]
    .toSorted((a, b) => a - b)
    .map((t): ChartPoint => {
      const losses = seen.flatMap((one) => (one.t === t && one.loss !== null ? [one.loss] : []));
      const mean = losses.length === 0 ? null : losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
      return { x: t, y: mean, text: `${letter}, mean after ${String(t)} updates` };
    });
  return [
    { ...{ name: letter, color: 'loss', isJoined: true, hasDots: false }, points: means, dash: index },
    { ...{ name: null, color: 'loss', isJoined: false, hasDots: true }, points: dots },
  ];
}

/** Points of a learning-rate curve: enough that no law of an ordinary run loses its shape. */
const CURVE_POINTS = 300;

/** The learning rates of an arm, of a closed loop as its first run steered it. */
function learningRateSeries({ job, arms }: EvaluationResult, index: number): Series {
  const arm = job.arms[index];
  const updates = arm?.budget.updates ?? 1;
  const { updatesPerEpoch, tokensPerUpdate } = job.task.trainer;
  const compiled = valueOrThrow(
    compilePolicy(valueOrThrow(parsePolicyDocument(arm?.policy)), {
      totalUpdates: updates,
      updatesPerEpoch,
      tokensPerUpdate,
    }),
  );
  const { learningRateAt } = steered(compiled, arms[index]?.runs[0]?.run.evaluations ?? []);
  const count = Math.min(CURVE_POINTS, updates);
  return {
    ...{ name: letterOf(index), color: 'learning-rate', isJoined: true, hasDots: false, dash: index },
    points: Array.from({ length: count }, (_, point) => {
      const t = Math.round((point * (updates - 1)) / Math.max(1, count - 1));
      return { x: t, y: learningRateAt(t), text: '' };
    }),
  };
}

function coursesSection(result: EvaluationResult): SummarySection {
  const { job, arms, asked } = result;
  const shown = arms.slice(0, asked);
  const key = shown.map((arm, index) => `${letterOf(index)}: ${arm.policy}`).join('; ');
  const starts = shown.flatMap(({ runs }) =>
    runs.flatMap(
      ({ run }) => run.evaluations.find(({ t, split }) => t === 0 && split === 'validation')?.metrics['loss'] ?? [],
    ),
  );
  const start = starts.length === 0 ? null : Math.max(...starts);
  return {
    heading: 'How they trained',
    body: [
      chart({
        title: `Held-out loss, ${taskName(job.task)}`,
        description: `Held-out loss at the evaluation points. ${key}`,
        x: UPDATES,
        y: { label: 'held-out loss', isLogarithmic: false },
        ceiling: start === null ? null : 1.1 * start,
        series: shown.flatMap(lossSeries),
        caption: 'Dots: runs. Lines: their means. × is no finite number, or more than a tenth above the start.',
      }),
      chart({
        title: `Learning rate, ${taskName(job.task)}`,
        description: `The learning rate of every update. ${key}`,
        x: UPDATES,
        y: { label: 'learning rate', isLogarithmic: true },
        series: shown.map((_, index) => learningRateSeries(result, index)),
        caption: 'On a logarithmic axis: what is 0 is not drawn.',
      }),
    ],
  };
}

function robustnessSection(result: EvaluationResult): SummarySection {
  const { job, arms, asked, scaled } = result;
  const gaps = table(
    [{ name: 'policy' }, { name: 'held-out less training loss', isNumber: true }],
    arms.slice(0, asked).map((arm, index) => [named(arm, index), spreadText(arm.summary.lossGap, 3)]),
  );
  const rule = html`<p>
    The gap is the loss on the test split less the mean training loss of the last tenth of the updates, in nats.
  </p>`;
  if (scaled.length === 0)
    return {
      heading: 'Robustness',
      body: [gaps, rule, html`<p class="soft">How the height matters was not trained: --robustness does.</p>`],
    };
  const perArm = arms.slice(0, asked).map((arm, original) => ({ arm, scales: scalesOf(result, original) }));
  const { name } = job.task.metric;
  return {
    heading: 'Robustness',
    body: [
      gaps,
      rule,
      chart({
        title: `Test ${name} by the height of the learning rates, ${taskName(job.task)}`,
        description: `Mean test ${name} with all learning rates multiplied.`,
        x: { label: 'times the learning rate', isLogarithmic: true },
        y: { label: `test ${name}`, isLogarithmic: false },
        series: perArm.map(({ scales }, index) => ({
          ...{ name: letterOf(index), color: 'metric', isJoined: true, hasDots: true, dash: index },
          points: scales.map(({ factor, policy, summary }) => ({
            ...{ x: factor, y: summary?.utility.metric.mean ?? null },
            text: `${policy}: ${summary === null ? NOTHING : spreadText(summary.utility.metric)}`,
          })),
        })),
        caption: 'Every learning rate of the policy times a factor. × had no result.',
      }),
      table(
        [
          { name: 'policy' },
          ...(perArm[0]?.scales ?? []).map(({ factor }) => ({ name: `×${String(factor)}`, isNumber: true })),
        ],
        perArm.map(({ arm, scales }, index) => [
          named(arm, index),
          ...scales.map(({ summary }) => (summary === null ? NOTHING : spreadText(summary.utility.metric))),
        ]),
      ),
    ],
  };
}

function metricsSection({ metrics }: EvaluationResult): readonly SummarySection[] {
  if (metrics === null) return [];
  const { layout, harnessVersion, modelSha } = metrics;
  const origin = `lm-evaluation-harness ${harnessVersion ?? `of layout ${layout}`}${modelSha === null ? '' : `, model sha ${modelSha.slice(0, 12)} as the file says`}`;
  return [
    {
      heading: 'Secondary metrics',
      body: [
        html`<p>
          ${origin}. Kept on this machine and not submitted: a submission holds the task’s own metric and loss.
        </p>`,
        table(
          [
            ...[{ name: 'task' }, { name: 'version' }, { name: 'shots', isNumber: true }, { name: 'metric' }],
            ...[{ name: 'filter' }, { name: 'value ± standard error', isNumber: true }],
          ],
          metrics.metrics.map((one) => [
            ...[one.task, one.taskVersion ?? NOTHING, one.shots === null ? NOTHING : String(one.shots), one.metric],
            ...[one.filter ?? NOTHING, metricText(one)],
          ]),
        ),
      ],
    },
  ];
}

function runsSection({ job, arms }: EvaluationResult): SummarySection {
  const { name } = job.task.metric;
  return {
    heading: 'Every run',
    body: [
      table(
        [
          { name: 'policy' },
          { name: 'seed', isNumber: true },
          { name: 'updates', isNumber: true },
          { name: `test ${name}`, isNumber: true },
          { name: 'ended' },
        ],
        arms.flatMap((arm) =>
          arm.runs.map(({ run }) => {
            const value = run.evaluations.findLast(({ split }) => split === 'test')?.metrics[name] ?? null;
            return [
              ...[mono(arm.policy), String(run.seed), countText(run.cost.updates)],
              ...[
                value === null ? NOTHING : value.toFixed(4),
                run.reason === null ? run.status : `${run.status}: ${run.reason}`,
              ],
            ];
          }),
        ),
      ),
    ],
  };
}

/** The summary of an evaluation: utility, cost and robustness, with how the runs went. */
export function evaluationSummary(result: EvaluationResult): string {
  const { job, asked } = result;
  const count = `${String(asked)} ${asked === 1 ? 'policy' : 'policies'}`;
  return summaryPage({
    title: `${count} on ${taskName(job.task)}`,
    kicker: `Evaluation · begun ${utcTime(job.createdAt)}`,
    lead: [paragraph('Means over seeds ± their deviation. The registry ranks; this page only tells.')],
    sections: [
      { heading: 'Utility', body: [utilityTable(result)] },
      coursesSection(result),
      {
        heading: 'Cost',
        body: [html`<p>Of all runs of a policy together, those that failed too.</p>`, costTable(result)],
      },
      robustnessSection(result),
      ...metricsSection(result),
      runsSection(result),
    ],
    notes: ['Written by ratebook on this machine. What the registry shows is what it recomputed from the submission.'],
  });
}
