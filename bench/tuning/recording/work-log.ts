import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';
import { z } from 'zod';

const NumberSchema = z.number().nullable();

const WorkLineSchema = z.object({
  policy: z.string().min(1),
  seed: z.int(),
  report: z.strictObject({
    readings: z.array(z.strictObject({ t: z.int(), loss: NumberSchema, metric: NumberSchema })).readonly(),
    updates: z.int(),
    end: z.enum(['completed', 'diverged', 'failed']).nullable(),
  }),
  test: z.strictObject({ loss: NumberSchema, metric: NumberSchema }).nullable(),
});
/** One finished training of a landscape, unrounded. */
export type WorkLine = z.infer<typeof WorkLineSchema>;

/**
 * The trainings that an earlier, perhaps killed, recording has finished. A last line that was cut off is taken away, so that
 * the next one does not land on it; its training is made anew.
 */
export function readWorkLog(path: string): readonly WorkLine[] {
  if (!existsSync(path)) return [];
  const bytes = readFileSync(path);
  truncateSync(path, bytes.lastIndexOf('\n') + 1);
  return bytes
    .toString('utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => WorkLineSchema.parse(JSON.parse(line)));
}

export function appendWorkLine(path: string, line: WorkLine): void {
  appendFileSync(path, `${JSON.stringify(line)}\n`);
}
