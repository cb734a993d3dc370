import { formatLearningRate } from '../../notation/numbers.js';
import { type TimmArguments, type TimmTraining, timmTraining } from '../../schedules/timm-arguments.js';
import { curveShapeOf } from '../curve-shape.js';
import type { ExportCandidate, ExportInput } from '../exporter.js';
import { groupNotes, intentWithGroups, NO_GROUPS } from '../groups.js';
import { closestOf, trialsOf } from '../closest.js';
import { lawArguments, nearestArguments, type Wanted } from './law-arguments.js';
import { singleLawOf } from '../single-law.js';

/**
 * Arguments of train.py, whose lengths are epochs: none where the reader's run does not say its updates per epoch, or where
 * the peak is 0, which train.py would replace by one of its own.
 */
export function commandLineForms(input: ExportInput): readonly ExportCandidate[] {
  const { compiled, run } = input;
  const { updatesPerEpoch, totalUpdates } = run;
  if (updatesPerEpoch === null || !Number.isInteger(updatesPerEpoch) || compiled.peakLearningRate === 0) return [];
  const trained = (given: TimmArguments): TimmTraining => timmTraining(given, updatesPerEpoch);
  const scheduleOf = (given: TimmArguments) => trained(given).learningRateAt;
  const law = singleLawOf(input);
  // Of a learning rate of 0 train.py makes one of its own.
  const meant = (law === null ? [] : lawArguments(law, updatesPerEpoch))
    .filter(({ learningRate }) => learningRate > 0)
    .map(written);
  const asLaw = closestOf(trialsOf(meant, scheduleOf), compiled);
  const near = () => nearestArguments(curveShapeOf(compiled), updatesPerEpoch).map(written);
  const chosen = asLaw ?? closestOf(trialsOf(near(), scheduleOf), compiled);
  // A constant is always among them, and nothing refuses it.
  if (chosen === null) throw new RangeError('No arguments were tried.');
  const { settings: given, learningRateAt } = chosen;
  const { trainedUpdates } = trained(given);
  const settings = settingsOf(given);
  const lines = Object.entries(settings).map(([name, value]) => argumentText(name, value));
  return [
    {
      form: `--sched ${given.sched}`,
      intent: intentWithGroups(asLaw === null ? 'nearest' : 'law', input, NO_GROUPS),
      language: 'shell',
      code: `${lines.join(' \\\n')}\n`,
      settings,
      learningRateAt,
      precision: 'double',
      groups: NO_GROUPS,
      notes: [
        ...(asLaw === null ? [`No scheduler says this policy; of those tried ${given.sched} is the nearest.`] : []),
        `Arguments of train.py, for ${String(updatesPerEpoch)} updates an epoch: lengths are epochs, mostly whole ones.`,
        ...(trainedUpdates === totalUpdates
          ? []
          : [`It trains for ${String(trainedUpdates)} updates, the policy was asked for ${String(totalUpdates)}.`]),
        ...NOTES[given.sched],
        ...groupNotes(input, NO_GROUPS, 'train.py'),
      ],
    },
  ];
}

const NEW_SCHEDULER = 'This scheduler is new: timm 1.0.31 has it, 1.0.28 has not.';

const NOTES: Readonly<Record<TimmArguments['sched'], readonly string[]>> = {
  cosine: [],
  step: [],
  multistep: ['Milestones are whole epochs, and timm drops one update before them.'],
  poly: ['Of poly, --decay-rate is the power: left out it would be 0.1.'],
  wsd: [NEW_SCHEDULER, 'A --decay-epochs below 1 is a share of the epochs.'],
  rsqrt: [NEW_SCHEDULER, 'Its decay is one update long and lies behind the last.'],
};

type Settings = Readonly<Record<string, number | string | true | readonly number[]>>;

function written(wanted: Wanted): TimmArguments {
  return {
    epochs: 1,
    warmupEpochs: 0,
    warmupLr: 0,
    warmupPrefix: true,
    minLr: 0,
    cooldownEpochs: 0,
    decayEpochs: 1,
    decayMilestones: [],
    decayRate: 1,
    cycleMul: 1,
    cycleDecay: 1,
    cycleLimit: 1,
    decayFn: null,
    stableTimescale: null,
    ...wanted,
  };
}

const LOOKED_AT: Readonly<Record<TimmArguments['sched'], readonly (keyof TimmArguments)[]>> = {
  cosine: ['minLr', 'cooldownEpochs', 'cycleLimit', 'cycleDecay'],
  poly: ['minLr', 'cooldownEpochs', 'decayRate'],
  step: ['decayEpochs', 'decayRate'],
  multistep: ['decayMilestones', 'decayRate'],
  wsd: ['minLr', 'decayEpochs', 'decayFn'],
  rsqrt: ['decayEpochs', 'stableTimescale'],
};

/** What the scheduler looks at, by the names of the arguments. */
function settingsOf(given: TimmArguments): Settings {
  const names = LOOKED_AT[given.sched].filter(
    (name) => given[name] !== null && (given.cycleLimit > 1 || !isCycle(name)),
  );
  return {
    '--sched': given.sched,
    '--sched-on-updates': true,
    '--lr': given.learningRate,
    '--epochs': given.epochs,
    '--warmup-epochs': given.warmupEpochs,
    '--warmup-lr': given.warmupLr,
    '--warmup-prefix': true,
    ...Object.fromEntries(names.map((name) => [NAMES[name] ?? name, given[name] as Settings[string]])),
  };
}

const isCycle = (name: keyof TimmArguments) => name.startsWith('cycle');

const NAMES: Readonly<Partial<Record<keyof TimmArguments, string>>> = {
  minLr: '--min-lr',
  cooldownEpochs: '--cooldown-epochs',
  cycleLimit: '--lr-cycle-limit',
  cycleDecay: '--lr-cycle-decay',
  decayEpochs: '--decay-epochs',
  decayMilestones: '--decay-milestones',
  decayRate: '--decay-rate',
  decayFn: '--lr-decay-fn',
  stableTimescale: '--lr-stable-timescale',
};

/** Whole numbers, which train.py does not read with an exponent. */
const COUNTS = ['--epochs', '--warmup-epochs', '--cooldown-epochs', '--lr-cycle-limit'];

function argumentText(name: string, value: Settings[string]): string {
  if (value === true) return name;
  if (typeof value === 'number') return `${name} ${COUNTS.includes(name) ? String(value) : formatLearningRate(value)}`;
  return `${name} ${typeof value === 'string' ? value : value.map(String).join(' ')}`;
}
