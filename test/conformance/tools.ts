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

type ToolOptions = Partial<Pick<Tool, 'version' | 'environment' | 'proof'>>;

/** A tool that its own library runs, in the environment of all, unless it says otherwise. */
function tool(trainer: Trainer, loader: string, options: ToolOptions = {}): Tool {
  return { trainer, loader, version: null, environment: libraries, proof: 'library', ...options };
}

/** Every tool that policies are exported to, in the order of the table. */
export const TOOLS: readonly Tool[] = [
  tool('pytorch', 'pytorch'),
  tool('transformers', 'transformers_trainer', { version: '5' }),
  tool('transformers', 'transformers_trainer', { version: '4', environment: transformers4 }),
  tool('trl', 'trl_trainer'),
  tool('axolotl', 'axolotl', { proof: 'transcribed' }),
  tool('llama-factory', 'llama_factory', { proof: 'transcribed' }),
  tool('deepspeed', 'deepspeed_schedules'),
  tool('lightning', 'lightning_module'),
  tool('keras', 'keras_fit'),
  tool('optax', 'optax_schedules'),
  tool('timm', 'timm_scheduler'),
  tool('megatron-lm', 'megatron'),
  tool('csv', 'tables', { proof: 'read by Python' }),
  tool('json', 'tables', { proof: 'read by Python' }),
];

export function toolName({ trainer, version }: Pick<Tool, 'trainer' | 'version'>): string {
  return version === null ? trainer : `${trainer} ${version}`;
}
