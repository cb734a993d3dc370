import type { Recipe } from '@ratebook/core/task';
import { TrainerError } from '../../trainer.js';
import { adam } from './adam.js';
import type { Optimizer } from './optimizer.js';
import { sgd } from './sgd.js';

/** The optimiser that a recipe names. Throws a `TrainerError` (`unsupported`) for one that is not built. */
export function optimizerOf(recipe: Recipe['optimizer']): Optimizer {
  const weightDecay = recipe.weightDecay ?? 0;
  switch (recipe.name) {
    case 'sgd':
      return sgd({ momentum: recipe.momentum ?? 0, nesterov: recipe.nesterov ?? false, weightDecay });
    case 'adam':
    case 'adamw':
      return adam({
        beta1: recipe.beta1 ?? 0.9,
        beta2: recipe.beta2 ?? 0.999,
        epsilon: recipe.epsilon ?? 1e-8,
        weightDecay,
        decay: recipe.name === 'adamw' ? 'decoupled' : 'in-gradient',
      });
    default:
      throw new TrainerError(
        'unsupported',
        `The embedded trainer has no optimiser "${recipe.name}".`,
        'It has sgd, adam and adamw.',
      );
  }
}
