import { parsePolicyDocument, printPolicy } from '../../packages/core/src/policy/index.js';
import type { CitedPolicy } from '../../packages/core/src/citation/index.js';
import { valueOrThrow } from '../../packages/core/src/refusal/index.js';

type Parameters = Readonly<Record<string, unknown>>;

/** What a record's policy is read as. */
export interface ReadPolicy {
  readonly policy: CitedPolicy;
  readonly peak: number | null;
  readonly inferred: readonly string[];
}

const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);

function line(law: string, fields: Readonly<Record<string, unknown>>, warmup?: unknown): CitedPolicy {
  const document = { version: 1, law, ...fields, ...(warmup === undefined ? {} : { warmup }) };
  return { state: 'notation', notation: printPolicy(valueOrThrow(parsePolicyDocument(document))) };
}

/** The warm-up that a record states, in the language's own form; undefined where it states none. */
function warmupOf(parameters: Parameters, inferred: string[]): unknown {
  const { warmupSteps, warmupRatio, warmupProportion, warmupTokens, warmupShape } = parameters;
  const ratio = number(warmupRatio) ?? number(warmupProportion);
  const shape = typeof warmupShape === 'string' && warmupShape.startsWith('log') ? { shape: 'logarithmic' } : {};
  if (number(warmupSteps) !== null) return { length: { steps: warmupSteps }, ...shape };
  if (ratio !== null) return { length: { ratio }, ...shape };
  if (number(warmupTokens) !== null) return { length: { tokens: warmupTokens }, ...shape };
  inferred.push('No warm-up is stated; read as none.');
  return undefined;
}

function endOf(parameters: Parameters, peak: number): number {
  const ratio = number(parameters['endRatio']);
  return ratio === null ? (number(parameters['end']) ?? 0) : Number((peak * ratio).toPrecision(12));
}

function warmed(law: string, parameters: Parameters): ReadPolicy {
  const inferred: string[] = [];
  const peak = number(parameters['peak']) ?? 0;
  const warmup = warmupOf(parameters, inferred);
  if (number(parameters['layerwiseDecay']) !== null) {
    inferred.push(
      'The source also lowers the LR from layer to layer; that factor is in the facts, not in the policy line.',
    );
  }
  const end = endOf(parameters, peak);
  if (law === 'constant') return { policy: line(law, { learningRate: peak }, warmup), peak, inferred };
  const fields = law === 'linear' ? { initial: peak, end } : { peak, end };
  return { policy: line(law, fields, warmup), peak, inferred };
}

/** An inverse square root whose timescale is its warm-up: at the end of the warm-up the law is at its peak. */
function warmedInverseSqrt(parameters: Parameters): ReadPolicy {
  const peak = number(parameters['peak']) ?? 0;
  const steps = { steps: parameters['warmupSteps'] };
  const policy = line('inverse-sqrt', { peak, timescale: steps }, { length: steps });
  return {
    policy,
    peak,
    inferred: ['The timescale is not stated; read as the warm-up, which is the default of Transformers.'],
  };
}

function multiStep(parameters: Parameters): ReadPolicy {
  const initial = number(parameters['k0']) ?? 0;
  const { multipliers, unit, gamma, l } = parameters;
  if (Array.isArray(multipliers)) {
    const rows = multipliers as [number, number][];
    const phases = rows.map(([, factor], index) => ({
      policy: { law: 'constant', learningRate: Number((initial * factor).toPrecision(12)) },
      ...(rows[index + 1] ? { until: { steps: rows[index + 1]?.[0] } } : {}),
    }));
    return { policy: line('sequence', { phases }), peak: initial, inferred: [] };
  }
  const at = (l as number[]).map((boundary) => (unit === 'epoch' ? { epochs: boundary } : { steps: boundary }));
  return { policy: line('multi-step', { initial, factor: gamma, at }), peak: initial, inferred: [] };
}

function polynomial(parameters: Parameters): ReadPolicy {
  const { peak, warmupSteps, p, end, l, k0, kEnd } = parameters;
  if (number(peak) === null) {
    const fields = { initial: k0, end: kEnd ?? 0, power: p, length: { steps: l } };
    return { policy: line('polynomial', fields), peak: number(k0), inferred: [] };
  }
  const length = { steps: (number(l) ?? 0) - (number(warmupSteps) ?? 0) };
  const policy = line(
    'polynomial',
    { initial: peak, end: end ?? 0, power: p, length },
    { length: { steps: warmupSteps } },
  );
  return {
    policy,
    peak: number(peak),
    inferred: ['The decay is taken to begin where the warm-up ends, as in fairseq.'],
  };
}

function triangle(parameters: Parameters): ReadPolicy {
  const { peak, peakEpoch } = parameters;
  if (number(peak) === null) {
    const inferred = ['The rate is stated per 1,024 examples and decoupled; its peak in our terms is not.'];
    return {
      policy: { state: 'law', law: 'warm-up, then linear decay', parameters: json(parameters) },
      peak: null,
      inferred,
    };
  }
  const policy = line('linear', { initial: peak }, { length: { epochs: peakEpoch } });
  return {
    policy,
    peak: number(peak),
    inferred: ['Read as a linear warm-up to the peak and a linear decay to 0 over the rest.'],
  };
}

