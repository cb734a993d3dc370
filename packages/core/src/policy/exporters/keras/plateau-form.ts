import { kerasReduceOnPlateau } from '../../schedules/keras-plateau.js';
import type { ExportCandidate, ExportInput } from '../exporter.js';
import { float } from '../python/python-body.js';
import { pythonCall, pythonFile } from '../python-text.js';
import { single } from '../../schedules/single-precision.js';
import { singleLawOf } from '../single-law.js';

/**
 * Keras's ReduceLROnPlateau for a plateau without a warm-up whose threshold is absolute; none for another policy. PyTorch's
 * rule is Keras's with one more patience and one more cooldown: Keras reduces at `patience` bad readings where PyTorch
 * waits for more, and counts the reading that ends a cooldown where PyTorch forgives it.
 */
export function plateauForms(input: ExportInput): readonly ExportCandidate[] {
  const law = singleLawOf(input);
  if (law?.node.law !== 'plateau' || law.warmup !== null || law.text('thresholdMode') !== 'absolute') return [];
  const isPytorch = law.text('rule') === 'pytorch';
  const oneMore = isPytorch ? 1 : 0;
  const callback = {
    learningRate: law.number('initial'),
    monitor: law.text('metric'),
    mode: law.text('direction') === 'maximize' ? 'max' : 'min',
    factor: law.number('factor'),
    patience: law.number('patience') + oneMore,
    minDelta: law.number('threshold'),
    cooldown: law.number('cooldown') + oneMore,
    minLearningRate: law.number('minimum'),
  } as const;
  const { learningRate, monitor, mode, factor, patience, minDelta, cooldown, minLearningRate } = callback;
  const call = pythonCall('keras.callbacks.ReduceLROnPlateau', {
    monitor: JSON.stringify(monitor),
    mode: JSON.stringify(mode),
    factor: float(factor),
    patience: String(patience),
    min_delta: float(minDelta),
    cooldown: String(cooldown),
    min_lr: float(minLearningRate),
  });
  return [
    {
      form: 'ReduceLROnPlateau',
      intent: 'law',
      language: 'python',
      code: pythonFile(
        ['import keras'],
        [`# The optimizer's own learning rate, a number.\nlearning_rate = ${float(learningRate)}\ncallback = ${call}`],
      ),
      settings: {
        learning_rate: learningRate,
        monitor,
        mode,
        factor,
        patience,
        min_delta: minDelta,
        cooldown,
        min_lr: minLearningRate,
      },
      learningRateAt: () => single(learningRate),
      replay: kerasReduceOnPlateau(callback),
      precision: 'single',
      groups: new Map(),
      notes: [
        'Give the callback to fit with validation data: it reads the metric at the end of every epoch.',
        `The metric goes by its name in Keras's logs, with val_ in front for validation data; here it is ${monitor}.`,
        'A reading that is no number counts as a bad one; the policy does not hear it.',
        ...(isPytorch
          ? ['Keras counts patience and cooldown one further than PyTorch, so that both are one more here.']
          : []),
      ],
    },
  ];
}
