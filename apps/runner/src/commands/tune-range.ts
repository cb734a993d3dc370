import { largestLearningRateField, parsePolicyDocument } from '@ratebook/core/policy';
import { valueOrThrow } from '@ratebook/core/refusal';
import { UsageError } from '../failure.js';
import { findOwnRange, findRegistryRange, type KnownRange } from '../study/known-range.js';
import type { CommandContext } from './context.js';
import type { KnownTask } from './task.js';
import type { TuneOptions } from './tune-options.js';

/** Where no range test is known: a decade on each side of the baseline's height. */
const UNKNOWN_FACTOR = 10;
/**
 * How far below the usable range the search begins: a range test's short runs favour learning rates that are too high for
 * whole trainings, by up to half a decade.
 */
const BELOW_FACTOR = 3;
const rounded = (value: number) => Number(value.toPrecision(3));

/** Learning rates that a study searches, where nobody wrote a space. */
export interface SearchedRange {
  readonly low: number;
  readonly high: number;
  readonly known: KnownRange | null;
}

/** The learning rates that are searched, and why these: said before anything is trained. */
export async function searchedRange(
  context: CommandContext,
  { task, unreachable }: KnownTask,
  options: TuneOptions,
): Promise<SearchedRange> {
  const { environment, registry, output } = context;
  const own = await findOwnRange(environment.home, task);
  const isAway = options.offline || unreachable !== null;
  const known = own ?? (isAway ? null : await findRegistryRange(registry, task));
  const baseline = largestLearningRateField(valueOrThrow(parsePolicyDocument(task.baseline)));
  const low = options.from ?? rounded(known === null ? baseline / UNKNOWN_FACTOR : known.low / BELOW_FACTOR);
  const high = options.to ?? rounded(known === null ? baseline * UNKNOWN_FACTOR : known.high);
  if (!(low > 0 && high > low))
    throw new UsageError(`--from ${String(low)} --to ${String(high)}: expected 0 < from < to.`);
  const isAsked = options.from !== null && options.to !== null;
  output.paragraph(
    isAsked
      ? `Learning rates from ${String(low)} to ${String(high)}, as asked.`
      : known === null
        ? `No range test of this task is known whose runs learnt something: learning rates from ${String(low)} to ${String(high)}, a decade on each side of the baseline. ratebook range-test finds the usable ones.`
        : `Learning rates from ${String(low)} to ${String(high)}: the usable ones of ${known.from}, and half a decade below.`,
  );
  return { low, high, known: isAsked ? null : known };
}
