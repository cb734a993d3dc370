import { createHash } from 'node:crypto';
import type { PolicyEvent } from '@ratebook/core/policy';
import { compilePolicy } from '@ratebook/core/policy';
import { valueOrThrow } from '@ratebook/core/refusal';
import type { CaseRun } from './cases.js';
import type { Verdict } from './check.js';
import type { CheckedForm, ToolReport } from './run-tool.js';
import { type Proof, toolName } from './tools.js';

/** One exported form, and what the library did with it. */
export interface RecordedForm {
  readonly notation: string;
  readonly run: CaseRun;
  readonly form: string;
  readonly codeSha256: string;
  /** The code itself where it is short. */
  readonly code?: string;
  readonly fidelity: Verdict['kind'];
  readonly updates: readonly number[];
  readonly observed: readonly {
    /** The evaluations of a closed loop. */
    readonly events?: readonly PolicyEvent[];
    /** What the library applied at `updates`; null where it is not a number. */
    readonly learningRates: readonly (number | null)[];
  }[];
}

/** A file of test/vectors/exports. */
export interface RecordedExports {
  readonly about: string;
  readonly trainer: string;
  readonly trainerVersion: string | null;
  readonly proof: Proof;
  readonly libraries: Readonly<Record<string, string>>;
  readonly toleranceOfPeak: Readonly<Record<'double' | 'single', number>>;
  readonly forms: readonly RecordedForm[];
}

/** Per law, form and fidelity, drawn and hand-picked: the whole list would be ten times what a repository should carry. */
const KEPT = { drawn: 1, trap: 2 } as const;
const MOST_UPDATES = 16;
const SHORT_CODE = 400;

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What is kept of a report: of every form and law the first cases, at some updates; the same for the same report. */
export function recordedExports({ tool, versions, forms }: ToolReport): {
  readonly name: string;
  readonly text: string;
} {
  const taken = new Map<string, number>();
  const kept = forms.filter(({ one, form, verdict }) => {
    const origin = one.id.startsWith('trap') ? 'trap' : 'drawn';
    const key = `${one.law}\0${form.form}\0${verdict.kind}\0${origin}`;
    taken.set(key, (taken.get(key) ?? 0) + 1);
    return (taken.get(key) ?? 0) <= KEPT[origin];
  });
  const file: RecordedExports = {
    about: 'Exported policies as the tool itself applied them; written by npm run conformance.',
    trainer: tool.trainer,
    trainerVersion: tool.version,
    proof: tool.proof,
    libraries: versions,
    toleranceOfPeak: { double: 1e-12, single: 1e-6 },
    forms: kept.map(recordedForm),
  };
  const { forms: rows, ...head } = file;
  // A form a line: a change of one shows as one.
  const lines = rows.map((row) => JSON.stringify(row)).join(',\n');
  return {
    name: `${toolName(tool).replaceAll(' ', '-')}.json`,
    text: `${JSON.stringify(head).slice(0, -1)},"forms":[\n${lines}\n]}\n`,
  };
}

function recordedForm({ one, form, applied, verdict }: CheckedForm): RecordedForm {
  const updates = sampledUpdates(one.run.totalUpdates, valueOrThrow(compilePolicy(one.policy, one.run)).boundaries);
  return {
    notation: one.notation,
    run: one.run,
    form: form.form,
    codeSha256: sha256(form.code),
    ...(form.code.length <= SHORT_CODE ? { code: form.code } : {}),
    fidelity: verdict.kind,
    updates,
    observed: applied.map(({ learningRates }, series) => ({
      ...(one.series.length > 0 ? { events: one.series[series] ?? [] } : {}),
      learningRates: updates.map((t) => finiteOrNull(learningRates[t])),
    })),
  };
}

function finiteOrNull(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

/** The ends, the updates beside the boundaries, and evenly spread ones up to the most. */
function sampledUpdates(totalUpdates: number, boundaries: readonly number[]): readonly number[] {
  const wanted = [0, 1, totalUpdates - 1, ...boundaries.slice(0, 4).flatMap((boundary) => [boundary - 1, boundary])];
  const sampled = new Set(wanted.filter((t) => t >= 0 && t < totalUpdates));
  const spread = MOST_UPDATES - sampled.size;
  for (let index = 1; index <= spread; index += 1) sampled.add(Math.floor((index * totalUpdates) / (spread + 1)));
  return [...sampled].sort((a, b) => a - b);
}
