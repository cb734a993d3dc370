import type { Refusal } from '../refusal/index.js';
import type { Recipe, Task } from '../task/index.js';
import { unfit } from './finding.js';

/**
 * What a task's recipe must satisfy beyond its schema: the settings are the optimiser's own and in range, the adaptation
 * has the fields of its method and no others, and the precision is one that the trainer computes in.
 */
export function checkRecipe(task: Task): readonly Refusal[] {
  const { recipe, trainer } = task;
  return [
    ...optimizerRefusals(recipe.optimizer),
    ...adaptationRefusals(recipe.adaptation),
    ...methodRefusals(task),
    ...precisionRefusals(recipe.precision, trainer.name),
  ];
}

/** Settings that an optimiser has not. A name that is not here is the trainer's to know. */
const FOREIGN_SETTINGS: Readonly<Record<string, readonly (keyof Recipe['optimizer'])[]>> = {
  sgd: ['beta1', 'beta2', 'epsilon'],
  adam: ['momentum', 'nesterov'],
  adamw: ['momentum', 'nesterov'],
};

function optimizerRefusals(optimizer: Recipe['optimizer']): readonly Refusal[] {
  const at = (field: string) => `recipe.optimizer.${field}`;
  const foreign = FOREIGN_SETTINGS[optimizer.name.toLowerCase()] ?? [];
  const refusals = foreign
    .filter((field) => optimizer[field] !== null)
    .map((field) => unfit(at(field), optimizer[field], 'null', `${optimizer.name} has no ${field}.`));
  for (const field of ['momentum', 'beta1', 'beta2'] as const) {
    const value = optimizer[field];
    if (value !== null && (value < 0 || value >= 1))
      refusals.push(unfit(at(field), value, 'at least 0 and below 1', 'an average of gradients forgets nothing at 1.'));
  }
  if (optimizer.epsilon !== null && optimizer.epsilon < 0)
    refusals.push(unfit(at('epsilon'), optimizer.epsilon, 'at least 0', 'it is added to a root.'));
  if (optimizer.weightDecay !== null && optimizer.weightDecay < 0)
    refusals.push(unfit(at('weightDecay'), optimizer.weightDecay, 'at least 0', 'weights would grow by themselves.'));
  if (optimizer.nesterov === true && (optimizer.momentum ?? 0) === 0)
    refusals.push(unfit(at('momentum'), optimizer.momentum, 'above 0', 'Nesterov’s step needs a momentum.'));
  return refusals;
}

type Adaptation = Recipe['adaptation'];

const ADAPTER_FIELDS = ['rank', 'alpha', 'scaling', 'initialization', 'targetModules', 'plusRatio'] as const;
const ADAPTER_NEEDS = ['rank', 'alpha', 'targetModules'] as const;

const isMissing = (value: Adaptation[keyof Adaptation]) =>
  value === null || (Array.isArray(value) && value.length === 0);

/** The fields of the methods that are known; another method by name may have any of them. */
function adaptationRefusals(adaptation: Adaptation): readonly Refusal[] {
  const at = (field: string) => `recipe.adaptation.${field}`;
  const { method, quantization } = adaptation;
  const superfluous = (fields: readonly (keyof Adaptation)[]) =>
    fields
      .filter((field) => adaptation[field] !== null)
      .map((field) => unfit(at(field), adaptation[field], 'null', `the method ${method} has no ${field}.`));
  if (method === 'none' || method === 'full') return superfluous([...ADAPTER_FIELDS, 'quantization']);
  if (method !== 'lora' && method !== 'qlora') return [];
  const missing = ADAPTER_NEEDS.filter((field) => isMissing(adaptation[field])).map((field) =>
    unfit(
      at(field),
      adaptation[field],
      field === 'targetModules' ? 'names of layers' : 'a number',
      `${method} needs it.`,
    ),
  );
  if (method === 'lora') return [...missing, ...superfluous(['quantization'])];
  return quantization === null
    ? [...missing, unfit(at('quantization'), quantization, 'nf4 or int8', 'qlora holds frozen weights quantised.')]
    : missing;
}

/** From scratch there is nothing to adapt; pretrained weights are adapted one way or another. */
function methodRefusals({ recipe, trainer }: Task): readonly Refusal[] {
  const path = 'recipe.adaptation.method';
  const { method } = recipe.adaptation;
  if (trainer.name === 'torch' && trainer.net === 'custom') return [];
  const isPretrained = trainer.name === 'torch' && trainer.model !== null;
  if (isPretrained && method === 'none')
    return [
      unfit(path, method, 'full, lora or qlora', 'a pretrained model is adapted: all of its weights, or adapters.'),
    ];
  if (!isPretrained && method !== 'none')
    return [unfit(path, method, 'none', 'a net that is built from the seed has nothing to adapt.')];
  return [];
}

const PRECISIONS = { embedded: ['fp32'], torch: ['fp32', 'tf32', 'bf16', 'fp16'] } as const;

function precisionRefusals(precision: string, trainer: keyof typeof PRECISIONS): readonly Refusal[] {
  const known: readonly string[] = PRECISIONS[trainer];
  if (known.includes(precision)) return [];
  return [unfit('recipe.precision', precision, known.join(', '), `the ${trainer} trainer does not compute in it.`)];
}
