import { accepted, type Parsed, type Refusal, refused } from '../../refusal/index.js';
import type { Policy } from '../policy.js';
import { normalizePolicy } from '../normalize.js';
import { printPolicy } from '../notation/print.js';
import type { Fitted } from './candidate.js';
import { fitLaw } from './node-fit.js';
import { isNear, type Point, type Span, spanOf } from './points.js';
import { fitSequence } from './sequence-fit.js';
import { fitTable } from './table-fit.js';
import { undeterminedLengths } from './undetermined.js';

/** A bare trace: at update index `update[i]` (from 0) the tool logged `learningRate[i]`. Updates ascend; some may be missing. */
export interface LearningRateTrace {
  readonly update: readonly number[];
  readonly learningRate: readonly number[];
  /** Updates of the whole run, where known; else the trace's last update + 1. */
  readonly totalUpdates: number | null;
}

/** The simplest policy that reproduces a trace on its budget. */
export interface TraceFit {
  readonly policy: Policy;
  readonly totalUpdates: number;
  /** Whether the log holds the learning rate that was applied, or the next update's. */
  readonly semantics: 'applied' | 'next';
  /** Optimiser updates that were counted but skipped before the first logged one: the schedule lags by so many. */
  readonly skippedUpdates: number;
  /** Largest |policy − logged| as a share of the peak. */
  readonly errorOfPeak: number;
  /** Fields that differ from what holds where they are absent (parameterCount). */
  readonly parameters: number;
}

type Reading = Pick<TraceFit, 'semantics' | 'skippedUpdates'>;

const PLAIN: Reading = { semantics: 'applied', skippedUpdates: 0 };

/** Ways in which a log may count updates, the likeliest first. A lag beside `next` is one beside `applied`, one less. */
const READINGS: readonly Reading[] = [
  PLAIN,
  { semantics: 'next', skippedUpdates: 0 },
  ...[1, 2, 3, 4, 5].map((skippedUpdates): Reading => ({ semantics: 'applied', skippedUpdates })),
];

const FEWEST_POINTS = 3;
const FEW = 2;

/**
 * The simplest policy that gives every logged learning rate to 1e-6 of the peak: a law, a law behind a warm-up, a sequence
 * of them (of traces that have every update), or a table only where no law fits (of those too). Refused: columns that
 * differ in length, updates that do not ascend, learning rates that are negative or not finite, fewer than three points; and
 * a log with gaps that no law fits, that has no more values than the fit has parameters, or that leaves a length open: an
 * update more or fewer would give all of it too.
 */
export function fitTrace(trace: LearningRateTrace): Parsed<TraceFit> {
  const wrong = refusalsOf(trace);
  if (wrong.length > 0) return refused(...wrong);
  const last = trace.update.at(-1) ?? 0;
  const totalUpdates = Math.max(trace.totalUpdates ?? 0, last + 1);
  const peak = Math.max(...trace.learningRate);
  const chosen = choose(trace, totalUpdates, peak === 0 ? 1 : peak);
  if (chosen === null) return refused(noLaw(trace.update.length, totalUpdates));
  const { fit, reading, span } = chosen;
  const guess = guessedIn(fit, span);
  if (guess !== null) return refused(guess);
  return accepted({
    policy: normalizePolicy({ version: 1, ...fit.node }),
    totalUpdates,
    ...reading,
    errorOfPeak: fit.error,
    parameters: fit.parameters,
  });
}

/** A fit, how the log was read for it, and what it was read as. */
interface Chosen {
  readonly fit: Fitted;
  readonly reading: Reading;
  readonly span: Span;
}

/** The simplest fit of all; a sequence or a table only of a log that holds every update, and where no law fits. */
function choose(trace: LearningRateTrace, totalUpdates: number, peak: number): Chosen | null {
  const isWhole = trace.update.length === totalUpdates;
  let best: Chosen | null = null;
  for (const reading of READINGS) {
    const read = fitReading(trace, reading, totalUpdates, peak);
    // Of a whole log a table remains, which guesses nothing.
    if (isWhole && read !== null && guessedIn(read.fit, read.span) !== null) continue;
    if (read !== null && (best === null || read.fit.parameters < best.fit.parameters)) best = { ...read, reading };
    // A log of every update says which is which, and nothing is simpler than two parameters: more readings would only
    // find coincidences.
    if (best !== null && (best.fit.parameters <= FEW || isWhole)) return best;
  }
  if (best !== null || !isWhole) return best;
  const span = spanOf(pointsOf(trace), totalUpdates, peak);
  const fit = fitSequence(span) ?? fitTable(span);
  return fit === null ? null : { fit, reading: PLAIN, span };
}

/** Points at the beginning that may be logged while updates were still being skipped. */
const UNSETTLED = [0, 1, 2, 4];

/**
 * The simplest law under one reading. Where updates were skipped the first points may lag less than the rest: they are
 * left out of the fit, and must then be met with some lag that is not larger.
 */
