import { formatLearningRate } from '../notation/numbers.js';
import { type Beginning, beginningOf, behind, type DeepSpeedBlock, tabled, updatesBehind } from './deepspeed-block.js';
import { type Draft, inSequence, MOST_POINTS, tableOf, warmupAlone } from './draft.js';

const DEFAULT_WARMUP = 1000;
const DEFAULT_DECAY_MAXIMUM = 0.001;

/** A warm-up by the counter: at least 2 updates, logarithmic where the type is not known. */
interface Rise {
  readonly updates: number;
  readonly shape: 'linear' | 'logarithmic';
}

function riseOf({ params, notes }: DeepSpeedBlock): Rise {
  const expected = 'a whole number of updates above 0';
  const given = params.number('warmup_num_steps', { expected, isWhole: true, least: 1 });
  if (given === null && !params.has('warmup_num_steps')) notes.push('warmup_num_steps is not given: it is 1000.');
  if (given === 1) notes.push('A warm-up of 1 update is made 2.');
  const type = params.text('warmup_type');
  if (type === null) notes.push('warmup_type is not given: the warm-up is logarithmic.');
  else if (type !== 'log' && type !== 'linear')
    notes.push(`warmup_type "${type}" is not known to DeepSpeed: the warm-up is logarithmic.`);
  return { updates: Math.max(2, given ?? DEFAULT_WARMUP), shape: type === 'linear' ? 'linear' : 'logarithmic' };
}

function shareOf({ updates, shape }: Rise, counter: number): number {
  return shape === 'linear' ? counter / updates : Math.log(counter + 1) / Math.log(updates);
}

/** WarmupLR and WarmupDecayLR: between a minimum and a maximum, up by the rise and then by `share` of the height. */
interface Ramp {
  readonly least: number;
  readonly greatest: number;
  readonly rise: Rise;
  /** Updates behind the rise until the minimum is reached again; null for never. */
  readonly fall: number | null;
}

function rampAt({ least, greatest, rise, fall }: Ramp, counter: number): number {
  const share =
    counter < rise.updates
      ? shareOf(rise, counter)
      : fall === null
        ? 1
        : Math.max(0, 1 - (counter - rise.updates) / Math.max(1, fall));
  return least + (greatest - least) * share;
}

/** The law behind the rise, of which `passed` updates are over. */
function afterRise(ramp: Ramp, passed: number): Draft {
  const { least, greatest, rise, fall } = ramp;
  if (fall === null) return { law: 'constant', learningRate: greatest };
  if (passed >= fall) return { law: 'constant', learningRate: least };
  const initial = rampAt(ramp, rise.updates + passed);
  return { law: 'linear', initial, end: least, length: { steps: fall - passed } };
}

function rampDraft(block: DeepSpeedBlock, ramp: Ramp): Draft | null {
  const { totalUpdates, notes } = block;
  const { least, greatest, rise, fall } = ramp;
  const beginning = beginningOf(block, least, (counter) => rampAt(ramp, counter));
  if (beginning === null) return null;
  const { alone, counter } = beginning;
  if (counter === 0 && alone !== null)
    notes.push('DeepSpeed lags one update: the first two updates both run at the minimum.');
  const rest = (draft: Draft) => behind(beginning, draft, totalUpdates);
  const left = rise.updates - counter;
  if (left <= 0) return rest(afterRise(ramp, -left));
  // A maximum that nothing follows at, or a logarithm that is entered in its middle, is no warm-up of the language.
  const isBroken = (fall !== null && fall <= 0) || (rise.shape === 'logarithmic' && counter > 0);
  const updates = totalUpdates === null ? Infinity : updatesBehind(beginning, totalUpdates);
  const isOver = updates > left;
  if (!isOver)
    notes.push('The warm-up is not over before the training ends: the learning rate never reaches its peak.');
  const from = rampAt(ramp, counter);
  if (!isOver && rise.shape === 'linear') return rest(warmupAlone(from, greatest, { steps: left }));
  if (isOver && !isBroken)
    return rest({ ...afterRise(ramp, 0), warmup: { length: { steps: left }, from, shape: rise.shape } });
  const rises = tabled(block, 'warmup_num_steps', (t) => rampAt(ramp, counter + t), Math.min(left, updates));
  if (rises === null) return null;
  const parts = [
    { updates: left, draft: rises },
    { updates: null, draft: afterRise(ramp, 0) },
  ];
  return rest(inSequence(parts, totalUpdates === null ? null : updates));
}

