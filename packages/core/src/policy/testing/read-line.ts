import { type Refusal, valueOrThrow } from '../../refusal/index.js';
import type { RunContext } from '../../units/index.js';
import { type CompiledPolicy, compilePolicy } from '../compile.js';
import { parsePolicy } from '../notation/parse.js';
import type { Policy } from '../policy.js';
import { parsePolicyDocument } from '../read-document.js';

/** The policy of a line of notation (or JSON) that a test writes; throws where it is refused. */
export function policyOf(line: string): Policy {
  return valueOrThrow(parsePolicy(line));
}

/** A line compiled for a run; a number is its updates. */
export function compiledOf(line: string, run: number | RunContext): CompiledPolicy {
  return valueOrThrow(compilePolicy(policyOf(line), typeof run === 'number' ? { totalUpdates: run } : run));
}

/** The learning rates of a line at the given updates. */
export function learningRatesOf(line: string, run: number | RunContext, updates: readonly number[]): readonly number[] {
  const compiled = compiledOf(line, run);
  return updates.map((t) => compiled.learningRateAt(t));
}

/** The refusals of a document, as "code path"; empty where it is read. */
export function refusalsOf(document: unknown): readonly string[] {
  const read = parsePolicyDocument(document);
  return read.ok ? [] : read.refusals.map(asText);
}

/** The refusals of a line for a run, as "code path"; empty where it compiles. */
export function compileRefusalsOf(line: string, run: number | RunContext): readonly string[] {
  const compiled = compilePolicy(policyOf(line), typeof run === 'number' ? { totalUpdates: run } : run);
  return compiled.ok ? [] : compiled.refusals.map(asText);
}

function asText({ code, path }: Refusal): string {
  return `${code} ${path}`.trimEnd();
}
