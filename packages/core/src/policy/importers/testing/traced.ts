import { type Parsed, valueOrThrow } from '../../../refusal/index.js';
import { compilePolicy } from '../../compile.js';
import { printPolicy } from '../../notation/print.js';
import type { ImportedPolicy } from '../importer.js';

/** The learning rates of the first updates of an import, over the run that it names or `totalUpdates`. */
export function traceOf(imported: Parsed<ImportedPolicy>, updates: number, totalUpdates = updates): readonly number[] {
  const { policy, totalUpdates: named } = valueOrThrow(imported);
  const compiled = valueOrThrow(compilePolicy(policy, { totalUpdates: named ?? totalUpdates }));
  return Array.from({ length: updates }, (_, t) => compiled.learningRateAt(t));
}

/** The canonical line of an import. */
export function lineOf(imported: Parsed<ImportedPolicy>): string {
  return printPolicy(valueOrThrow(imported).policy);
}

export function notesOf(imported: Parsed<ImportedPolicy>): string {
  return valueOrThrow(imported).notes.join('\n');
}

/** What was refused, as "code path". */
export function refusedBy(imported: Parsed<ImportedPolicy>): readonly string[] {
  return imported.ok ? [] : imported.refusals.map(({ code, path }) => `${code} ${path}`.trimEnd());
}

/** The largest distance of two traces of one length. */
export function distance(first: readonly number[], second: readonly number[]): number {
  if (first.length !== second.length) throw new RangeError('Traces of one length are compared.');
  return first.reduce((most, value, index) => {
    const apart = Math.abs(value - (second[index] ?? NaN));
    return Number.isNaN(apart) ? NaN : Math.max(most, apart);
  }, 0);
}
