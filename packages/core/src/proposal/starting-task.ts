import type { Recipe, Task, TorchTrainer } from '../task/index.js';
import { UNMEASURED_DIGEST } from './check-task.js';

/** What a task of one's own can start from. */
export const STARTING_TASKS = [
  'image-classification',
  'text-classification',
  'text-classification-lora',
  'causal-lm',
  'causal-lm-lora',
  'custom',
] as const;
export type StartingTask = (typeof STARTING_TASKS)[number];

/**
 * A whole task document of a kind, ready to edit: it passes `checkTask` as it is, and what only a training can tell (the
 * digest of the data, sizes) is written as unmeasured or as a guess that `ratebook task check --train` corrects. The
 * learning rates of the baselines are where published recipes of that kind begin: 0.1 for SGD, 2e-5 for full fine-tuning,
 * ten times that for LoRA.
 */
export function startingTask(kind: StartingTask, slug: string): Task {
  return { ...COMMON, ...partsOf(kind), slug, version: 1, taskVersion: 1, targets: null, calibration: null };
}

type Parts = Pick<Task, 'kind' | 'model' | 'data' | 'metric' | 'budget' | 'recipe' | 'baseline' | 'trainer'>;

const COMMON = { evaluateAt: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1], controlShare: 0.05 };

const ACCURACY = { name: 'accuracy', direction: 'maximize', unit: 'share' } as const;
const LOSS = { name: 'loss', direction: 'minimize', unit: 'nats' } as const;

function partsOf(kind: StartingTask): Parts {
  switch (kind) {
    case 'image-classification':
      return imageClassification;
    case 'text-classification':
      return textClassification(FULL, 2e-5);
    case 'text-classification-lora':
      return textClassification(lora(['query', 'value']), 2e-4);
    case 'causal-lm':
      return causalLm(FULL, 2e-5);
    case 'causal-lm-lora':
      return causalLm(lora(['q_proj', 'v_proj']), 2e-4);
    case 'custom':
      return custom;
  }
}

const NO_ADAPTATION: Recipe['adaptation'] = {
  method: 'none',
  rank: null,
  alpha: null,
  scaling: null,
  initialization: null,
  targetModules: null,
  plusRatio: null,
  quantization: null,
};
const FULL: Recipe['adaptation'] = { ...NO_ADAPTATION, method: 'full' };
const lora = (targetModules: string[]): Recipe['adaptation'] => ({
  ...NO_ADAPTATION,
  method: 'lora',
  rank: 16,
  alpha: 32,
  scaling: 'alpha/r',
  targetModules,
});

const SGD: Recipe['optimizer'] = {
  name: 'sgd',
  momentum: 0.9,
  nesterov: false,
  beta1: null,
  beta2: null,
  epsilon: null,
  weightDecay: 5e-4,
};
const ADAMW: Recipe['optimizer'] = {
  name: 'adamw',
  momentum: null,
  nesterov: null,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0.01,
};

const cosine = (peak: number): Task['baseline'] => ({ version: 1, law: 'cosine', peak, end: 0, cycles: 0.5 });
const linearWithWarmup = (initial: number): Task['baseline'] => ({
  version: 1,
  law: 'linear',
  initial,
  end: 0,
  warmup: { length: { ratio: 0.06 }, from: 0, shape: 'linear' },
});

/** What a PyTorch trainer has where nothing else is said. */
const PLAIN = {
  name: 'torch',
  tokensPerUpdate: null,
  sequenceLength: null,
  packing: false,
  microBatch: null,
  scriptDigest: null,
} as const;
const LOCAL_DATA: TorchTrainer['data'] = {
  source: 'directory',
  name: 'my-data',
  configuration: null,
  revision: null,
  fields: {},
  splits: null,
  template: null,
};

