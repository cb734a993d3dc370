import { digestText } from '../canonical/index.js';
import type { Task } from '../task/index.js';

/** A small classification task: 40 updates of 16 examples, four evaluations, single precision. Other fields as given. */
export function forgeTask(changes: Partial<Task> = {}): Task {
  return {
    version: 1,
    slug: 'forged-digits',
    taskVersion: 1,
    kind: 'image classification',
    model: 'forged-net',
    data: {
      name: 'Forged digits',
      digest: digestText('forged digits'),
      splits: { train: 128, validation: 64, test: 64 },
    },
    metric: { name: 'accuracy', direction: 'maximize', unit: 'share' },
    evaluateAt: [0.25, 0.5, 0.75, 1],
    budget: { unit: 'updates', amount: 40 },
    recipe: {
      optimizer: {
        name: 'sgd',
        momentum: 0.9,
        nesterov: false,
        beta1: null,
        beta2: null,
        epsilon: null,
        weightDecay: 0,
      },
      batch: { size: 16, unit: 'examples' },
      precision: 'fp32',
      gradientClipNorm: null,
      adaptation: {
        method: 'none',
        rank: null,
        alpha: null,
        scaling: null,
        initialization: null,
        targetModules: null,
        plusRatio: null,
        quantization: null,
      },
    },
    baseline: { version: 1, law: 'constant', learningRate: 0.1 },
    controlShare: 0.5,
    targets: null,
    calibration: { runs: 20, mean: 0.9, standardDeviation: 0.01, chance: 0.1 },
    trainer: {
      name: 'embedded',
      net: 'forged-net',
      parameterCount: 1000,
      updatesPerEpoch: 8,
      tokensPerUpdate: null,
      expectedSeconds: 1,
    },
    ...changes,
  };
}
