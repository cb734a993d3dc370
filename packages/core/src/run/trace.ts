import { z } from 'zod';
import { accepted, type Parsed, parseWithSchema, refused, shown } from '../refusal/index.js';

const updates = z.array(z.int().nonnegative()).min(1);
const column = z.array(z.number());

/** One training as it went, column by column, one entry an optimiser update (contracts.md 4). */
export const TraceSchema = z.strictObject({
  /** Index of the update, from 0, without a gap. */
  update: updates,
  /** The learning rate of the default parameter group, as read back from the optimiser. */
  learningRate: column,
  /** Training loss of the update's batch, null where it was not a finite number. */
  loss: z.array(z.number().nullable()),
  groups: z.record(z.string(), column).optional(),
  tokens: z.array(z.int().nonnegative()).optional(),
  /** Whether the optimiser skipped this update (fp16 loss scaling). */
  skipped: z.array(z.boolean()).optional(),
});
export type Trace = z.infer<typeof TraceSchema>;

/** Reads a trace: every column as long as `update`, the updates 0, 1, 2… */
export function parseTrace(input: unknown): Parsed<Trace> {
  const parsed = parseWithSchema(TraceSchema, input, 'trace.shape');
  if (!parsed.ok) return parsed;
  const trace = parsed.value;
  const length = trace.update.length;
  const columns: [string, readonly unknown[]][] = [
    ['learningRate', trace.learningRate],
    ['loss', trace.loss],
    ...(trace.tokens ? [['tokens', trace.tokens] satisfies [string, unknown[]]] : []),
    ...(trace.skipped ? [['skipped', trace.skipped] satisfies [string, unknown[]]] : []),
    ...Object.entries(trace.groups ?? {}).map(([name, values]): [string, unknown[]] => [`groups.${name}`, values]),
  ];
  const uneven = columns.filter(([, values]) => values.length !== length);
  if (uneven.length > 0) {
    return refused(
      ...uneven.map(([path, values]) => ({
        code: 'trace.shape' as const,
        path,
        expected: `${String(length)} entries, as many as update has`,
        got: `${String(values.length)} entries`,
        message: `${path} has ${String(values.length)} entries where update has ${String(length)}.`,
      })),
    );
  }
  const wrong = trace.update.findIndex((update, index) => update !== index);
  if (wrong >= 0) {
    return refused({
      code: 'trace.order',
      path: `update[${String(wrong)}]`,
      expected: String(wrong),
      got: shown(trace.update[wrong]),
      message: `update[${String(wrong)}] is ${String(trace.update[wrong])}; updates count 0, 1, 2… without a gap.`,
    });
  }
  return accepted(trace);
}
