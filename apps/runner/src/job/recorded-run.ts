import { parsePredictions, parseTiming, parseTrace } from '@ratebook/core/run';
import type { RecordedRun } from '@ratebook/core/summary';
import type { Parsed } from '@ratebook/core/refusal';
import { findJson } from '../files/folder.js';
import type { FinishedRun } from './finished-run.js';

/** A finished run with its artefacts read: what summaries are made of. */
export function recordedRun({ run, artefacts }: FinishedRun): RecordedRun {
  const read = <T>(digest: string | null, parse: (input: unknown) => Parsed<T>): T | null => {
    const text = digest === null ? undefined : artefacts.get(digest);
    const parsed = text === undefined ? null : parse(findJson(text));
    return parsed?.ok === true ? parsed.value : null;
  };
  return {
    run,
    trace: read(run.trace, parseTrace),
    timing: read(run.timing, parseTiming),
    predictions: read(run.predictions, parsePredictions),
  };
}
