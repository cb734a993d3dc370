import type { Exporter } from './exporter.js';
import { axolotl } from './axolotl/axolotl.js';
import { deepspeed } from './deepspeed/deepspeed.js';
import { llamaFactory } from './llama-factory/llama-factory.js';
import { keras } from './keras/keras.js';
import { megatronLm } from './megatron-lm/megatron-lm.js';
import { optax } from './optax/optax.js';
import { csvTable } from './table/csv-table.js';
import { jsonTable } from './table/json-table.js';
import { lightning } from './lightning/lightning.js';
import { pytorch } from './pytorch/pytorch.js';
import { transformers } from './transformers/transformers.js';
import { timm } from './timm/timm.js';
import { trl } from './trl/trl.js';

/** Every tool that a policy can be exported to, in the order in which people are offered them. */
export const exporters: readonly Exporter[] = [
  pytorch,
  transformers,
  trl,
  axolotl,
  llamaFactory,
  deepspeed,
  lightning,
  keras,
  optax,
  timm,
  megatronLm,
  csvTable,
  jsonTable,
];

const byTrainer = new Map<string, Exporter>(exporters.map((exporter) => [exporter.trainer, exporter]));

export function findExporter(trainer: string): Exporter | undefined {
  return byTrainer.get(trainer);
}
