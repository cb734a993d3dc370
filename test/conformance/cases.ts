import { compilePolicy, laws, parsePolicy, parsePolicyDocument, type Policy, printPolicy } from '@ratebook/core/policy';
import type { PolicyEvent } from '@ratebook/core/policy';
import { arbitraryPolicy } from '@ratebook/core/policy/testing';
import { valueOrThrow } from '@ratebook/core/refusal';
import fc from 'fast-check';
import { Draw, seedOf } from './draw.js';
import { ConformanceFailed } from './failure.js';
import { LAW_DRAWS } from './law-draws.js';
import { seriesOf } from './series.js';
import { TRAPS } from './traps.js';

/** The reader's run that a case is exported for. */
export interface CaseRun {
  readonly totalUpdates: number;
  readonly updatesPerEpoch: number | null;
  readonly tokensPerUpdate: number | null;
}

/** A policy and a run; every exporter is asked about it. */
export interface ConformanceCase {
  readonly id: string;
  /** The column of the table: the law of the top node. */
  readonly law: string;
  readonly notation: string;
  readonly policy: Policy;
  readonly run: CaseRun;
  /** What a closed loop is shown; empty for an open loop. */
  readonly series: readonly (readonly PolicyEvent[])[];
}

const SHORT_RUNS = [1, 2, 3, 5];
const RUNS = [7, 16, 37, 50, 97, 100, 101, 150, 211];
const EPOCHS = [5, 8, 10, 25];
const SETS_OF_A_LAW = 8;
const SEQUENCES = 16;
const WILD = 24;
const ATTEMPTS = 50;
const CLOSED_LOOPS: readonly string[] = ['plateau', 'ladder', 'switch'];
/** It has one of its own. */
const TAKES_NO_WARMUP: readonly string[] = ['noam'];

/** What can be at the top of a policy: the laws of the registry, and the two that join others. */
export const LAW_NAMES: readonly string[] = [...laws.map(({ name }) => name), 'switch', 'sequence'];

/** All cases, always the same ones in the same order. */
export function conformanceCases(): readonly ConformanceCase[] {
  const drawn = LAW_NAMES.filter((name) => name !== 'sequence');
  const missing = drawn.filter((name) => LAW_DRAWS[name] === undefined);
  if (missing.length > 0) throw new ConformanceFailed(`law-draws.ts does not know ${missing.join(', ')}.`);
  return [...drawn.flatMap(casesOf), ...sequences(), ...wildCases(), ...trapCases()];
}

function casesOf(law: string): readonly ConformanceCase[] {
  const { count = SETS_OF_A_LAW } = LAW_DRAWS[law] ?? {};
  return Array.from({ length: count }, (_, index) =>
    firstThatCompiles(`${law}-${String(index)}`, (draw) => {
      const run = runOf(
        draw,
        CLOSED_LOOPS.includes(law) ? RUNS.filter((updates) => updates >= 37) : index === count - 1 ? SHORT_RUNS : RUNS,
      );
      const isWarmed = index % 2 === 1 && run.totalUpdates > 2 && !TAKES_NO_WARMUP.includes(law);
      const warming = isWarmed ? draw.whole(1, Math.ceil(run.totalUpdates / 4)) : 0;
      return { run, document: { ...lawNode(law, draw, run.totalUpdates - warming), ...warmup(draw, warming, run) } };
    }),
  );
}

function lawNode(law: string, draw: Draw, updates: number): Readonly<Record<string, unknown>> {
  return { law, ...LAW_DRAWS[law]?.fields(draw, updates) };
}

function runOf(draw: Draw, totals: readonly number[]): CaseRun {
  return { totalUpdates: draw.pick(totals), updatesPerEpoch: draw.pick(EPOCHS), tokensPerUpdate: 4096 };
}