function fitReading(
  trace: LearningRateTrace,
  reading: Reading,
  totalUpdates: number,
  peak: number,
): Omit<Chosen, 'reading'> | null {
  const { semantics, skippedUpdates } = reading;
  const shift = semantics === 'next' ? 1 : 0;
  const points = pointsOf(trace).map(({ t, learningRate }) => ({ t: t + shift, learningRate }));
  for (const unsettled of skippedUpdates === 0 ? [0] : UNSETTLED) {
    const settled = points
      .slice(unsettled)
      .map((point) => ({ ...point, t: point.t - skippedUpdates }))
      .filter(({ t }) => t >= 0 && t < totalUpdates);
    if (settled.length < FEWEST_POINTS && settled.length < totalUpdates) return null;
    const span = spanOf(settled, totalUpdates, peak);
    const fit = fitLaw(span);
    if (fit !== null && lagsExplain(fit, points.slice(0, unsettled), skippedUpdates, span)) return { fit, span };
  }
  return null;
}

/** Whether points are the policy's, each behind by a lag that never falls and stays at most `most`. */
function lagsExplain(fit: Fitted, points: readonly Point[], most: number, { updates, peak }: Span): boolean {
  let lag = 0;
  for (const { t, learningRate } of points) {
    while (lag <= most && !isNear({ peak }, fit.learningRateAt(Math.max(0, t - lag)), learningRate)) lag += 1;
    if (lag > most || t - lag >= updates) return false;
  }
  return true;
}

function pointsOf({ update, learningRate }: LearningRateTrace): readonly Point[] {
  return update.map((t, index) => ({ t, learningRate: learningRate[index] ?? NaN }));
}

function refusalsOf({ update, learningRate, totalUpdates }: LearningRateTrace): readonly Refusal[] {
  if (update.length !== learningRate.length) {
    return [
      refusal(
        'trace.shape',
        'learningRate',
        `${String(update.length)} values, as updates`,
        String(learningRate.length),
      ),
    ];
  }
  const unsorted = update.findIndex((t, index) => !Number.isSafeInteger(t) || t < 0 || t <= (update[index - 1] ?? -1));
  if (unsorted >= 0) {
    return [
      refusal('trace.order', `update[${String(unsorted)}]`, 'whole updates that ascend', String(update[unsorted])),
    ];
  }
  const bad = learningRate.findIndex((value) => !(Number.isFinite(value) && value >= 0));
  if (bad >= 0) {
    return [
      refusal(
        'trace.non-finite',
        `learningRate[${String(bad)}]`,
        'a finite number of 0 or more',
        String(learningRate[bad]),
      ),
    ];
  }
  const known = totalUpdates === null || (Number.isSafeInteger(totalUpdates) && totalUpdates > 0);
  if (!known)
    return [refusal('trace.shape', 'totalUpdates', 'a whole number of updates above 0', String(totalUpdates))];
  const isFew = update.length < Math.min(FEWEST_POINTS, totalUpdates ?? FEWEST_POINTS);
  return isFew
    ? [
        refusal(
          'trace.undetermined',
          'update',
          `at least ${String(FEWEST_POINTS)} logged learning rates`,
          String(update.length),
        ),
      ]
    : [];
}

function noLaw(logged: number, totalUpdates: number): Refusal {
  const expected =
    logged < totalUpdates
      ? 'a log that a law fits (a table needs every update: between two it would guess)'
      : 'a trace that a law, a sequence or a table of at most 10,000 points gives';
  return refusal(
    'trace.undetermined',
    'learningRate',
    expected,
    `${String(logged)} of ${String(totalUpdates)} updates`,
  );
}

/** What of a fit its points do not determine; null where all of it is, as always where every update was logged. */
function guessedIn(fit: Fitted, span: Span): Refusal | null {
  if (span.points.length >= span.updates) return null;
  const [loose] = undeterminedLengths(fit, span);
  if (loose !== undefined) return undetermined(loose, fit);
  return fit.parameters > 1 && valuesSeen(span) <= fit.parameters ? tooFewValues(fit, span) : null;
}

/** Learning rates one after another that differ: what stands still says one thing, however often it was logged. */
function valuesSeen({ points, peak }: Span): number {
  return points.filter(
    ({ learningRate }, index) => !isNear({ peak }, learningRate, points[index - 1]?.learningRate ?? NaN),
  ).length;
}

function tooFewValues(fit: Fitted, span: Span): Refusal {
  return refusal(
    'trace.undetermined',
    'learningRate',
    `more different values than the ${String(fit.parameters)} parameters of what would fit`,
    String(valuesSeen(span)),
  );
}

function undetermined(path: string, { node }: Fitted): Refusal {
  const line = printPolicy({ version: 1, ...node });
  return refusal(
    'trace.undetermined',
    path,
    'updates logged closely enough to tell it',
    `${line}, which gives every point with an update more or fewer too`,
  );
}

function refusal(code: Refusal['code'], path: string, expected: string, got: string): Refusal {
  return { code, path, expected, got, message: `${path}: expected ${expected}, got ${got}.` };
}
