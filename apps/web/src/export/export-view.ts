import type { Policy } from '@ratebook/core/policy';
import { type ExportRun, exporters, exportPolicy, type Fidelity, refusedTable } from '@ratebook/core/policy/exporters';
import { type RefusalWords, refusalWords } from './refusal-words';

/** A tool among the tabs. */
export interface TrainerTab {
  readonly trainer: string;
  readonly title: string;
}

/** One way to write the policy, as a page shows it. */
export interface FormView {
  readonly form: string;
  readonly language: string;
  /** What is shown of the code. */
  readonly shown: string;
  /** Lines that are not shown; 0 where it is shown whole. */
  readonly hiddenLines: number;
  /** The whole, for copying; null where it is too long and only the file has it. */
  readonly code: string | null;
  readonly notes: readonly string[];
  readonly fidelity: Fidelity;
}

/** A policy written for one tool, as a page shows it: plain data, made on the server or in the browser. */
export interface ExportView {
  readonly trainer: string;
  readonly title: string;
  readonly version: string | null;
  readonly versions: readonly string[];
  readonly checkedAgainst: 'library' | 'transcribed' | 'nothing';
  readonly source: string;
  readonly totalUpdates: number;
  readonly forms: readonly FormView[];
}

export type ExportOutcome = ExportView | { readonly refusals: readonly RefusalWords[] };

/** What most people who ask train with. */
const USUAL_TRAINER = 'transformers';
/** A table is recognised by its first rows; code is read whole. */
const SHOWN_LINES = { csv: 14, other: 60 } as const;
const SHOWN_CHARACTERS = 4_000;
const COPIED_CHARACTERS = 100_000;

export function trainerTabs(): readonly TrainerTab[] {
  return exporters.map(({ trainer, title }) => ({ trainer, title }));
}

/** The tool that is meant: the one that was asked for, else the usual one. */
export function chosenTrainer(asked: string | undefined): string {
  const known = (name: string) => exporters.some(({ trainer }) => trainer === name);
  if (asked !== undefined && known(asked)) return asked;
  return known(USUAL_TRAINER) ? USUAL_TRAINER : (exporters[0]?.trainer ?? 'csv');
}

/** Writes a policy for a tool and a run, cut to what a page shows. A version that the tool does not have is its newest. */
export function exportView(
  policy: Policy,
  asked: { readonly trainer: string; readonly version: string | undefined },
  run: ExportRun,
): ExportOutcome {
  const { trainer } = asked;
  const versions = exporters.find((one) => one.trainer === trainer)?.versions ?? [];
  const version = asked.version !== undefined && versions.includes(asked.version) ? asked.version : null;
  const exported = refusedTable(trainer, run.totalUpdates) ?? exportPolicy(policy, { trainer, version, run });
  if (!exported.ok) return { refusals: exported.refusals.map(refusalWords) };
  const { title, checkedAgainst, source, forms } = exported.value;
  return {
    trainer,
    title,
    version: exported.value.version,
    versions,
    checkedAgainst,
    source,
    totalUpdates: run.totalUpdates,
    forms: forms.map(({ form, language, code, notes, fidelity }) => ({
      form,
      language,
      ...cut(code, language === 'csv' ? SHOWN_LINES.csv : SHOWN_LINES.other),
      code: code.length <= COPIED_CHARACTERS ? code : null,
      notes,
      fidelity,
    })),
  };
}

function cut(code: string, most: number): Pick<FormView, 'shown' | 'hiddenLines'> {
  const lines = code.trimEnd().split('\n');
  const shown = lines.slice(0, most).join('\n');
  const isLong = shown.length > SHOWN_CHARACTERS;
  return {
    shown: isLong ? `${shown.slice(0, SHOWN_CHARACTERS)} …` : shown,
    hiddenLines: isLong && lines.length === 1 ? 1 : Math.max(0, lines.length - most),
  };
}
