import { canonicalJson, digestText } from '@ratebook/core/canonical';
import { parsePredictions, type Run, type Timing, type Trace } from '@ratebook/core/run';
import { valueOrThrow } from '@ratebook/core/refusal';
import { CommandFailure } from '../failure.js';
import { findJson, findText } from '../files/folder.js';
import type { FlopCount } from '../executor/flops.js';
import type { LogLine } from '../monitor/run-log.js';
import type { EvaluationMessage, FinishedMessage, ReadyMessage, UpdateMessage } from '../trainer/protocol.js';
import type { PlannedRun } from './job.js';

/** A finished run as a submission states it, with the artefacts it names: canonical JSON texts by digest. */
export interface FinishedRun {
  readonly run: Run;
  readonly artefacts: ReadonlyMap<string, string>;
  readonly ready: ReadyMessage | null;
  /** Held-out loss before the first update and after the last, null where it was not a finite number. */
  readonly startLoss: number | null;
  readonly endLoss: number | null;
}

const TIMED_EVERY = 100;

/** Derives a run from its log: trace, evaluations, cost, timing. The same log gives the same bytes. */
export async function finishRun(
  planned: PlannedRun,
  lines: readonly LogLine[],
  flopCount: FlopCount,
): Promise<FinishedRun> {
  const messages = lines.map(({ message }) => message);
  const updates = messages.filter((message): message is UpdateMessage => message.type === 'update');
  // A trial is there to be chosen by; nobody chooses by the test split, so that no trial has one.
  const evaluations = messages.filter(
    (message): message is EvaluationMessage =>
      message.type === 'evaluation' && (planned.role === 'arm' || message.split === 'validation'),
  );
  const ended = messages.at(-1);
  if (ended?.type !== 'finished') throw new Error('A run without its end was taken for finished.');
  const artefacts = new Map<string, string>();
  const keep = (value: unknown) => {
    const text = canonicalJson(value);
    const digest = digestText(text);
    artefacts.set(digest, text);
    return digest;
  };
  const firstNonFinite = updates.find(({ loss, skipped }) => loss === null && !skipped)?.t ?? null;
  const predictionsPath = evaluations.findLast(({ predictions }) => predictions !== null)?.predictions ?? null;
  const tokens = updates.some((update) => update.tokens !== null)
    ? updates.reduce((sum, update) => sum + (update.tokens ?? 0), 0)
    : null;
  const ready = messages.find((message): message is ReadyMessage => message.type === 'ready') ?? null;
  const validation = evaluations.filter(({ split }) => split === 'validation');
  return {
    run: {
      ...planned,
      status: ended.status,
      reason: reasonOf(ended, firstNonFinite, validation),
      learningRateSemantics: 'applied',
      evaluations: evaluations.map(({ t, split, metrics }) => ({ t, split, metrics })),
      cost: {
        updates: updates.length,
        examples: updates.reduce((sum, { examples }) => sum + examples, 0),
        tokens,
        flops: flopCount({ updates: updates.length, tokens, ready }),
      },
      firstNonFiniteUpdate: firstNonFinite,
      trace: keep(traceOf(updates)),
      timing: keep(timingOf(lines)),
      predictions: predictionsPath === null ? null : keep(await readPredictions(predictionsPath)),
      events: null,
    },
    artefacts,
    ready,
    startLoss: validation.find(({ t }) => t === 0)?.metrics['loss'] ?? null,
    endLoss: validation.findLast(({ t }) => t > 0)?.metrics['loss'] ?? null,
  };
}

async function readPredictions(path: string) {
  const text = await findText(path);
  if (text === null)
    throw new CommandFailure(
      `The predictions of a finished run are gone: there is no ${path}. Put the job's folder back where it was, or begin anew with --fresh.`,
    );
  return valueOrThrow(parsePredictions(findJson(text)));
}

function reasonOf(
  { status, t }: FinishedMessage,
  firstNonFinite: number | null,
  validation: readonly EvaluationMessage[],
): string | null {
  if (status === 'completed') return null;
  if (status !== 'diverged') return `ended as ${status} after ${String(t)} updates`;
  if (firstNonFinite !== null) return `the loss was not a finite number at update ${String(firstNonFinite)}`;
  const [start, end] = [validation[0]?.metrics['loss'] ?? null, validation.at(-1)?.metrics['loss'] ?? null];
  if (start === null || end === null) return `the held-out loss was not a finite number after ${String(t)} updates`;
  return `stopped after ${String(t)} updates: the held-out loss was ${end.toPrecision(3)}, where it began at ${start.toPrecision(3)}, and did not come back`;
}

function traceOf(updates: readonly UpdateMessage[]): Trace {
  const groups = Object.keys(updates[0]?.learningRates ?? {}).filter((name) => name !== 'default');
  const hasTokens = updates.some(({ tokens }) => tokens !== null);
  return {
    update: updates.map(({ t }) => t),
    learningRate: updates.map(({ learningRates }) => learningRates['default'] ?? 0),
    loss: updates.map(({ loss }) => loss),
    ...(groups.length > 0
      ? {
          groups: Object.fromEntries(
            groups.map((name) => [name, updates.map(({ learningRates }) => learningRates[name] ?? 0)]),
          ),
        }
      : {}),
    ...(hasTokens ? { tokens: updates.map(({ tokens }) => tokens ?? 0) } : {}),
    ...(updates.some(({ skipped }) => skipped) ? { skipped: updates.map(({ skipped }) => skipped) } : {}),
  };
}

/** What the machine gave, at evaluations and every hundredth update: as the trainer says it, or else by the clock alone. */
function timingOf(lines: readonly LogLine[]): Timing {
  const usages = lines.flatMap(({ message, elapsed }) => (message.type === 'usage' ? [{ ...message, elapsed }] : []));
  if (usages.length === 0) return timingByTheClock(lines);
  const energies = usages.flatMap(({ energyJoules }) => energyJoules ?? []);
  const peaks = usages.flatMap(({ peakMemoryBytes }) => peakMemoryBytes ?? []);
  return {
    update: usages.map(({ t }) => t),
    wallSeconds: usages.map(({ elapsed }) => rounded(elapsed)),
    deviceSeconds: usages.map(({ deviceSeconds }) => rounded(deviceSeconds)),
    energyJoules: energies.length < usages.length ? null : energies.map(rounded),
    peakMemoryBytes: peaks.length < usages.length ? null : peaks,
  };
}

const rounded = (value: number) => Number(value.toFixed(4));

/** One process, one device: wall seconds are device seconds. */
function timingByTheClock(lines: readonly LogLine[]): Timing {
  const rows = lines.flatMap(({ message, elapsed }) => {
    if (message.type === 'evaluation') return [{ update: message.t, elapsed }];
    return message.type === 'update' && (message.t + 1) % TIMED_EVERY === 0 ? [{ update: message.t + 1, elapsed }] : [];
  });
  const seconds = rows.map(({ elapsed }) => rounded(elapsed));
  return {
    update: rows.map(({ update }) => update),
    wallSeconds: seconds,
    deviceSeconds: seconds,
    energyJoules: null,
    peakMemoryBytes: null,
  };
}
