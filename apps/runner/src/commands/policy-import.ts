import { parsePolicy, policyHash, printPolicy } from '@ratebook/core/policy';
import {
  importAxolotl,
  importDeepSpeed,
  type ImportedPolicy,
  importLlamaFactory,
  importTransformers,
} from '@ratebook/core/policy/importers';
import { accepted, type Parsed } from '@ratebook/core/refusal';
import { parseDocument } from 'yaml';
import { CommandFailure, UsageError } from '../failure.js';
import type { CommandContext } from './context.js';
import { refusedFor } from './policy-run.js';

export const IMPORT_KINDS = ['transformers', 'model-card', 'deepspeed', 'axolotl', 'llama-factory', 'lrbench'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

export interface ImportCommandOptions {
  /** What the text is; looked for in it where it is null. */
  readonly kind: ImportKind | null;
  readonly totalUpdates: number | null;
  /** Where a DeepSpeed file leaves them to the Trainer. */
  readonly learningRate: number | null;
  readonly warmupUpdates: number | null;
  /** Major version of Transformers. */
  readonly version: '4' | '5';
}

/** `ratebook policy import FILE`: a configuration of another tool as the policy that it really runs. */
export function policyImportCommand({ output }: CommandContext, text: string, options: ImportCommandOptions): void {
  const kind = options.kind ?? kindOf(text);
  const imported = readAs(kind, text, options);
  if (!imported.ok) throw refusedFor(imported.refusals.map(({ code, message }) => ({ code, message: named(message) })));
  const { policy, totalUpdates, notes } = imported.value;
  output.line(printPolicy(policy));
  output.line();
  output.paragraph(`read as ${kind}${totalUpdates === null ? '' : `, over ${String(totalUpdates)} updates`}`);
  for (const note of notes) output.paragraph(`- ${note}`, '  ');
  output.result({
    kind,
    notation: printPolicy(policy),
    document: policy,
    policyHash: policyHash(policy),
    totalUpdates,
    notes,
  });
}

function readAs(kind: ImportKind, text: string, options: ImportCommandOptions): Parsed<ImportedPolicy> {
  const { totalUpdates, learningRate, warmupUpdates, version } = options;
  switch (kind) {
    case 'transformers':
      return importTransformers(settingsOf(text), { totalUpdates, version });
    case 'model-card':
      return importTransformers(text, { totalUpdates, version });
    case 'deepspeed':
      return importDeepSpeed(text, { totalUpdates, learningRate, warmupUpdates });
    case 'axolotl':
      return importAxolotl(settingsOf(text), { totalUpdates });
    case 'llama-factory':
      return importLlamaFactory(settingsOf(text), { totalUpdates, version });
    case 'lrbench': {
      const policy = parsePolicy(text);
      return policy.ok ? accepted({ policy: policy.value, totalUpdates, notes: [] }) : policy;
    }
  }
}

/** The value that YAML text holds; JSON is YAML. */
function settingsOf(text: string): unknown {
  // Version 1.1 is what Python reads: there `yes` is true.
  const document = parseDocument(text, { version: '1.1', uniqueKeys: true, prettyErrors: true });
  const [first] = document.errors;
  if (first !== undefined)
    throw new CommandFailure(`This is not YAML: ${first.message.trim()}`, 1, ['document.not-yaml']);
  try {
    return document.toJS({ maxAliasCount: 100 }) as unknown;
  } catch (error) {
    // Aliases of aliases that would fill the memory.
    if (error instanceof ReferenceError)
      throw new CommandFailure(`This YAML is not read: ${error.message}`, 1, ['document.not-yaml']);
    throw error;
  }
}

const LLAMA_FACTORY_KEYS = ['stage', 'finetuning_type', 'template', 'do_train'];

/** What a text is, by what only one kind has; a usage error where nothing tells. */
function kindOf(text: string): ImportKind {
  if (/(?:^|[+-])lrPolicy_/.test(text)) return 'lrbench';
  if (/^\s*[-*]\s+[*_`]*learning[_ ]rate[*_`]*\s*:/im.test(text)) return 'model-card';
  const settings = settingsOf(text);
  const has = (key: string) => typeof settings === 'object' && settings !== null && key in settings;
  if (has('scheduler') || (has('type') && has('params'))) return 'deepspeed';
  if (LLAMA_FACTORY_KEYS.some(has)) return 'llama-factory';
  if (has('lr_scheduler_type')) return 'transformers';
  if (has('lr_scheduler') || has('base_model')) return 'axolotl';
  throw new UsageError(`Nothing tells what this configuration is for: say --from ${IMPORT_KINDS.join(', ')}.`);
}

/** Messages of importers with the options that give what is missing. */
function named(message: string): string {
  if (/total updates|run whose length is known|total_num_steps: "auto"/.test(message))
    return `${message} Give them by --updates.`;
  if (/warmup_max_lr|optimizer\.params\.lr/.test(message)) return `${message} Give it by --learning-rate.`;
  return message.includes('warmup_num_steps: "auto"') ? `${message} Give them by --warmup-updates.` : message;
}
