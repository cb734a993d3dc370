import type { TaskKind } from '../../packages/core/src/task/index.js';

export interface ReadModel {
  /** Null for "any model". */
  readonly slug: string | null;
  readonly base: string;
  readonly method: string | null;
  readonly rank: number | null;
  readonly alpha: number | null;
}

/** `Llama-2-7B + QLoRA r64 a16` → the base model and how it was adapted. */
export function readModel(stated: string): ReadModel {
  const [base = stated, method = ''] = stated.split(' + ');
  const found = /^(LoRA\+?|QLoRA)/.exec(method)?.[1] ?? null;
  const numberAfter = (pattern: RegExp) => {
    const text = pattern.exec(method)?.[1];
    return text === undefined ? null : Number(text);
  };
  const isGeneral = /^(any |Llama \(any\))/.test(base);
  return {
    slug: isGeneral ? null : slugOf(base),
    base: base.trim(),
    method: found === null ? null : found.toLowerCase(),
    rank: numberAfter(/\b(?:r|dim)(\d+)/),
    alpha: numberAfter(/\ba(\d+)/),
  };
}

/** A model's slug: its name without owner and remarks. Names that are one model by another spelling meet here. */
export function slugOf(name: string): string {
  const bare = name
    .replace(OWNER, '')
    .replaceAll(/\((?!1in|2in|3in)[^)]*\)|"[^"]*"/g, '')
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 80);
  return SAME_MODEL[bare] ?? bare;
}

/** Owners of hub ids that the records use. A slash alone is no sign of one: "BERT-Base/Large" has none. */
const OWNER = /^(microsoft|meta-llama|decapoda-research|EleutherAI)\//;

const SAME_MODEL: Readonly<Record<string, string>> = {
  'torchvision-resnet18': 'resnet18',
  'gpt-2-124m': 'gpt2',
  'gpt-2-medium': 'gpt2-medium',
  'gpt-2-xl': 'gpt2-xl',
  'roberta.large': 'roberta-large',
  'alexnet-bvlc': 'alexnet',
  'lenet-caffe': 'lenet',
};

const FAMILIES: readonly [RegExp, string][] = [
  [/^tinyllama/, 'TinyLlama'],
  [/llama/, 'Llama'],
  [/^(pythia|gpt-j)/, 'GPT-NeoX'],
  [/^gpt-?2|^nanogpt/, 'GPT-2'],
  [/deberta/, 'DeBERTa'],
  [/roberta/, 'RoBERTa'],
  [/^bert/, 'BERT'],
  [/^electra/, 'ELECTRA'],
  [/^olmo/, 'OLMo'],
  [/^qwen/, 'Qwen'],
  [/^smollm/, 'SmolLM'],
  [/^(mistral|mixtral|zephyr)/, 'Mistral'],
  [/^starcoder/, 'StarCoder'],
  [/resnet/, 'ResNet'],
  [/convnext/, 'ConvNeXt'],
  [/^(lenet|cifar10|keras|small-keras|airbench|alexnet|caffenet|googlenet)/, 'small CNN'],
  [/^dense-lm/, 'dense LM'],
  [/^moe-lm/, 'MoE LM'],
];

export function familyOf(slug: string): string | null {
  return FAMILIES.find(([pattern]) => pattern.test(slug))?.[1] ?? null;
}

const UNITS: Readonly<Record<string, number>> = { m: 1e6, b: 1e9 };

/** Parameters that a name states: `7B`, `124M`, `N=1073741824`; null where it states none. */
export function parametersIn(name: string): number | null {
  const exact = /\bN=(\d+)/.exec(name)?.[1];
  if (exact !== undefined) return Number(exact);
  const sized = /(?:^|[-\s])(\d+(?:\.\d+)?)\s?([MB])\b/i.exec(name);
  const unit = UNITS[sized?.[2]?.toLowerCase() ?? ''];
  return sized?.[1] === undefined || unit === undefined ? null : Number(sized[1]) * unit;
}

/** The kind of task that a record's words mean. */
export function taskKindOf(task: string, dataset: string, model: string): TaskKind {
  const words = `${task} ${dataset} ${model}`.toLowerCase();
  if (/pre-training|lr prediction rule/.test(task)) return 'LM pre-training';
  if (/image classification|imagenet|cifar|mnist/.test(words)) return 'image classification';
  if (/sst-?2/.test(words)) return 'sentiment analysis';
  if (/instruction|sft|dpo|orpo|reward|language-model|lora fine-tuning|fine-tuning default/.test(words))
    return 'causal-LM fine-tuning';
  if (/glue|mnli|cola|mrpc|qnli|qqp|rte|sts-?b/.test(words)) return 'text classification';
  return 'other';
}

/** How the weights were trained, where a record's words say it. */
export function adaptationOf(method: string | null, task: string, kind: TaskKind): string {
  if (method !== null) return method === 'lora+' ? 'lora' : method;
  const stated = /\((LoRA|QLoRA|full)\b/i.exec(task)?.[1];
  if (stated !== undefined) return stated.toLowerCase();
  if (/tuning|sft|dpo|orpo|reward|search/i.test(task) && kind !== 'image classification') return 'full';
  return 'none';
}
