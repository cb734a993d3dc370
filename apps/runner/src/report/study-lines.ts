import { largestLearningRateField } from '@ratebook/core/policy';
import type { Confirmed, StudyResult } from '../study/study-result.js';
import { countText } from './quantities.js';

const percent = (part: number, whole: number) => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(0)}%`);

function testText({ tests }: Confirmed, metric: string): string {
  const known = tests.filter((test) => test !== null);
  if (known.length === 0) return `no test ${metric}`;
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  return `test ${metric} ${mean.toPrecision(4)} over ${String(known.length)} ${known.length === 1 ? 'seed' : 'seeds'}`;
}

/** What a study found, what it cost and how sure it is, in sentences. */
export function studyLines(result: StudyResult): readonly string[] {
  const { job, reading, winner, runnerUp, trials } = result;
  const { outcome, cost, gain } = reading;
  const { plan } = job.study;
  const { name, unit } = job.task.metric;
  const counts = (status: string) => trials.filter((trial) => trial.status === status).length;
  const found =
    winner === null
      ? [`Nothing was found: ${outcome?.because ?? 'the study has no outcome'}. ${adviceOf(result)}`]
      : [
          `Winner: ${winner.policy} (${outcome?.because ?? ''}). ${testText(winner, name)}.`,
          ...(runnerUp === null ? [] : [`Runner-up: ${runnerUp.policy}. ${testText(runnerUp, name)}.`]),
        ];
  const interval =
    gain?.lower == null || gain.upper === null ? '' : `, 90% interval ${signed(gain.lower)} to ${signed(gain.upper)}`;
  const what = plan.method === 'composite' ? 'Gain over the other at equal budget' : 'Gain over the runner-up';
  return [
    ...(reading.problem === null
      ? []
      : [
          `These runs are not what the study's plan asks for: ${reading.problem} The registry will say so too, and count no search cost of it.`,
        ]),
    ...found,
    ...(gain === null ? [] : [`${what}: ${signed(gain.mean)} ${unit} on shared seeds${interval}.`]),
    ...(winner === null || winner.updatesToTarget === null
      ? []
      : [`To the target: ${countText(winner.updatesToTarget)} updates.`]),
    ...edgeLines(result),
    `Trials: ${String(trials.length)}, of which ${String(counts('completed'))} to the end, ${String(counts('pruned'))} pruned, ${String(counts('diverged'))} diverged, ${String(counts('abandoned'))} failed.`,
    `Search cost: ${countText(cost.search)} updates, ${percent(cost.search, cost.fullGrid)} of all ${String(plan.candidates.length)} candidates in full (${countText(cost.fullGrid)}), resumed from checkpoints; ${countText(cost.searchRestarted)} (${percent(cost.searchRestarted, cost.fullGrid)}) had each rung begun anew.${cost.rangeTest > 0 ? ` The range test before it: ${countText(cost.rangeTest)} updates.` : ''}`,
    `Confirmation, stated apart: ${countText(cost.confirmation)} updates. Trials never rank; these runs do.`,
  ];
}

/** What may train where nothing did. A machine that failed says itself what it needs. */
function adviceOf({ trials, space }: StudyResult): string {
  const failed = trials.find(({ status }) => status === 'abandoned');
  if (failed !== undefined && !trials.some(({ status }) => status === 'diverged'))
    return `The first that failed: ${failed.policy}: ${failed.reason ?? 'no reason is known'}`;
  return space === null
    ? 'Lower learning rates (--to) or a wider space may train.'
    : `Lower learning rates or wider ranges in ${space} may train.`;
}

/** Said where the best lies at an end of what was tried: one side of the valley was not seen. */
function edgeLines({ reading, winner, space }: StudyResult): readonly string[] {
  const won = winner === null ? undefined : reading.trials[winner.trial];
  if (won === undefined || won.template === null) return [];
  const kin = reading.trials.filter(({ template, candidate }) => template === won.template && candidate !== null);
  const [height, heights] = [
    largestLearningRateField(won.policy),
    kin.map(({ policy }) => largestLearningRateField(policy)),
  ];
  if (heights.length < 2 || Math.min(...heights) === Math.max(...heights)) return [];
  const end = height === Math.max(...heights) ? 'highest' : height === Math.min(...heights) ? 'lowest' : null;
  if (end === null) return [];
  const where = space === null ? (end === 'highest' ? '--to' : '--from') : `the ranges of ${space}`;
  return [`The winner has the ${end} learning rate that was tried: beyond it (${where}) a better one may lie.`];
}

const signed = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toPrecision(3)}`;
