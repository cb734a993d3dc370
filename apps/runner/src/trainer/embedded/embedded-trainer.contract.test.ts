import { describeTrainerContract } from '../testing/trainer-contract.js';
import { createEmbeddedTrainer } from './embedded-trainer.js';
import { openTask } from './testing/open-task.js';

for (const [slug, learningRate] of [
  ['digits-mlp', 0.05],
  ['wordnet-glosses', 0.01],
] as const) {
  const task = openTask(slug);
  // One worker for all tests of a task: it must not carry anything from one training into the next.
  const trainer = createEmbeddedTrainer();
  describeTrainerContract({
    name: `embedded (${slug})`,
    createTrainer: () => trainer,
    job: { task, recipe: task.recipe, device: 'cpu' },
    learningRate,
  });
}
