import { largestLearningRateField } from '@ratebook/core/policy';
import { taskName } from '@ratebook/core/task';
import type { StudyResult, TrialLine } from '../../study/study-result.js';
import { countText, NOTHING } from '../quantities.js';
import { studyLines } from '../study-lines.js';
import { utcTime } from '../utc-time.js';
import { chart, type ChartPoint, type Series } from './chart.js';
import { type Html } from './html.js';
import { mono, paragraph, type SummarySection, summaryPage, table } from './page.js';

/** Series of one chart that dashes still tell apart. */
const MOST_SERIES = 3;

const lossAt = ({ readings }: TrialLine, t: number) => readings.find((reading) => reading.t === t);

/** Validation loss against the height of the policy, a line a rung. */
function heightsSection({ job, reading, trials }: StudyResult): SummarySection {
  const { plan } = job.study;
  const rungs = (plan.halving?.rungs ?? [...(plan.climb?.rungs ?? []), plan.totalUpdates]).slice(-MOST_SERIES);
  const series = rungs.map((rung, dash): Series => ({
    ...{ name: String(rung), color: 'loss', isJoined: false, hasDots: true, dash },
    points: reading.trials
      .flatMap(({ policy, candidate }, index): ChartPoint[] => {
        const trial = trials[index];
        const seen = trial === undefined ? undefined : lossAt(trial, rung);
        if (candidate === null || trial === undefined || seen === undefined) return [];
        const text = `${trial.policy}, after ${String(rung)} updates: ${seen.loss?.toPrecision(4) ?? 'not finite'}`;
        return [{ x: largestLearningRateField(policy), y: seen.loss, text }];
      })
      .toSorted((a, b) => a.x - b.x),
  }));
  return {
    heading: 'Validation loss against learning rate',
    body: [
      chart({
        title: 'Validation loss of the candidates against their largest learning rate',
        description: `One dot a candidate, after ${rungs.map(String).join(', ')} updates.`,
        x: { label: 'largest learning rate', isLogarithmic: true },
        y: { label: 'validation loss', isLogarithmic: false },
        series,
        caption:
          plan.climb === null
            ? `After ${rungs.map(String).join(', ')} updates: at each rung the worse candidates stop, the others go on.`
            : `After ${rungs.map(String).join(', ')} updates: a first look at some learning rates, then from the best to its neighbours.`,
      }),
    ],
  };
}

/** The curves of the trials that were trained furthest. */
function curvesSection({ trials, winner, runnerUp }: StudyResult): SummarySection {
  const shown = [winner?.trial, runnerUp?.trial].filter((trial) => trial != null);
  const series = shown.map((index, dash): Series => ({
    ...{ name: dash === 0 ? 'A' : 'B', color: 'loss', isJoined: true, hasDots: true, dash },
    points: (trials[index]?.readings ?? []).map(({ t, loss }) => ({
      ...{ x: t, y: loss },
      text: `after ${String(t)} updates: ${loss?.toPrecision(4) ?? 'not finite'}`,
    })),
  }));
  return {
    heading: 'How winner and runner-up learnt',
    body: [
      chart({
        title: 'Validation loss of winner and runner-up in the search',
        description: 'Validation loss at each evaluation of the search’s own training.',
        x: { label: 'updates', isLogarithmic: false },
        y: { label: 'validation loss', isLogarithmic: false },
        series,
        caption:
          'A: the winner, B: the runner-up, in the search and with its seed. What ranks are the trainings with fresh seeds.',
      }),
    ],
  };
}

function costSection({ reading: { cost }, job }: StudyResult): SummarySection {
  const { plan } = job.study;
  const share = (updates: number) => `${((100 * updates) / Math.max(1, cost.fullGrid)).toFixed(0)}%`;
  const rows: readonly (readonly [string, number])[] = [
    [`all ${String(plan.candidates.length)} candidates in full, one seed`, cost.fullGrid],
    ['this search, resumed from checkpoints', cost.search],
    ['this search, had each rung begun anew', cost.searchRestarted],
    ['the range test before it', cost.rangeTest],
    ['confirmation with fresh seeds', cost.confirmation],
  ];
  return {
    heading: 'What it cost',
    body: [
      table(
        [{ name: 'what' }, { name: 'updates', isNumber: true }, { name: 'of the full grid', isNumber: true }],
        rows.map(([what, updates]) => [what, countText(updates), share(updates)]),
      ),
    ],
  };
}

function trialsSection({ trials, job }: StudyResult): SummarySection {
  const { name } = job.task.metric;
  const number = (value: number | null | undefined) => (value == null ? NOTHING : value.toPrecision(4));
  const row = (trial: TrialLine, index: number): readonly (Html | string)[] => {
    const last = trial.readings.at(-1);
    const from = trial.fork === null ? '' : `, from #${String(trial.fork.trial)} at ${String(trial.fork.t)}`;
    return [
      String(index),
      mono(trial.policy),
      countText(trial.updates),
      number(last?.loss),
      number(last?.metric),
      trial.reason === null ? trial.status : `${trial.status}: ${trial.reason}`,
      `${trial.origin}${from}`,
    ];
  };
  return {
    heading: 'Trials',
    body: [
      table(
        [
          { name: '#', isNumber: true },
          { name: 'policy' },
          { name: 'updates', isNumber: true },
          { name: 'validation loss', isNumber: true },
          { name: `validation ${name}`, isNumber: true },
          { name: 'how it ended' },
          { name: 'from' },
        ],
        trials.map(row),
      ),
    ],
  };
}

/** A study's local summary: what was found, the curves, the rungs, the cost, every trial. */
export function studySummary(result: StudyResult): string {
  const { job, winner } = result;
  const { method } = job.study.plan;
  return summaryPage({
    title: winner === null ? 'Nothing was found' : winner.policy,
    kicker: `Study (${method}) of ${taskName(job.task)}, begun ${utcTime(job.createdAt)}`,
    lead: studyLines(result).map((line) => paragraph(line)),
    sections: [
      heightsSection(result),
      ...(winner === null ? [] : [curvesSection(result)]),
      costSection(result),
      trialsSection(result),
    ],
    notes: [
      'Trials are compared on the validation split, with one seed; the best of many is too good by luck alone, so that no trial ranks. Winner and runner-up are trained again with seeds that the search never saw.',
    ],
  });
}