/** A schedule that the language cannot say: its parameters are kept as the source states them. */
function inTheSourcesWords(law: string, parameters: Parameters, why: string): ReadPolicy {
  return { policy: { state: 'law', law, parameters: json(parameters) }, peak: null, inferred: [why] };
}

const KERAS_ADAM_DEFAULT = 1e-3;

/** Keras's callback on a metric that grows: it takes the direction from the metric's name. */
function kerasPlateau({ initial, factor, patience, minLr, monitor }: Parameters): ReadPolicy {
  const isDefault = typeof initial === 'string' && initial.startsWith('Keras adam default');
  if (!isDefault) throw new Error(`No reading for a plateau that starts at ${String(initial)}.`);
  const fields = { factor, patience, minimum: minLr, metric: monitor, direction: 'maximize', rule: 'keras' };
  return {
    policy: line('plateau', { initial: KERAS_ADAM_DEFAULT, ...fields }),
    peak: KERAS_ADAM_DEFAULT,
    inferred: [
      'The start is not stated in the record; read as Adam’s default in Keras, 1e-3, which the notebook plots as its baseline.',
      'Threshold and cooldown are not stated; read as the callback’s defaults.',
    ],
  };
}

/** Sine waves and constants, counted in epochs. */
function composite({ segments }: Parameters): ReadPolicy {
  const rows = segments as readonly { kind: string; k0: number; k1?: number; l?: number; until?: number }[];
  const phases = rows.map(({ kind, k0, k1, l, until }) => ({
    policy:
      kind === 'SIN'
        ? { law: 'wave', shape: 'sine', low: k0, high: k1, length: { epochs: l } }
        : { law: 'constant', learningRate: k0 },
    ...(until === undefined ? {} : { until: { epochs: until } }),
  }));
  return {
    policy: line('sequence', { phases }),
    peak: Math.max(...rows.map(({ k0, k1 }) => k1 ?? k0)),
    inferred: [
      'The source sets the learning rate once an epoch; read as a wave over updates, which has the same value at the first update of every epoch.',
    ],
  };
}

const json = (parameters: Parameters) => JSON.parse(JSON.stringify(parameters)) as Record<string, never>;

function step(parameters: Parameters, every: unknown): ReadPolicy {
  const { k0, gamma } = parameters;
  return { policy: line('step', { initial: k0, factor: gamma, every }), peak: number(k0), inferred: [] };
}

/** Turns a record's schedule into a line of the policy language, or says how far it is known. */
export function readPolicy(kind: string, parameters: Parameters): ReadPolicy {
  const { k0, gamma, p, l, lEpochs, start, end } = parameters;
  const none = { policy: { state: 'none' }, peak: null, inferred: [] } as const;
  switch (kind) {
    case 'FIX': {
      const ignored =
        'declaredWarmupRatio' in parameters
          ? ['The source declares a warm-up that its constant schedule ignores; the effective schedule is constant.']
          : [];
      return { policy: line('constant', { learningRate: k0 }), peak: number(k0), inferred: ignored };
    }
    case 'STEP':
      return step(parameters, lEpochs === undefined ? { steps: l } : { epochs: lEpochs });
    case 'EXP_EPOCH':
      return step(parameters, { epochs: 1 });
    case 'NSTEP':
      return multiStep(parameters);
    case 'EXP':
      return { policy: line('exponential', { initial: k0, factor: gamma }), peak: number(k0), inferred: [] };
    case 'INV':
      return { policy: line('inverse', { initial: k0, gamma, power: p }), peak: number(k0), inferred: [] };
    case 'POLY':
      return polynomial(parameters);
    case 'COS':
      return { policy: line('cosine', { peak: start, end, length: { epochs: l } }), peak: number(start), inferred: [] };
    case 'WARMUP_COSINE':
      return warmed('cosine', parameters);
    case 'WARMUP_LINEAR':
      return warmed('linear', parameters);
    case 'WARMUP_CONSTANT':
      return warmed('constant', parameters);
    case 'WARMUP_INVSQRT':
      return warmedInverseSqrt(parameters);
    case 'TRIANGLE_WARMUP_DECAY':
      return triangle(parameters);
    case 'PLATEAU_REDUCE':
      return kerasPlateau(parameters);
    case 'PLATEAU_CHANGE':
      return inTheSourcesWords(
        'change on plateau',
        parameters,
        'The source moves between whole policies; a ladder of the language moves between learning rates.',
      );
    case 'COMPOSITE':
      return composite(parameters);
    case 'UNSPECIFIED':
      return {
        policy: { state: 'shape-unknown' },
        peak: number(parameters['peak']),
        inferred: ['The source names no schedule.'],
      };
    case 'RANGE_BIN':
    case 'SEARCH_SPACE':
    case 'FORMULA':
    case 'CLAIM':
      return none;
    default:
      throw new Error(`No reading for records of kind ${kind}.`);
  }
}
