import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { RECORDED } from './recorded-landscape.js';

export const OPDA_FILE = join(RECORDED, 'opda.json');

/** A run of the OPDA project's random search. */
export interface OpdaRun {
  readonly learningRate: number;
  readonly epochs: number;
  /** [share of the run, accuracy] at a tenth, at three tenths, at the end; shorter where it diverged before. */
  readonly readings: readonly (readonly [number, number])[];
}

/** A random search over learning rate and other hyperparameters. */
export interface OpdaLandscape {
  readonly id: string;
  readonly runs: readonly OpdaRun[];
}

const OpdaFileSchema = z.strictObject({
  version: z.literal(1),
  source: z.string(),
  landscapes: z.array(
    z.strictObject({
      id: z.string().min(1),
      runs: z.array(
        z
          .tuple([z.number().positive(), z.int().positive(), z.array(z.tuple([z.number(), z.number()])).max(3)])
          .transform(([learningRate, epochs, readings]): OpdaRun => ({ learningRate, epochs, readings })),
      ),
    }),
  ),
});

export function readOpda(): readonly OpdaLandscape[] {
  return OpdaFileSchema.parse(JSON.parse(readFileSync(OPDA_FILE, 'utf8'))).landscapes;
}
