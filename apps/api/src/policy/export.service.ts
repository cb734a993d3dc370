import {
  compareCompiled,
  compilePolicy,
  type Equivalence,
  parsePolicyDocument,
  type Policy,
} from '@ratebook/core/policy';
import {
  type ExportedPolicy,
  exporters,
  exportPolicy,
  type ExportRun,
  type Fidelity,
  readerRun,
  type ReaderRunInput,
  refusedTable,
} from '@ratebook/core/policy/exporters';
import { accepted, type Parsed, type Refusal, refused, valueOrThrow } from '@ratebook/core/refusal';
import { type PolicyInput, readPolicy, under } from './policy.service.js';

export const MOST_COMPARED = 6;

/** The run of a GraphQL context; its refusals say where in the context. */
export function runOf(context: ReaderRunInput): Parsed<ExportRun> {
  const run = readerRun(context);
  return run.ok ? run : { ok: false, refusals: under('context', run.refusals) };
}

/** What is asked of `exportPolicy`. */
export interface ExportQuestion {
  readonly policy: PolicyInput;
  readonly trainer: string;
  readonly trainerVersion: string | null;
  readonly context: ReaderRunInput;
}

/** Writes a policy for a tool and the asker's run. */
export function exportFor({ policy, trainer, trainerVersion, context }: ExportQuestion): Parsed<ExportedPolicy> {
  const [read, run] = [readPolicy(policy), runOf(context)];
  if (!read.ok || !run.ok) return { ok: false, refusals: [read, run].flatMap((one) => (one.ok ? [] : one.refusals)) };
  const table = refusedTable(trainer, run.value.totalUpdates);
  if (table !== null) return { ok: false, refusals: under('context', table.refusals) };
  return exportPolicy(policyOf(read.value.document), { trainer, version: trainerVersion, run: run.value });
}

/** A document that was read before: in normal form. */
const policyOf = (document: unknown): Policy => valueOrThrow(parsePolicyDocument(document));

/** The tools, each with what its forms of a plain policy are written in. */
export function trainersOffered() {
  const plain = valueOrThrow(parsePolicyDocument({ version: 1, law: 'cosine', peak: 1e-3 }));
  return exporters.map(({ trainer, title, versions, checkedAgainst, source }) => {
    const { forms } = valueOrThrow(exportPolicy(plain, { trainer, run: { totalUpdates: 10 } }));
    const languages = [...new Set(forms.map(({ language }) => language))];
    return { trainer, title, versions, languages, checkedAgainst, source };
  });
}

/** A fidelity as one object whose fields are null where they say nothing. No number leaves that JSON cannot say. */
export function fidelityFields(fidelity: Fidelity) {
  if (fidelity.kind === 'exact') return { ...fidelity, difference: null };
  const { ofPeak, toolLearningRate, ...where } = fidelity.difference;
  return {
    kind: fidelity.kind,
    toleranceOfPeak: null,
    difference: {
      ...where,
      ofPeak: Math.min(ofPeak, Number.MAX_VALUE),
      toolLearningRate: Number.isFinite(toolLearningRate) ? toolLearningRate : null,
    },
  };
}

/** Two of the policies that were asked about. */
export interface ComparedPair extends Equivalence {
  readonly first: number;
  readonly second: number;
}

/** Compares two to six policies on one run, each with each. */
export function comparePolicies(
  inputs: readonly PolicyInput[],
  context: ReaderRunInput,
): Parsed<{ readonly totalUpdates: number; readonly pairs: readonly ComparedPair[] }> {
  const run = runOf(context);
  const wrong: Refusal[] = run.ok ? [] : [...run.refusals];
  if (inputs.length < 2 || inputs.length > MOST_COMPARED) wrong.push(wrongCount(inputs.length));
  if (wrong.length > 0 || !run.ok) return refused(...wrong);
  const compared = inputs.flatMap((input, index) => {
    const path = `policies[${String(index)}]`;
    const read = readPolicy(input, path);
    if (!read.ok) {
      wrong.push(...read.refusals);
      return [];
    }
    const policy = policyOf(read.value.document);
    const compiled = compilePolicy(policy, run.value);
    if (compiled.ok) return [{ policy, compiled: compiled.value }];
    wrong.push(...under(path, compiled.refusals));
    return [];
  });
  if (wrong.length > 0) return refused(...wrong);
  const pairs = compared.flatMap((one, first) =>
    compared
      .slice(first + 1)
      .map((other, offset) => ({ first, second: first + 1 + offset, ...compareCompiled(one, other) })),
  );
  return accepted({ totalUpdates: run.value.totalUpdates, pairs });
}

const wrongCount = (count: number): Refusal => ({
  code: 'policy.wrong-type',
  path: 'policies',
  expected: `2 to ${String(MOST_COMPARED)} policies`,
  got: String(count),
  message: `policies: expected 2 to ${String(MOST_COMPARED)} policies, got ${String(count)}.`,
});
