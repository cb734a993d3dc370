import type { Schedule } from '../schedules/schedule.js';
import { transformersSchedule } from '../schedules/transformers.js';
import { type Draft, inSequence, MOST_POINTS, type Stretch, tableOf, warmupAlone } from './draft.js';
import { fillsRun, type ScheduleContext, stepsOf, warmed } from './schedule-context.js';

const SHAPES = ['linear', 'cosine', '1-sqrt'] as const;
type Shape = (typeof SHAPES)[number];

interface Stable {
  readonly peak: number;
  readonly floor: number;
  readonly warmupShape: Shape;
  readonly decayShape: Shape;
  readonly cycles: number;
  readonly decay: number;
}

/**
 * `warmup_stable_decay`: from min_lr_ratio up, at the peak for num_stable_steps (unless given, what is left), down over
 * num_decay_steps, then at the floor. Its usual form is one law; where lengths do not add up to the run, a sequence.
 */
export function stableThenDecay(context: ScheduleContext): Draft | null {
  const { keywords, totalUpdates, settings, notes } = context;
  const given = keywords.updates('num_stable_steps');
  const stable = readStable(context);
  if (stable === null) return null;
  const { decay, floor, warmupShape } = stable;
  if (floor > 0 && context.warmup !== null) notes.push('The warm-up starts at min_lr_ratio of the peak, not at 0.');
  if (warmupShape !== '1-sqrt' && fillsRun(context)) return warmed(context, {}, floor, warmupShape);
  if (totalUpdates === null && given === null && isPlain(stable)) return asOneLaw(context, stable);
  const warming = stepsOf(context);
  if (warming === null) return null;
  if (given === null && totalUpdates === null) {
    settings.refuse('max_steps', 'the total updates: the stable stretch is what they leave', 'policy.missing-context');
    return null;
  }
  const stay = given ?? (totalUpdates ?? 0) - warming - decay;
  const sum = warming + stay + decay;
  if (sum === totalUpdates && stay >= 0 && isPlain(stable)) return asOneLaw(context, stable);
  if (totalUpdates !== null && sum !== totalUpdates) {
    const lengths = `${String(sum)} updates, and the training has ${String(totalUpdates)}`;
    notes.push(`Warm-up, stable and decay stretch make ${lengths}: the Trainer keeps their lengths.`);
  }
  const run = totalUpdates ?? sum;
  const theirs = modelOf(stable, { warming, given, run });
  const parts = stay < 0 ? null : stretches(stable, { warming, stay, totalUpdates, theirs });
  if (parts !== null) return inSequence(parts, totalUpdates);
  // A decay longer than what the warm-up leaves begins in its middle.
  const table = tableOf(theirs, run);
  if (table === null)
    keywords.refuse('num_decay_steps', `lengths that a law says, or at most ${String(MOST_POINTS)} updates of others`);
  return table;
}

function readStable({ keywords, learningRate }: ScheduleContext): Stable | null {
  const share = keywords.number('min_lr_ratio', { expected: 'a share of the learning rate, 0 or more', least: 0 });
  const decay = keywords.updates('num_decay_steps');
  const stable = {
    peak: learningRate,
    floor: (share ?? 0) * learningRate,
    warmupShape: keywords.choice('warmup_type', SHAPES) ?? 'linear',
    decayShape: keywords.choice('decay_type', SHAPES) ?? 'cosine',
    cycles: keywords.number('num_cycles', { expected: 'a number of waves, 0 or more', least: 0 }) ?? 0.5,
  };
  if (decay !== null) return { ...stable, decay };
  if (!keywords.has('num_decay_steps')) keywords.refuse('num_decay_steps', 'a whole number of updates');
  return null;
}

/** Whether the law of the language has these shapes. */
function isPlain({ warmupShape, decayShape, cycles }: Stable): boolean {
  return warmupShape !== '1-sqrt' && (decayShape !== 'cosine' || cycles === 0.5);
}

function asOneLaw(context: ScheduleContext, { peak, floor, warmupShape, decayShape, decay }: Stable): Draft {
  const shape = decayShape === '1-sqrt' ? 'one-minus-sqrt' : decayShape;
  const draft =
    decay === 0
      ? { law: 'constant', learningRate: peak }
      : { law: 'warmup-stable-decay', peak, end: floor, decay: { steps: decay }, shape };
  return warmed(context, draft, floor, warmupShape === 'cosine' ? 'cosine' : 'linear');
}

interface Lengths {
  readonly warming: number;
  readonly stay: number;
  readonly totalUpdates: number | null;
  readonly theirs: Schedule;
}

/** The stretches one by one; null where one of them needs a longer table than there is. */
function stretches(stable: Stable, { warming, stay, totalUpdates, theirs }: Lengths): readonly Stretch[] | null {
  const { peak, floor, warmupShape } = stable;
  const end = totalUpdates ?? Infinity;
  const up =
    warmupShape === '1-sqrt'
      ? tableOf(theirs, Math.min(warming, end))
      : warmupAlone(floor, peak, { steps: warming }, warmupShape);
  const down = falling(stable, end - warming - stay, (t) => theirs(t + warming + stay));
  if (up === null || down === null) return null;
  const stays = { law: 'constant', learningRate: peak };
  const upAndStay =
    warmupShape !== '1-sqrt' && warming > 0 && stay > 0 && warming < end
      ? [
          {
            updates: warming + stay,
            draft: { ...stays, warmup: { length: { steps: warming }, from: floor, shape: warmupShape } },
          },
        ]
      : [
          { updates: warming, draft: up },
          { updates: stay, draft: stays },
        ];
  return [
    ...upAndStay,
    { updates: stable.decay, draft: down },
    { updates: null, draft: { law: 'constant', learningRate: floor } },
  ];
}

/** The decay, of which `left` updates lie inside the run. */
function falling(stable: Stable, left: number, theirs: Schedule): Draft | null {
  const { peak, floor, decayShape, cycles, decay } = stable;
  const length = { steps: decay };
  switch (decayShape) {
    case 'linear':
      return { law: 'linear', initial: peak, end: floor, length };
    case 'cosine':
      return cycles === 0
        ? { law: 'constant', learningRate: peak }
        : { law: 'cosine', peak, end: floor, cycles, length };
    case '1-sqrt':
      return left >= decay
        ? { law: 'warmup-stable-decay', peak, end: floor, decay: length, shape: 'one-minus-sqrt' }
        : tableOf(theirs, left);
  }
}

interface ModelLengths {
  readonly warming: number;
  readonly given: number | null;
  readonly run: number;
}

/** What the Trainer makes of it, update by update. */
function modelOf(stable: Stable, { warming, given, run }: ModelLengths): Schedule {
  const { peak, floor, warmupShape, decayShape, cycles, decay } = stable;
  return transformersSchedule({
    type: 'warmup_stable_decay',
    learningRate: peak,
    warmupSteps: warming,
    totalUpdates: run,
    schedulerArguments: {
      num_decay_steps: decay,
      ...(given === null ? {} : { num_stable_steps: given }),
      warmup_type: warmupShape,
      decay_type: decayShape,
      num_cycles: cycles,
      min_lr_ratio: peak === 0 ? 0 : floor / peak,
    },
  });
}