/** Mostly as people write them: linear, from 0, in steps. */
function warmup(draw: Draw, updates: number, run: CaseRun) {
  if (updates === 0) return {};
  const length = draw.pick([
    () => ({ steps: updates }),
    () => ({ steps: updates }),
    () => ({ ratio: Number((updates / run.totalUpdates).toPrecision(1)) }),
    () => ({ epochs: updates / (run.updatesPerEpoch ?? 1) }),
    () => ({ tokens: updates * (run.tokensPerUpdate ?? 1) }),
  ])();
  const isPlain = draw.chance(0.6);
  const shape = isPlain ? {} : { shape: draw.pick(['linear', 'cosine', 'constant', 'logarithmic']) };
  const from = isPlain || draw.chance(0.5) ? {} : { from: draw.learningRate() };
  return { warmup: { length, ...shape, ...from } };
}

/** Laws that sequences are made of: what people put behind one another. */
const PHASES = ['constant', 'linear', 'cosine', 'step', 'polynomial', 'exponential', 'inverse-sqrt'];

function sequences(): readonly ConformanceCase[] {
  return Array.from({ length: SEQUENCES }, (_, index) =>
    firstThatCompiles(`sequence-${String(index)}`, (draw) => {
      const run = runOf(
        draw,
        RUNS.filter((updates) => updates >= 37),
      );
      const warming = draw.chance(0.4) ? draw.whole(1, 8) : 0;
      const left = run.totalUpdates - warming;
      const boundaries = draw.ascending(draw.whole(1, 3), 2, left - 2);
      const names = [...boundaries, left].map(() => draw.pick(PHASES));
      const phases = names.map((law, phase) => {
        const [start, end] = [boundaries[phase - 1] ?? 0, boundaries[phase] ?? left];
        const inner = end - start > 4 && draw.chance(0.3) ? draw.whole(1, Math.floor((end - start) / 2)) : 0;
        return {
          policy: {
            ...lawNode(law, draw, end - start - inner),
            ...(inner > 0 ? { warmup: { length: { steps: inner } } } : {}),
          },
          ...(phase < boundaries.length ? { until: { steps: boundaries[phase] } } : {}),
        };
      });
      const resumed =
        draw.chance(0.25) && phases.length > 2
          ? [...phases.slice(0, -1), { policy: phases[0]?.policy, resume: true }]
          : phases;
      return { run, document: { law: 'sequence', phases: resumed, ...warmup(draw, warming, run) } };
    }),
  );
}

/** Policies of the language as core's own property tests draw them: units, nesting and numbers that nobody would type. */
function wildCases(): readonly ConformanceCase[] {
  const samples = fc.sample(arbitraryPolicy, { seed: 20_260, numRuns: 20 * WILD });
  const taken: ConformanceCase[] = [];
  for (const { document, context } of samples) {
    if (taken.length === WILD) break;
    const read = parsePolicyDocument(document);
    if (!read.ok) continue;
    const compiled = compilePolicy(read.value, context);
    // Closed loops inside of others are seen in the cases of their own law.
    if (!compiled.ok || compiled.value.metrics.length > 0) continue;
    taken.push(caseOf(`wild-${String(taken.length)}`, read.value, context));
  }
  return taken;
}

function trapCases(): readonly ConformanceCase[] {
  return TRAPS.map(({ notation, totalUpdates, updatesPerEpoch }, index) =>
    caseOf(`trap-${String(index)}`, valueOrThrow(parsePolicy(notation)), {
      totalUpdates,
      updatesPerEpoch: updatesPerEpoch ?? null,
      tokensPerUpdate: null,
    }),
  );
}

function firstThatCompiles(
  id: string,
  drawn: (draw: Draw) => { readonly run: CaseRun; readonly document: Readonly<Record<string, unknown>> },
): ConformanceCase {
  const draw = new Draw(seedOf(id));
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const { run, document } = drawn(draw);
    const read = parsePolicyDocument({ version: 1, ...document });
    if (read.ok && compilePolicy(read.value, run).ok) return caseOf(id, read.value, run);
  }
  throw new ConformanceFailed(`No policy could be drawn for ${id}.`);
}

function caseOf(id: string, policy: Policy, run: CaseRun): ConformanceCase {
  const compiled = valueOrThrow(compilePolicy(policy, run));
  const { metrics, totalUpdates } = compiled;
  const series = metrics.length === 0 ? [] : seriesOf(seedOf(id), totalUpdates, run.updatesPerEpoch ?? 10, metrics);
  return { id, law: policy.law, notation: printPolicy(policy), policy, run, series };
}
