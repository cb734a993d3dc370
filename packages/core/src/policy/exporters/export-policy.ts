import { accepted, type Parsed, refused, shown } from '../../refusal/index.js';
import { compilePolicy } from '../compile.js';
import { nearest } from '../nearest.js';
import type { Policy } from '../policy.js';
import {
  type ExportCandidate,
  type Exporter,
  type ExportLanguage,
  type ExportRun,
  type Trainer,
  TRAINERS,
} from './exporter.js';
import { type Fidelity, fidelityOf } from './fidelity.js';
import { findExporter } from './registry.js';

/** One form of an export, with how well it says the policy. */
export interface ExportedForm {
  readonly form: string;
  readonly language: ExportLanguage;
  readonly code: string;
  readonly settings: ExportCandidate['settings'];
  readonly notes: readonly string[];
  readonly fidelity: Fidelity;
  readonly candidate: ExportCandidate;
}

/** A policy written for one tool and one run. */
export interface ExportedPolicy {
  readonly trainer: Trainer;
  readonly title: string;
  /** The version it was written for, where versions differ. */
  readonly version: string | null;
  readonly checkedAgainst: Exporter['checkedAgainst'];
  readonly source: string;
  readonly run: ExportRun;
  /** The faithful ones first, in the exporter's own order; empty where the tool has nothing near (closed loops). */
  readonly forms: readonly ExportedForm[];
}

export interface ExportRequest {
  readonly trainer: string;
  /** Needed where the tool's versions differ; the newest where it is null. */
  readonly version?: string | null;
  readonly run: {
    readonly totalUpdates: number;
    readonly updatesPerEpoch?: number | null;
    readonly tokensPerUpdate?: number | null;
  };
}

const ORDER = { exact: 0, approximate: 1, 'not-expressible': 2 } as const;

/**
 * Writes a policy for a tool, over the reader's run: every form with its fidelity, computed over the whole run. Refused:
 * an unknown trainer or version, and what `compilePolicy` refuses for that run.
 */
export function exportPolicy(policy: Policy, { trainer, version, run }: ExportRequest): Parsed<ExportedPolicy> {
  const exporter = findExporter(trainer);
  if (exporter === undefined) {
    const near = nearest(trainer, TRAINERS);
    const expected = `one of ${TRAINERS.join(', ')}`;
    const help = near === null ? '' : ` Did you mean "${near}"?`;
    return refused({
      code: 'policy.wrong-type',
      path: 'trainer',
      expected,
      got: shown(trainer),
      message: `trainer: expected ${expected}, got ${shown(trainer)}.${help}`,
    });
  }
  const { versions } = exporter;
  if (version != null && !versions.includes(version)) {
    const expected =
      versions.length === 0 ? 'no version: one form is right everywhere' : `one of ${versions.join(', ')}`;
    return refused({
      code: 'policy.wrong-type',
      path: 'trainerVersion',
      expected,
      got: shown(version),
      message: `trainerVersion: expected ${expected}, got ${shown(version)}.`,
    });
  }
  const compiled = compilePolicy(policy, run);
  if (!compiled.ok) return compiled;
  const input = {
    policy,
    compiled: compiled.value,
    run: {
      totalUpdates: run.totalUpdates,
      updatesPerEpoch: run.updatesPerEpoch ?? null,
      tokensPerUpdate: run.tokensPerUpdate ?? null,
    },
  };
  const chosen = version ?? versions[0] ?? null;
  const forms = exporter.candidates(input, chosen).map((candidate): ExportedForm => {
    const { form, language, code, settings, notes } = candidate;
    return { form, language, code, settings, notes, fidelity: fidelityOf(candidate, input), candidate };
  });
  return accepted({
    trainer: exporter.trainer,
    title: exporter.title,
    version: chosen,
    checkedAgainst: exporter.checkedAgainst,
    source: exporter.source,
    run: input.run,
    forms: forms.toSorted((a, b) => ORDER[a.fidelity.kind] - ORDER[b.fidelity.kind]),
  });
}
