import { z } from 'zod';
import { ceilProduct, ceilQuotient } from './decimal.js';

/** A length of training: whole updates, epochs, tokens, or a ratio of a horizon. The unit is part of the document. */
export type Length =
  { readonly steps: number } | { readonly epochs: number } | { readonly tokens: number } | { readonly ratio: number };

/** What a run knows about itself, so that lengths can be turned into updates. */
export interface RunContext {
  readonly totalUpdates: number;
  readonly updatesPerEpoch?: number | null;
  readonly tokensPerUpdate?: number | null;
}

const UNITS = ['steps', 'epochs', 'tokens', 'ratio'] as const;
const WHOLE_UNITS: readonly string[] = ['steps', 'tokens'];
const EXPECTED = 'a length: one of {"steps": n}, {"epochs": x}, {"tokens": n}, {"ratio": r}';

function lengthSchema(allowsZero: boolean) {
  return z.unknown().transform((input, context): Length => {
    const fail = (message: string, code: string) => {
      context.addIssue({ code: 'custom', message, params: { refusal: code }, input });
      return z.NEVER;
    };
    if (typeof input !== 'object' || input === null || Array.isArray(input)) return fail(EXPECTED, 'policy.wrong-type');
    const entries: [string, unknown][] = Object.entries(input);
    const [unit, value] = entries[0] ?? ['', undefined];
    if (entries.length !== 1 || !UNITS.some((known) => known === unit)) return fail(EXPECTED, 'policy.wrong-type');
    if (typeof value !== 'number' || !Number.isFinite(value)) return fail(`a number of ${unit}`, 'policy.wrong-type');
    if (value < 0 || (value === 0 && !allowsZero)) return fail('a length above 0', 'policy.zero-length');
    if (WHOLE_UNITS.includes(unit) && !Number.isSafeInteger(value)) {
      return fail(`a whole number of ${unit}`, 'policy.wrong-type');
    }
    return { [unit]: value } as unknown as Length;
  });
}

/** Reads a length above 0. */
export const LengthSchema = lengthSchema(false);

/** Reads a length that may be 0: a warm-up of no length is none. */
export const LengthOrZeroSchema = lengthSchema(true);

export function isZeroLength(length: Length): boolean {
  return Object.values(length)[0] === 0;
}

/** What a length needs and the run does not say. */
export type MissingContext = 'updatesPerEpoch' | 'tokensPerUpdate';

/**
 * A length in whole updates, computed exactly on the decimals as they print: steps as they are; epochs and ratios
 * ⌈x·size⌉, tokens ⌈n / tokensPerUpdate⌉. `horizon` is that of the node the length stands in, its warm-up included.
 * Returns the name of what is missing where the run does not say it.
 */
export function updatesOf(length: Length, horizon: number, context: RunContext): number | MissingContext {
  if ('steps' in length) return length.steps;
  if ('ratio' in length) return ceilProduct(length.ratio, horizon);
  if ('epochs' in length) {
    return context.updatesPerEpoch == null ? 'updatesPerEpoch' : ceilProduct(length.epochs, context.updatesPerEpoch);
  }
  return context.tokensPerUpdate == null ? 'tokensPerUpdate' : ceilQuotient(length.tokens, context.tokensPerUpdate);
}
