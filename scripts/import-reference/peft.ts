import type { Citation } from '../../packages/core/src/citation/index.js';
import { readPolicy } from './policy-line.js';

/** One run of PEFT's method comparison. */
export interface PeftRun {
  readonly experiment: string;
  readonly method: string;
  readonly batchSize: number;
  readonly optimizer: string;
  readonly optimizerKwargs: { readonly lr: number };
  readonly lrScheduler: string;
  readonly loraRank: number | null;
  readonly loraAlpha: number | null;
  readonly accelerator: string;
  readonly createdAt: string;
  readonly testAccuracy: number;
}

// 10% of the comparison's 5,000 updates.
const WARMUP_UPDATES = 500;

/** A run of the comparison as a citation: measured, with its whole record, curve included, in `facts`. */
export function peftCitation(run: PeftRun): Citation {
  const peak = run.optimizerKwargs.lr;
  const { policy } = readPolicy('WARMUP_COSINE', { peak, end: 0, warmupSteps: WARMUP_UPDATES });
  return {
    id: `peft-metamathqa-${run.experiment.replaceAll('--', '-')}`,
    kind: 'result',
    evidence: 'measured',
    model: 'llama-3.2-3b',
    modelName: 'meta-llama/Llama-3.2-3B',
    dataset: 'MetaMathQA → GSM8K',
    taskKind: 'causal-LM fine-tuning',
    policy,
    peakLearningRate: peak,
    low: null,
    high: null,
    optimizer: run.optimizer,
    batchSize: run.batchSize,
    adaptation: run.method === 'full-finetuning' ? 'full' : run.method,
    rank: run.loraRank,
    alpha: run.loraAlpha,
    metric: { name: 'GSM8K test accuracy', value: run.testAccuracy, direction: 'maximize', unit: 'share' },
    read: [
      `${run.experiment}: 5,000 updates on one ${run.accelerator}, seed 0, with an evaluation every 250 updates.`,
      'The curve of the run, its memory, time and versions are in the record.',
    ],
    inferred: ['The scheduler named "cosine" there is 500 updates of linear warm-up, then half a cosine to 0.'],
    conflicts: [],
    source: {
      text: `PEFT method comparison at commit 5d602fdb: MetaMathQA, ${run.experiment}`,
      url: 'https://github.com/huggingface/peft/tree/5d602fdb/method_comparison/MetaMathQA',
      licence: 'Apache-2.0',
      sourceRead: true,
      date: run.createdAt,
    },
    facts: run as unknown as Citation['facts'],
  };
}
