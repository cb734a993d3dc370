import type { Trainer } from '@ratebook/core/policy/exporters';
import { type EnvironmentPlan, ENVIRONMENTS } from './environments.js';

/** How a tool is proved against: the library itself, a rule written from its source, or a file that Python reads. */
export type Proof = 'library' | 'transcribed' | 'read by Python';

/** One way to run a tool: each version that exports differ for is one. */
export interface Tool {
  readonly trainer: Trainer;
  /** As exporters name it; null where the exporter knows no versions. */
  readonly version: string | null;
  readonly environment: EnvironmentPlan;
  /** A file of python/loaders. */
  readonly loader: string;
  readonly proof: Proof;
}

const { libraries, transformers4 } = ENVIRONMENTS;

function library(trainer: Trainer, loader: string, version: string | null = null): Tool {
  return { trainer, version, environment: libraries, loader, proof: 'library' };
}

/** Every tool that policies are exported to, in the order of the table. */
export const TOOLS: readonly Tool[] = [
  library('pytorch', 'pytorch'),
  library('transformers', 'transformers_trainer', '5'),
  { ...library('transformers', 'transformers_trainer', '4'), environment: transformers4 },
  library('trl', 'trl_trainer'),
  { ...library('axolotl', 'axolotl'), proof: 'transcribed' },
  { ...library('llama-factory', 'llama_factory'), proof: 'transcribed' },
  library('deepspeed', 'deepspeed_schedules'),
  library('lightning', 'lightning_module'),
  library('keras', 'keras_fit'),
  library('optax', 'optax_schedules'),
  library('timm', 'timm_scheduler'),
  library('megatron-lm', 'megatron'),
  { ...library('csv', 'tables'), proof: 'read by Python' },
  { ...library('json', 'tables'), proof: 'read by Python' },
];

export function toolName({ trainer, version }: Pick<Tool, 'trainer' | 'version'>): string {
  return version === null ? trainer : `${trainer} ${version}`;
}
