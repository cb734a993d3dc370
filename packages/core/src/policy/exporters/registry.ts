import type { Exporter } from './exporter.js';
import { csvTable } from './table/csv-table.js';
import { jsonTable } from './table/json-table.js';
import { lightning } from './lightning/lightning.js';
import { pytorch } from './pytorch/pytorch.js';

/** Every tool that a policy can be exported to, in the order in which people are offered them. */
export const exporters: readonly Exporter[] = [pytorch, lightning, csvTable, jsonTable];

const byTrainer = new Map<string, Exporter>(exporters.map((exporter) => [exporter.trainer, exporter]));

export function findExporter(trainer: string): Exporter | undefined {
  return byTrainer.get(trainer);
}