function maximumOf({ params, notes }: DeepSpeedBlock, otherwise: number | null, from: string): number | null {
  const given = params.learningRate('warmup_max_lr');
  if (params.has('warmup_max_lr')) return given;
  if (otherwise === null)
    params.refuse('warmup_max_lr', "a learning rate, or the optimiser's", 'policy.missing-context');
  else notes.push(`warmup_max_lr is not given: it is ${from}, ${formatLearningRate(otherwise)}.`);
  return otherwise;
}

/** WarmupLR: up, and there it stays. */
export function warmupThenConstant(block: DeepSpeedBlock): Draft | null {
  const least = block.params.learningRate('warmup_min_lr') ?? 0;
  const greatest = maximumOf(block, block.learningRate, "the optimiser's learning rate");
  const rise = riseOf(block);
  return greatest === null ? null : rampDraft(block, { least, greatest, rise, fall: null });
}

/** WarmupDecayLR: up, and down again to the minimum at `total_num_steps`. */
export function warmupThenLinear(block: DeepSpeedBlock): Draft | null {
  const least = block.params.learningRate('warmup_min_lr') ?? 0;
  const greatest = maximumOf(block, DEFAULT_DECAY_MAXIMUM, 'the default of the class');
  const total = totalOf(block);
  const rise = riseOf(block);
  if (greatest === null || total === null) return null;
  const fall = total - rise.updates;
  if (fall <= 0)
    block.notes.push('total_num_steps is not above the warm-up: the learning rate falls to the minimum at its end.');
  return rampDraft(block, { least, greatest, rise, fall: Math.max(0, fall) });
}

function totalOf({ params, scheduledUpdates }: DeepSpeedBlock): number | null {
  if (scheduledUpdates === null && !params.has('total_num_steps'))
    params.refuse('total_num_steps', 'a whole number of updates', 'policy.missing-key');
  if (scheduledUpdates === 0) params.refuse('total_num_steps', 'a whole number of updates above 0');
  return scheduledUpdates === 0 ? null : scheduledUpdates;
}

const DEFAULT_COSINE_FLOOR = 1e-4;

/**
 * WarmupCosineLR: 0 at the first update even with a least ratio; then the rise, which ends one step before its peak, and a
 * cosine that begins one step behind its peak. No law of the language begins there, so it is a table; but where the
 * counter begins right before the cosine, and the first update has the peak, it is a plain cosine.
 */
export function warmupThenCosine(block: DeepSpeedBlock): Draft | null {
  const { params, optimizer, learningRate, totalUpdates, notes } = block;
  const start = params.ratio('warmup_min_ratio') ?? 0;
  const floor = params.ratio('cos_min_ratio') ?? DEFAULT_COSINE_FLOOR;
  if (!params.has('cos_min_ratio')) notes.push('cos_min_ratio is not given: the cosine ends at 1e-4 of the peak.');
  const rise = riseOf(block);
  const total = totalOf(block);
  if (learningRate === null)
    optimizer.refuse('lr', 'a learning rate, in the file or said beside it', 'policy.missing-context');
  if (total === null || learningRate === null) return null;
  const left = Math.max(1, total - rise.updates);
  const after = (counter: number) => {
    if (counter < rise.updates) return learningRate * (start + shareOf(rise, counter) * (1 - start));
    const progress = Math.min(1, (counter - rise.updates + 1) / left);
    return learningRate * (floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * progress)));
  };
  const beginning = beginningOf(block, 0, after);
  if (beginning === null) return null;
  const { alone, counter } = beginning;
  const falls = { law: 'cosine', peak: learningRate, end: floor * learningRate, length: { steps: left } };
  if (alone === learningRate && counter === rise.updates) return falls;
  if (counter === 0 && alone !== null)
    notes.push('WarmupCosineLR lags one update in its warm-up and never reaches its peak.');
  const table = tableOf(allAt(beginning, after), totalUpdates ?? total);
  if (table === null) {
    const end = floor === 0 ? '' : ` -> ${formatLearningRate(floor * learningRate)}`;
    const near = `cosine(${formatLearningRate(learningRate)}${end}, warmup=${String(rise.updates)})`;
    const help = ` No law begins as this cosine does; ${near} differs in its warm-up and the update behind it alone.`;
    const expected = `at most ${String(MOST_POINTS)} updates, which a table holds`;
    params.refuse('total_num_steps', expected, 'policy.wrong-type', help);
  }
  return table;
}

/** Update by update. */
function allAt({ alone, counter }: Beginning, after: (counter: number) => number): (t: number) => number {
  if (alone === null) return (t) => after(counter + t);
  return (t) => (t === 0 ? alone : after(counter + t - 1));
}
