import { accepted, type Parsed, type Refusal, refused, shown } from '../../refusal/index.js';
import { ceilProduct, ceilQuotient } from '../../units/index.js';
import type { ExportRun } from './exporter.js';

/** What a reader knows of the own run: its updates, or the size of the data, the batch and the epochs. */
export interface ReaderRunInput {
  /** Optimiser updates of the whole run. */
  readonly totalUpdates?: number | null;
  /** Optimiser updates in an epoch, where the size of the data is not said. */
  readonly updatesPerEpoch?: number | null;
  /** Training examples in an epoch. */
  readonly examples?: number | null;
  /** Examples of one optimiser update: over all devices, gradient accumulation included. */
  readonly batchSize?: number | null;
  readonly epochs?: number | null;
  readonly tokensPerUpdate?: number | null;
}

type Field = keyof ReaderRunInput;

/** Longer runs are not asked about; a policy with its lengths in ratios can be scaled down. */
export const MOST_UPDATES = 10_000_000;

const WHOLE: readonly Field[] = ['totalUpdates', 'examples', 'batchSize', 'tokensPerUpdate'];
const UNITS: Readonly<Record<Field, string>> = {
  totalUpdates: 'updates',
  updatesPerEpoch: 'updates',
  examples: 'examples',
  batchSize: 'examples',
  epochs: 'epochs',
  tokensPerUpdate: 'tokens',
};

/**
 * The run that a reader means. Updates per epoch = ⌈examples / batchSize⌉ and total = ⌈epochs · updatesPerEpoch⌉, as
 * Transformers counts them (its last, smaller batch is an update too); both on the decimals as they print, as all
 * lengths are: where a double would carry 0.07 · 100 over 7, Transformers makes one update more.
 * Refused, each by the name of its field: a number that is not positive (whole but for epochs and updatesPerEpoch), one of
 * `examples` and `batchSize` without the other, two ways to say one thing, neither updates nor epochs, and more than ten
 * million updates.
 */
export function readerRun(input: ReaderRunInput): Parsed<ExportRun> {
  const wrong = [...wrongNumbers(input), ...contradictions(input)];
  if (wrong.length > 0) return refused(...wrong);
  const { totalUpdates, examples, batchSize, epochs } = input;
  const updatesPerEpoch =
    examples == null || batchSize == null ? (input.updatesPerEpoch ?? null) : ceilQuotient(examples, batchSize);
  const total =
    totalUpdates ?? (epochs == null || updatesPerEpoch === null ? null : ceilProduct(epochs, updatesPerEpoch));
  if (total === null) {
    return epochs == null
      ? refused(missing('totalUpdates', 'totalUpdates, or epochs with examples and batchSize'))
      : refused(missing('examples', 'examples and batchSize (or updatesPerEpoch) beside epochs'));
  }
  if (total > MOST_UPDATES) {
    const expected = `at most ${MOST_UPDATES.toLocaleString('en')} updates`;
    return refused(refusal(totalUpdates == null ? 'epochs' : 'totalUpdates', expected, `${String(total)} updates`));
  }
  return accepted({ totalUpdates: total, updatesPerEpoch, tokensPerUpdate: input.tokensPerUpdate ?? null });
}

function wrongNumbers(input: ReaderRunInput): readonly Refusal[] {
  return (Object.keys(UNITS) as Field[]).flatMap((field) => {
    const value = input[field];
    if (
      value == null ||
      (value > 0 && Number.isFinite(value) && (!WHOLE.includes(field) || Number.isSafeInteger(value)))
    )
      return [];
    const kind = WHOLE.includes(field) ? 'a whole number of' : 'a number of';
    return [refusal(field, `${kind} ${UNITS[field]} above 0`, shown(value))];
  });
}

function contradictions(input: ReaderRunInput): readonly Refusal[] {
  const { totalUpdates, updatesPerEpoch, examples, batchSize, epochs } = input;
  const wrong: Refusal[] = [];
  if (totalUpdates != null && epochs != null)
    wrong.push(refusal('epochs', 'totalUpdates or epochs, not both', shown(epochs)));
  if (updatesPerEpoch != null && examples != null)
    wrong.push(refusal('updatesPerEpoch', 'updatesPerEpoch or examples, not both', shown(updatesPerEpoch)));
  if (examples != null && batchSize == null) wrong.push(missing('batchSize', 'batchSize beside examples'));
  if (batchSize != null && examples == null) wrong.push(missing('examples', 'examples beside batchSize'));
  return wrong;
}

const missing = (field: Field, expected: string): Refusal => ({
  ...refusal(field, expected, 'nothing'),
  code: 'policy.missing-context',
});

function refusal(field: Field, expected: string, got: string): Refusal {
  return {
    code: 'policy.wrong-type',
    path: field,
    expected,
    got,
    message: `${field}: expected ${expected}, got ${got}.`,
  };
}