const imageClassification: Parts = {
  kind: 'image classification',
  model: 'resnet-8',
  data: { name: 'Fashion-MNIST', digest: UNMEASURED_DIGEST, splits: { train: 55_000, validation: 5000, test: 10_000 } },
  metric: ACCURACY,
  budget: { unit: 'epochs', amount: 10 },
  recipe: {
    optimizer: SGD,
    batch: { size: 128, unit: 'examples' },
    precision: 'fp32',
    gradientClipNorm: null,
    adaptation: NO_ADAPTATION,
  },
  baseline: cosine(0.1),
  trainer: {
    ...PLAIN,
    net: 'resnet',
    parameterCount: 77_562,
    updatesPerEpoch: 429,
    expectedSeconds: 300,
    model: null,
    data: { ...LOCAL_DATA, name: 'fashion-mnist' },
  },
};

const textClassification = (adaptation: Recipe['adaptation'], learningRate: number): Parts => ({
  kind: 'sentiment analysis',
  model: 'roberta-base',
  data: { name: 'SST-2 (GLUE)', digest: UNMEASURED_DIGEST, splits: { train: 65_349, validation: 2000, test: 872 } },
  metric: ACCURACY,
  budget: { unit: 'epochs', amount: 3 },
  recipe: {
    optimizer: ADAMW,
    batch: { size: 32, unit: 'examples' },
    precision: 'bf16',
    gradientClipNorm: 1,
    adaptation,
  },
  baseline: linearWithWarmup(learningRate),
  trainer: {
    ...PLAIN,
    net: 'text-classifier',
    parameterCount: 124_647_170,
    updatesPerEpoch: 2042,
    expectedSeconds: 1200,
    model: { source: 'hub', name: 'FacebookAI/roberta-base', revision: null },
    data: {
      ...LOCAL_DATA,
      source: 'hub',
      name: 'nyu-mll/glue',
      configuration: 'sst2',
      fields: { text: 'sentence', label: 'label' },
      splits: { train: 'train[2000:]', validation: 'train[:2000]', test: 'validation' },
    },
    sequenceLength: 128,
  },
});

const causalLm = (adaptation: Recipe['adaptation'], learningRate: number): Parts => ({
  kind: 'causal-LM fine-tuning',
  model: 'smollm2-135m',
  data: { name: 'GSM8K', digest: UNMEASURED_DIGEST, splits: { train: 6973, validation: 500, test: 1319 } },
  metric: LOSS,
  budget: { unit: 'epochs', amount: 3 },
  recipe: {
    optimizer: ADAMW,
    batch: { size: 16, unit: 'examples' },
    precision: 'bf16',
    gradientClipNorm: 1,
    adaptation,
  },
  baseline: linearWithWarmup(learningRate),
  trainer: {
    ...PLAIN,
    net: 'causal-lm',
    parameterCount: 134_515_008,
    updatesPerEpoch: 435,
    expectedSeconds: 1800,
    model: { source: 'hub', name: 'HuggingFaceTB/SmolLM2-135M', revision: null },
    data: {
      ...LOCAL_DATA,
      source: 'hub',
      name: 'openai/gsm8k',
      configuration: 'main',
      fields: { prompt: 'question', answer: 'answer' },
      splits: { train: 'train[:6973]', validation: 'train[6973:]', test: 'test' },
      template: 'Question: {prompt}\nAnswer:',
    },
    sequenceLength: 512,
    microBatch: 4,
  },
});

const custom: Parts = {
  kind: 'other',
  model: 'my-model',
  data: { name: 'My data', digest: UNMEASURED_DIGEST, splits: { train: 10_000, validation: 1000, test: 1000 } },
  metric: LOSS,
  budget: { unit: 'epochs', amount: 10 },
  recipe: {
    optimizer: ADAMW,
    batch: { size: 32, unit: 'examples' },
    precision: 'fp32',
    gradientClipNorm: null,
    adaptation: NO_ADAPTATION,
  },
  baseline: cosine(1e-3),
  trainer: {
    ...PLAIN,
    net: 'custom',
    parameterCount: 1000,
    updatesPerEpoch: 312,
    expectedSeconds: 300,
    model: { source: 'directory', name: 'my-task.py', revision: null },
    data: LOCAL_DATA,
    scriptDigest: UNMEASURED_DIGEST,
  },
};
