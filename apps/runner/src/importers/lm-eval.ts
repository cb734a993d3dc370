import { z } from 'zod';
import { CommandFailure } from '../failure.js';
import { findLenientJson } from './lenient-json.js';

/** One number of an lm-evaluation-harness result. */
export interface LmEvalMetric {
  readonly task: string;
  /** How the task was, null where the file does not say. */
  readonly taskVersion: string | null;
  readonly shots: number | null;
  readonly metric: string;
  /** How answers were read out of the text; null in files of 0.3, and for `none`. */
  readonly filter: string | null;
  /** Null where the file has no finite number. */
  readonly value: number | null;
  readonly standardError: number | null;
}

/** A result file, by an allow-list: nothing of its paths, arguments or environment is taken. */
export interface LmEvalResult {
  readonly layout: '0.4' | '0.3';
  readonly harnessVersion: string | null;
  /** As the file says; it is looked up by name, and proves nothing of an adapter. */
  readonly modelSha: string | null;
  readonly metrics: readonly LmEvalMetric[];
}

const FileSchema = z.looseObject({
  results: z.record(z.string(), z.record(z.string(), z.unknown())),
  versions: z.record(z.string(), z.union([z.string(), z.number()]).nullable()).optional(),
  'n-shot': z.record(z.string(), z.union([z.number(), z.string()]).nullable()).optional(),
  'n-samples': z.record(z.string(), z.looseObject({ original: z.number(), effective: z.number() })).optional(),
  config: z.looseObject({
    limit: z.unknown().optional(),
    num_fewshot: z.unknown().optional(),
    model_sha: z.unknown().optional(),
  }),
  lm_eval_version: z.string().optional(),
});
type File = z.infer<typeof FileSchema>;

/** Where a value's key ends in this, it is the standard error of the one without. */
const ERROR_SUFFIX = '_stderr';
/** What stands beside the metrics of a task. */
const NO_METRICS = new Set(['alias', 'sample_len', 'sample_count', 'name']);

/**
 * Reads the result file of an lm-evaluation-harness, as 0.4 writes it (`"acc,none"`) or 0.3 (`"acc"`).
 *
 * @param name what the file is called in messages
 * @throws CommandFailure where it is no such file, or one that says too little: of a part of the items (`limit`), or of
 *   several adapters at once (`adapter_results`)
 */
export function readLmEval(text: string, name: string): LmEvalResult {
  const refuse = (reason: string) => new CommandFailure(`${name}: ${reason}`, 1, ['metrics.unreadable']);
  const document = findLenientJson(text);
  if (document === undefined) throw refuse('not JSON; expected the results_….json of an lm-evaluation-harness.');
  if (typeof document === 'object' && document !== null && 'adapter_results' in document)
    throw refuse(
      'it has adapter_results: results of several adapters, of which `results` is the last alone. Evaluate the adapter by itself.',
    );
  const parsed = FileSchema.safeParse(document);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refuse(
      `${issue?.path.join('.') || 'the document'}: ${issue?.message ?? 'not as expected'}. Expected the results_….json of an lm-evaluation-harness, with results and config.`,
    );
  }
  const file = parsed.data;
  assertWhole(file, refuse);
  const metrics = Object.entries(file.results).flatMap(([task, values]) => metricsOf(file, task, values));
  if (metrics.length === 0) throw refuse('results has no metric.');
  return {
    layout: metrics.some(({ filter }) => filter !== null) || hasFilters(file) ? '0.4' : '0.3',
    harnessVersion: file.lm_eval_version ?? null,
    modelSha: typeof file.config.model_sha === 'string' && file.config.model_sha !== '' ? file.config.model_sha : null,
    metrics,
  };
}

const hasFilters = ({ results }: File) =>
  Object.values(results).some((values) => Object.keys(values).some((key) => key.includes(',')));

/** A result over a part of the items is another result, and looks like this one. */
function assertWhole({ config, ...file }: File, refuse: (reason: string) => CommandFailure): void {
  const { limit } = config;
  if (limit !== undefined && limit !== null)
    throw refuse(
      `config.limit is ${JSON.stringify(limit)}; expected null: a result over all items. Run it without --limit.`,
    );
  for (const [task, { original, effective }] of Object.entries(file['n-samples'] ?? {}))
    if (effective < original)
      throw refuse(`n-samples.${task}: ${String(effective)} of ${String(original)} items; expected all of them.`);
}

function metricsOf(file: File, task: string, values: Readonly<Record<string, unknown>>): readonly LmEvalMetric[] {
  const number = (value: unknown) => (typeof value === 'number' ? value : null);
  const shots = number(file['n-shot']?.[task]) ?? number(file.config.num_fewshot);
  const version = file.versions?.[task];
  return Object.entries(values).flatMap(([key, value]) => {
    const [metric = '', filter] = key.split(',');
    if (NO_METRICS.has(metric) || metric.endsWith(ERROR_SUFFIX) || (typeof value !== 'number' && value !== null))
      return [];
    const errorKey = `${metric}${ERROR_SUFFIX}${filter === undefined ? '' : `,${filter}`}`;
    return [
      {
        task,
        taskVersion: version === undefined || version === null ? null : String(version),
        shots,
        metric,
        filter: filter === undefined || filter === 'none' ? null : filter,
        value: number(value),
        standardError: number(values[errorKey]),
      },
    ];
  });
}
