import {
  compilePolicy,
  normalizePolicy,
  parsePolicy,
  policyHash,
  type Policy,
  printPolicy,
} from '@ratebook/core/policy';
import { readerRun } from '@ratebook/core/policy/exporters';
import { chosenTrainer, type ExportOutcome, exportView, type TrainerTab, trainerTabs } from '../export/export-view';
import { type RefusalWords, refusalWords } from '../export/refusal-words';
import { readerRunInput } from '../export/run-state';
import { drawnCurve, type DrawnCurve } from './drawn-curve';
import type { PlaygroundState } from './playground-state';

/** A policy that was read: its identity, whatever the run. */
export interface PolicyReading {
  readonly notation: string;
  readonly hash: string;
  /** In normal form, as it is printed. */
  readonly document: string;
}

/** A policy over the reader’s run. */
export interface PolicyDrawing {
  readonly notation: string;
  readonly totalUpdates: number;
  readonly curve: DrawnCurve;
  readonly peakLearningRate: number;
  /** Metrics that a closed loop listens to; empty for an open loop. */
  readonly metrics: readonly string[];
}

/** All that the playground shows of a state: plain data, made on the server for the first page and in the browser after it. */
export interface PlaygroundView {
  readonly reading: PolicyReading | null;
  readonly drawing: PolicyDrawing | null;
  readonly exported: ExportOutcome | null;
  /** Why there is no reading, or none that suits the run. */
  readonly policyRefusals: readonly RefusalWords[];
  readonly runRefusals: readonly RefusalWords[];
  readonly tabs: readonly TrainerTab[];
  /** The tool among them that is meant. */
  readonly trainer: string;
}

/** Works out a state. Never throws for what somebody typed. */
export function playgroundView(state: PlaygroundState): PlaygroundView {
  const { view, write } = readPlayground(state);
  return write === null ? view : { ...view, exported: write() };
}

/**
 * The same with the export, which compares a whole run update by update, left to be written: of a long run that takes a
 * moment, and somebody who types should see the curve before. `write` is null where there is nothing to export.
 */
export function readPlayground(state: PlaygroundState): { view: PlaygroundView; write: (() => ExportOutcome) | null } {
  const empty: PlaygroundView = {
    reading: null,
    drawing: null,
    exported: null,
    policyRefusals: [],
    runRefusals: [],
    tabs: trainerTabs(),
    trainer: chosenTrainer(state.trainer),
  };
  const parsed = parsePolicy(state.policy);
  const run = readerRun(readerRunInput(state.run));
  const runRefusals = run.ok ? [] : run.refusals.map(refusalWords);
  if (!parsed.ok) {
    return { view: { ...empty, policyRefusals: parsed.refusals.map(refusalWords), runRefusals }, write: null };
  }
  const policy = normalizePolicy(parsed.value);
  const reading = readingOf(policy);
  if (!run.ok) return { view: { ...empty, reading, runRefusals }, write: null };
  const compiled = compilePolicy(policy, run.value);
  if (!compiled.ok) {
    return { view: { ...empty, reading, policyRefusals: compiled.refusals.map(refusalWords) }, write: null };
  }
  const { totalUpdates, peakLearningRate, metrics } = compiled.value;
  const { notation } = reading;
  return {
    view: {
      ...empty,
      reading,
      drawing: { notation, totalUpdates, curve: drawnCurve(compiled.value), peakLearningRate, metrics },
    },
    write: () => exportView(policy, { trainer: empty.trainer, version: state.version }, run.value),
  };
}

function readingOf(policy: Policy): PolicyReading {
  return { notation: printPolicy(policy), hash: policyHash(policy), document: JSON.stringify(policy, null, 2) };
}
