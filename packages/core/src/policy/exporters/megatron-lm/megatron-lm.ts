import { formatLearningRate } from '../../notation/numbers.js';
import { type MegatronSchedule, megatronSchedule } from '../../schedules/megatron.js';
import type { ExportCandidate, Exporter, ExportInput } from '../exporter.js';
import { groupNotes, intentWithGroups, NO_GROUPS } from '../groups.js';
import { closestOf, trialsOf } from '../closest.js';
import { type SingleLaw, singleLawOf } from '../single-law.js';
import { lawArguments } from './law-arguments.js';
import { nearestArguments } from './nearest-arguments.js';

/** Megatron-LM's own arguments. It answers to no evaluation, so that a closed loop has no form here. */
export const megatronLm: Exporter = {
  trainer: 'megatron-lm',
  title: 'Megatron-LM',
  versions: [],
  checkedAgainst: 'library',
  source: 'megatron-core 0.16.1; the arguments of NVIDIA/Megatron-LM at commit d98e8a6',
  candidates: (input) => (input.compiled.metrics.length > 0 ? [] : [argumentsCandidate(input)]),
};

function argumentsCandidate(input: ExportInput): ExportCandidate {
  const single = singleLawOf(input);
  const law = closestOf(trialsOf(single === null ? [] : lawArguments(single), megatronSchedule), input.compiled);
  const chosen = law ?? closestOf(trialsOf(nearestArguments(input.compiled), megatronSchedule), input.compiled);
  // A constant is always among them, and nothing refuses it.
  if (chosen === null) throw new RangeError('No arguments were tried.');
  const { settings: schedule, learningRateAt } = chosen;
  const settings = settingsOf(schedule);
  const lines = Object.entries(settings).map(
    ([name, value]) => `${name} ${typeof value === 'number' ? formatLearningRate(value) : value}`,
  );
  return {
    form: `--lr-decay-style ${schedule.decayStyle}`,
    intent: intentWithGroups(law === null ? 'nearest' : 'law', input, NO_GROUPS),
    language: 'shell',
    code: `${lines.join(' \\\n')}\n`,
    settings,
    learningRateAt,
    precision: 'double',
    groups: NO_GROUPS,
    notes: [
      ...(law === null ? [`No style says this policy; of those tried ${schedule.decayStyle} is the nearest.`] : []),
      ...lawNotes(single, schedule),
      'Updates are counted in samples: it holds for a batch that stays the same, without --rampup-batch-size.',
      'A checkpoint brings its own schedule: go on with --override-opt-param-scheduler.',
      ...groupNotes(input, NO_GROUPS, 'Megatron-LM'),
    ],
  };
}

/** By the names of the arguments; counts are whole, so that none is written with an exponent. */
function settingsOf(schedule: MegatronSchedule): Readonly<Record<string, number | string>> {
  const { learningRate, minLearningRate, decayStyle, decayIters, warmupIters, warmupInit, wsd } = schedule;
  return {
    '--lr': learningRate,
    '--min-lr': minLearningRate,
    '--lr-decay-style': decayStyle,
    '--lr-decay-iters': String(decayIters),
    '--lr-warmup-iters': String(warmupIters),
    '--lr-warmup-init': warmupInit,
    ...(wsd === null ? {} : { '--lr-wsd-decay-iters': String(wsd.decayIters), '--lr-wsd-decay-style': wsd.decayStyle }),
  };
}

function lawNotes(single: SingleLaw | null, { decayStyle, wsd, warmupIters }: MegatronSchedule): readonly string[] {
  if (single === null) return [];
  const { node, warmup, warmupSteps } = single;
  const isRoot = node.law === 'inverse-sqrt';
  return [
    ...(warmup !== null && warmup.shape !== 'linear'
      ? [`Its warm-up is a line; the policy's is ${warmup.shape}.`]
      : []),
    ...(isRoot && warmupSteps === 0
      ? ['Without a warm-up its inverse square root depends on the samples of a batch, so that it is not used here.']
      : []),
    ...(isRoot && decayStyle === 'inverse-square-root' && single.length('timescale') !== warmupIters
      ? ['Its inverse square root has the warm-up for a timescale; the policy has another.']
      : []),
    ...(node.law === 'noam' ? ['Its inverse square root starts one update later than the policy.'] : []),
    ...(node.law === 'warmup-stable-decay' && wsd?.decayStyle === 'exponential'
      ? ['Its exponential decay is 2·½^r − 1 between peak and floor, which reaches the floor; the policy is a ratio.']
      : []),
  ];
}
