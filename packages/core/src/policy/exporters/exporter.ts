import type { Json } from '../../canonical/index.js';
import type { PolicyEvent } from '../closed-loop/loop.js';
import type { CompiledPolicy } from '../compile.js';
import type { Policy } from '../policy.js';

/** The tools that a policy can be exported to, by the names that the API, the site and the runner share. */
export const TRAINERS = [
  'pytorch',
  'transformers',
  'trl',
  'axolotl',
  'llama-factory',
  'deepspeed',
  'lightning',
  'keras',
  'optax',
  'timm',
  'megatron-lm',
  'csv',
  'json',
] as const;
export type Trainer = (typeof TRAINERS)[number];

export type ExportLanguage = 'python' | 'yaml' | 'json' | 'shell' | 'csv';

/** What an exporter is given: the policy, and what it does over the reader's own run. */
export interface ExportInput {
  readonly policy: Policy;
  /** Compiled for the reader's run: its `totalUpdates` is the run's. */
  readonly compiled: CompiledPolicy;
  readonly run: ExportRun;
}

/** The reader's run, with all that is known about it. */
export interface ExportRun {
  readonly totalUpdates: number;
  readonly updatesPerEpoch: number | null;
  readonly tokensPerUpdate: number | null;
}

/**
 * One way to write the policy for a tool. `learningRateAt` is our model of what the tool then applies at update t, every
 * trap of it included; the frame compares it with the policy, and the conformance command compares it with the tool.
 */
export interface ExportCandidate {
  /** What of the tool is used: `LambdaLR`, `OneCycleLR`, `lr_scheduler_type: cosine`. */
  readonly form: string;
  /**
   * `law`: meant as this very policy, so that a difference makes it approximate. `nearest`: the tool has no such law; a
   * difference makes the policy not expressible there, and this the nearest.
   */
  readonly intent: 'law' | 'nearest';
  readonly language: ExportLanguage;
  /** The text that a person copies; complete, and what conformance loads. */
  readonly code: string;
  /** The settings in it as data, by the tool's own names: what tests and importers look at. */
  readonly settings: Json;
  /** Base learning rate (group multiplier 1) that the tool applies at update t, from 0, without any evaluation. */
  readonly learningRateAt: (t: number) => number;
  /** Closed loops: what the tool applies when these evaluations happen. Absent for open loops. */
  readonly replay?: (events: readonly PolicyEvent[]) => (t: number) => number;
  /** How the tool computes: decides the tolerance of "exact" (1e-12 or 1e-6 of the peak). */
  readonly precision: 'double' | 'single';
  /** Multipliers of parameter groups that this form carries; a group of the policy that is missing here is left out. */
  readonly groups: ReadonlyMap<string, number>;
  /** What the reader must know or do for it to hold, a sentence each: once per update, cycle_momentum off… */
  readonly notes: readonly string[];
}

/** One tool: one file, one line in the registry. */
export interface Exporter {
  readonly trainer: Trainer;
  /** As people write it: `PyTorch`, `LLaMA-Factory`. */
  readonly title: string;
  /** Versions whose configurations differ, the newest first; empty where one form is right everywhere. */
  readonly versions: readonly string[];
  /** Whether conformance runs the library itself, or a rule that was transcribed from its source. */
  readonly checkedAgainst: 'library' | 'transcribed' | 'nothing';
  /** Library and version, or repository and commit, that the rules were read from. */
  readonly source: string;
  /** The forms worth offering, the best first; at least one for every open-loop policy. `version` is one of `versions`. */
  readonly candidates: (input: ExportInput, version: string | null) => readonly ExportCandidate[];
}
