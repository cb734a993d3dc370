import { type Parsed, type Refusal, refused, shown } from '../../refusal/index.js';
import { type JsonText, readJson } from '../read-json.js';
import { deepSpeedSchedulers } from './deepspeed-schedule.js';
import { finishImport } from './finish-import.js';
import type { ImportedPolicy, ImportOptions } from './importer.js';
import { isRecord, Settings } from './settings.js';

/** What stands for "auto", and for the optimiser's learning rate where the file has none. */
export interface DeepSpeedOptions extends ImportOptions {
  readonly learningRate?: number | null;
  /** Updates of the Trainer's warm-up. */
  readonly warmupUpdates?: number | null;
}

const AUTO = 'auto';
const JSON_TEXT: JsonText = {
  limitCharacters: 1_000_000,
  notJson: 'document.not-json',
  tooLarge: 'document.too-large',
};

/**
 * The policy that a `scheduler` block of a DeepSpeed configuration really runs, its traps included: WarmupLR and its kin
 * lag one update (the first two run at the minimum) and warm up logarithmically unless told otherwise, a warm-up of 1 is
 * 2, WarmupCosineLR never reaches its peak. Takes the whole configuration or the block alone, as a value or JSON text.
 * Refused, by path: unknown types and parameters, "auto" whose value is not among the options, numbers out of range, and
 * what no policy says.
 *
 * Source: DeepSpeed 0.19, deepspeed/runtime/lr_schedules.py, with last_batch_iteration −1 before the first update.
 */
export function importDeepSpeed(input: unknown, options: DeepSpeedOptions = {}): Parsed<ImportedPolicy> {
  const read = typeof input === 'string' ? readJson(input, JSON_TEXT) : { ok: true as const, value: input };
  if (!read.ok) return read;
  const config = isRecord(read.value) ? read.value : {};
  const whole = 'type' in config && !('scheduler' in config) ? { scheduler: config } : config;
  if (!isRecord(whole['scheduler'])) return refused(noScheduler(read.value));
  const refusals: Refusal[] = [];
  const notes: string[] = [];
  const scheduler = new Settings(whole['scheduler'], 'scheduler', refusals);
  const type = scheduler.choice('type', Object.keys(deepSpeedSchedulers));
  if (!scheduler.has('type')) scheduler.refuse('type', `one of ${Object.keys(deepSpeedSchedulers).join(', ')}`);
  scheduler.inside('params');
  const params = new Settings(withoutAutos(scheduler.raw('params'), options, refusals), 'scheduler.params', refusals);
  // What "auto" stands for is missing: whatever is read of the rest would be said twice.
  if (refusals.length > 0) return refused(...refusals);
  const optimizer = isRecord(whole['optimizer']) ? whole['optimizer']['params'] : undefined;
  const optimizerSettings = new Settings(isRecord(optimizer) ? optimizer : {}, 'optimizer.params', refusals);
  const own = optimizerSettings.raw('lr') === AUTO ? null : optimizerSettings.learningRate('lr');
  const named = params.updates('total_num_steps');
  const totalUpdates = options.totalUpdates ?? named;
  const definition = type === null ? undefined : deepSpeedSchedulers[type];
  if (definition !== undefined) params.onlyKnown(definition.parameters, String(type));
  const draft =
    definition?.read({
      params,
      optimizer: optimizerSettings,
      learningRate: own ?? options.learningRate ?? null,
      scheduledUpdates: named ?? options.totalUpdates ?? null,
      totalUpdates,
      notes,
    }) ?? null;
  return finishImport({ draft, refusals, totalUpdates, notes });
}

/** Parameters with every "auto" filled as the Trainer fills it; refused where nobody said the value. */
function withoutAutos(
  params: unknown,
  options: DeepSpeedOptions,
  refusals: Refusal[],
): Readonly<Record<string, unknown>> {
  const filled: Readonly<Record<string, readonly [number | null | undefined, string]>> = {
    warmup_min_lr: [0, ''],
    warmup_max_lr: [options.learningRate, 'the learning rate'],
    warmup_num_steps: [options.warmupUpdates, 'the updates of the warm-up'],
    total_num_steps: [options.totalUpdates, 'the total updates'],
  };
  const entries = Object.entries(isRecord(params) ? params : {});
  return Object.fromEntries(
    entries.map(([key, value]) => {
      if (value !== AUTO) return [key, value];
      const [known, what] = filled[key] ?? [null, 'a value'];
      if (known != null) return [key, known];
      const path = `scheduler.params.${key}`;
      const expected = what === 'a value' ? what : `${what}, said beside the file`;
      const message = `${path}: "auto" is filled by the Trainer; expected ${expected}.`;
      refusals.push({ code: 'policy.missing-context', path, expected, got: shown(AUTO), message });
      return [key, null];
    }),
  );
}

function noScheduler(input: unknown): Refusal {
  const expected = 'a DeepSpeed configuration with a scheduler block';
  const got = isRecord(input) ? 'none' : shown(input);
  const help = isRecord(input) ? " Without one the Trainer's own schedule runs: read its arguments instead." : '';
  return {
    code: 'policy.missing-key',
    path: 'scheduler',
    expected,
    got,
    message: `Expected ${expected}, got ${got}.${help}`,
  };
}
