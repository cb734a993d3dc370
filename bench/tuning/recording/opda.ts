// `tsx bench/tuning/recording/opda.ts <folder of the originals>`: takes from the OPDA project's runs what the bench replays.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { z } from 'zod';
import { OPDA_FILE, type OpdaLandscape, type OpdaRun } from '../opda-runs.js';

const DebertaSchema = z.object({
  epochs: z.number(),
  totalUpdates: z.number(),
  learningRate: z.number(),
  matched: z.array(z.tuple([z.number(), z.number()])),
});
const ConvnextSchema = z.object({
  epochs: z.number(),
  learningRate: z.number(),
  nan: z.boolean(),
  top1: z.array(z.number()),
});

/** Where rungs lie, as shares of each run's own length. */
const RUNGS = [0.1, 0.3];
const DIGITS = 4;
const short = (value: number) => Number(value.toPrecision(DIGITS));

/** The evaluations at or next after the rungs, and the last: [share of the run, accuracy]. */
function atRungs(points: readonly (readonly [number, number])[], isWhole: boolean): OpdaRun['readings'] {
  const rungs = RUNGS.flatMap((rung) => points.filter(([share]) => share >= rung).slice(0, 1));
  const last = points.at(-1);
  return [...rungs, ...(isWhole && last !== undefined ? [last] : [])].map(([share, accuracy]) => [
    short(share),
    short(accuracy),
  ]);
}

const originals = process.argv[2] ?? '.';
const linesOf = (name: string) =>
  readFileSync(join(originals, `${name}.jsonl`), 'utf8')
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));

const landscapes: readonly OpdaLandscape[] = [
  {
    id: 'opda-deberta-base-mnli',
    runs: linesOf('opda-deberta-base-mnli').map((line): OpdaRun => {
      const { epochs, totalUpdates, learningRate, matched } = DebertaSchema.parse(line);
      const points = matched.map(([t, accuracy]) => [t / totalUpdates, accuracy] as const);
      return { learningRate: short(learningRate), epochs, readings: atRungs(points, points.length > 0) };
    }),
  },
  {
    id: 'opda-convnext-tiny-imagenet',
    runs: linesOf('opda-convnext-tiny-imagenet').map((line): OpdaRun => {
      const { epochs, learningRate, nan, top1 } = ConvnextSchema.parse(line);
      const points = top1.map((accuracy, index) => [(index + 1) / epochs, accuracy] as const);
      return { learningRate: short(learningRate), epochs, readings: atRungs(points, !nan && top1.length === epochs) };
    }),
  },
];
const source = 'OPDA project, Nicholas Lourie, arXiv 2311.09480, CC BY-SA 4.0: https://github.com/nicholaslourie/opda';
const printed = landscapes.map(({ id, runs }) => {
  const rows = runs.map(({ learningRate, epochs, readings }) => JSON.stringify([learningRate, epochs, readings]));
  return `{"id":"${id}","runs":[\n${rows.join(',\n')}\n]}`;
});
writeFileSync(OPDA_FILE, `{"version":1,"source":"${source}","landscapes":[\n${printed.join(',\n')}\n]}\n`);
