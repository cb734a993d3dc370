import { beginningOf, behind, type DeepSpeedBlock, tabled, updatesBehind } from './deepspeed-block.js';
import { type Draft, inSequence } from './draft.js';

const DEFAULT_CYCLE_STEPS = 2000;

interface Cycle {
  readonly low: number;
  readonly high: number;
  readonly first: number;
  readonly second: number;
  /** What the minimum is divided by, less 1, after one more update. */
  readonly decay: { readonly gamma: number; readonly every: number } | null;
}

/** OneCycle: a straight rise and fall, then the minimum divided by 1 + rate·k/step; it does not lag. */
export function oneCycle(block: DeepSpeedBlock): Draft | null {
  const cycle = readCycle(block);
  if (cycle === null) return null;
  const { low, high, first, second } = cycle;
  const whole = first + second;
  // Everything counts from the counter's next number: update 0 has 0, without a lag.
  const beginning = beginningOf(block, low, (counter) => cycleAt(cycle, counter + 1));
  if (beginning === null) return null;
  // What stands first is what belongs to 0, so that it need not stand alone.
  const isWhole = beginning.alone === low && beginning.counter === 0;
  const place = isWhole ? 0 : beginning.counter + 1;
  const rest = isWhole ? { ...beginning, alone: null } : beginning;
  const rising = Math.max(0, first - place);
  const falling = Math.max(0, whole - Math.max(place, first));
  const { totalUpdates } = block;
  const draft = inSequence(
    [
      {
        updates: rising,
        draft: { law: 'linear', initial: cycleAt(cycle, place), end: high, length: { steps: Math.max(1, rising) } },
      },
      {
        updates: falling,
        draft: {
          law: 'linear',
          initial: place > first ? cycleAt(cycle, place) : high,
          end: low,
          length: { steps: Math.max(1, falling) },
        },
      },
      { updates: null, draft: afterCycle(cycle, Math.max(0, place - whole)) },
    ],
    totalUpdates === null ? null : updatesBehind(rest, totalUpdates),
  );
  return behind(rest, draft, totalUpdates);
}

function readCycle({ params, notes }: DeepSpeedBlock): Cycle | null {
  const count = { expected: 'a whole number of updates', isWhole: true } as const;
  const [low, high] = [params.learningRate('cycle_min_lr'), params.learningRate('cycle_max_lr')];
  for (const key of ['cycle_min_lr', 'cycle_max_lr'])
    if (!params.has(key)) params.refuse(key, 'a learning rate of 0 or more', 'policy.missing-key');
  const first = params.number('cycle_first_step_size', { ...count, least: 1 }) ?? DEFAULT_CYCLE_STEPS;
  const second = params.number('cycle_second_step_size', { ...count, least: 0 }) ?? first;
  const gamma = params.number('decay_lr_rate', { expected: 'a number of 0 or more', least: 0 }) ?? 0;
  const every = params.updates('decay_step_size') ?? 0;
  const none = { expected: '0: only some versions move in stairs', isWhole: true, least: 0, most: 0 } as const;
  params.number('cycle_first_stair_count', none);
  params.number('cycle_second_stair_count', none);
  if (params.flag('cycle_momentum') !== false)
    notes.push('cycle_momentum is on: the momentum of the optimizer moves too (0.8 to 0.9 unless given).');
  if (low === null || high === null) return null;
  return { low, high, first, second, decay: gamma === 0 || every === 0 ? null : { gamma, every } };
}

function cycleAt({ low, high, first, second, decay }: Cycle, place: number): number {
  if (place < first) return low + (high - low) * (place / first);
  if (place < first + second) return low + (high - low) * ((first + second - place) / second);
  return decay === null ? low : low / (1 + (decay.gamma * (place - first - second)) / decay.every);
}

/** The minimum, decayed for `passed` updates already. */
function afterCycle({ low, decay }: Cycle, passed: number): Draft {
  if (decay === null) return { law: 'constant', learningRate: low };
  const divided = 1 + (decay.gamma * passed) / decay.every;
  return {
    law: 'inverse',
    initial: low / divided,
    gamma: decay.gamma / divided,
    power: 1,
    every: { steps: decay.every },
  };
}

const DEFAULT_RANGE_STEPS = 2000;
const DEFAULT_RANGE_MINIMUM = 1e-3;

/** LRRangeTest: min · (1 + rate · t/size), in stairs or straight; it does not lag, and rises to the end of the run. */
export function rangeTest(block: DeepSpeedBlock): Draft | null {
  const { params, totalUpdates } = block;
  const low = params.learningRate('lr_range_test_min_lr') ?? DEFAULT_RANGE_MINIMUM;
  const expected = 'a whole number of updates above 0';
  const size = params.number('lr_range_test_step_size', { expected, isWhole: true, least: 1 }) ?? DEFAULT_RANGE_STEPS;
  const rate = params.number('lr_range_test_step_rate', { expected: 'a number of 0 or more', least: 0 }) ?? 1;
  const isStaircase = params.flag('lr_range_test_staircase') ?? false;
  if (totalUpdates === null) {
    const help = ' Say the total updates: the rise goes on to the end of the run.';
    params.refuse('lr_range_test_min_lr', 'a run whose length is known', 'policy.missing-context', help);
    return null;
  }
  const at = (place: number) => low * (1 + rate * (isStaircase ? Math.floor(place / size) : place / size));
  const beginning = beginningOf(block, low, (counter) => at(counter + 1));
  if (beginning === null) return null;
  const isWhole = beginning.alone === low && beginning.counter === 0;
  const place = isWhole ? 0 : beginning.counter + 1;
  const rest = isWhole ? { ...beginning, alone: null } : beginning;
  const updates = updatesBehind(rest, totalUpdates);
  const draft = isStaircase
    ? tabled(block, 'lr_range_test_step_size', (t) => at(place + t), Math.max(1, updates))
    : { law: 'linear', initial: at(place), end: at(place + updates), length: { steps: Math.max(1, updates) } };
  return draft === null ? null : behind(rest, draft, totalUpdates);
}
