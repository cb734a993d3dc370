/** A rule of thumb: a learning rate without a measurement, with where it comes from. */
export interface FormulaRule {
  readonly id: string;
  readonly title: string;
  /** A line of the policy language at the rule's middle. */
  readonly notation: string;
  readonly low: number;
  readonly high: number;
  readonly sentence: string;
  readonly source: string;
  /** Whom the rule speaks to. Absent: everybody. */
  readonly optimizers?: readonly string[];
  readonly adaptations?: readonly string[];
}

/** What is asked: null where the person did not say. */
export interface FormulaQuestion {
  readonly adaptation: string | null;
  readonly optimizer: string | null;
}

const FINE_TUNED = ['full', 'lora', 'qlora'];

/** The rules that a newcomer is told, and the defaults that tools apply when nobody says anything. */
export const formulaRules: readonly FormulaRule[] = Object.freeze([
  {
    id: 'sgd',
    title: 'SGD, from scratch',
    notation: 'constant(0.1)',
    low: 0.1,
    high: 0.1,
    sentence: 'Start SGD with momentum at 0.1, and lower it in steps or along a cosine; with smaller batches, lower.',
    source: 'He et al. 2016 (ResNet), section 3.4: SGD starts at 0.1, batch 256',
    optimizers: ['SGD'],
    adaptations: ['none'],
  },
  {
    id: 'adam',
    title: 'Adam, from scratch',
    notation: 'constant(1e-3)',
    low: 1e-3,
    high: 1e-3,
    sentence: 'Start Adam at 1e-3; it is the default of the paper and of the frameworks.',
    source: 'Kingma and Ba 2015 (Adam), algorithm 1: good default settings; torch.optim.Adam and Keras default to it',
    optimizers: ['Adam', 'AdamW'],
    adaptations: ['none'],
  },
  {
    id: 'transformer-fine-tuning',
    title: 'Fine-tuning a transformer, all weights',
    notation: 'linear(3e-5, warmup=3%)',
    low: 1e-5,
    high: 1e-4,
    sentence: 'Fine-tune a pretrained transformer with Adam between 1e-5 and 1e-4, lower than it was pre-trained with.',
    source: 'Devlin et al. 2019 (BERT), appendix A.3: 5e-5, 3e-5, 2e-5 work well across tasks',
    optimizers: ['Adam', 'AdamW'],
    adaptations: ['full'],
  },
  {
    id: 'lora-ten-times',
    title: 'LoRA: ten times the full fine-tuning rate',
    notation: 'cosine(3e-4, warmup=3%)',
    low: 1e-4,
    high: 1e-3,
    sentence:
      'With LoRA take about ten times the rate of full fine-tuning; nearly independent of the rank where the scaling is alpha / rank.',
    source: 'Schulman and Thinking Machines Lab 2025 (LoRA Without Regret), read second-hand',
    optimizers: ['Adam', 'AdamW'],
    adaptations: ['lora', 'qlora'],
  },
  {
    id: 'transformers-default',
    title: 'What Transformers does when nobody says anything',
    notation: 'linear(5e-5)',
    low: 5e-5,
    high: 5e-5,
    sentence: 'TrainingArguments defaults to 5e-5, linear to 0, without warm-up.',
    source: 'transformers, TrainingArguments: learning_rate 5e-5, lr_scheduler_type linear, warmup_steps 0',
    optimizers: ['AdamW'],
    adaptations: FINE_TUNED,
  },
] satisfies readonly FormulaRule[]);

function speaksTo(listed: readonly string[] | undefined, asked: string | null): boolean {
  return listed === undefined || asked === null || listed.some((one) => one.toLowerCase() === asked.toLowerCase());
}

/** The rules that speak to a question, in the order of the table. */
export function formulaPolicies({ adaptation, optimizer }: FormulaQuestion): readonly FormulaRule[] {
  return formulaRules.filter((rule) => speaksTo(rule.adaptations, adaptation) && speaksTo(rule.optimizers, optimizer));
}

export const EVIDENCE_ORDER = ['MEASURED_HERE', 'MEASURED_NEAR', 'IMPORTED', 'PUBLISHED', 'FORMULA'] as const;
/** How good the ground of an answer is, best first. */
export type EvidenceKind = (typeof EVIDENCE_ORDER)[number];

/** Orders answers: better evidence first; published ones with a metric before those with a recipe only. */
export function compareEvidence(
  a: { readonly evidence: EvidenceKind; readonly isMeasured: boolean },
  b: { readonly evidence: EvidenceKind; readonly isMeasured: boolean },
): number {
  const byKind = EVIDENCE_ORDER.indexOf(a.evidence) - EVIDENCE_ORDER.indexOf(b.evidence);
  return byKind !== 0 ? byKind : Number(b.isMeasured) - Number(a.isMeasured);
}
