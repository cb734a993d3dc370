import { parsePolicyDocument, printPolicy } from '@ratebook/core/policy';
import { valueOrThrow } from '@ratebook/core/refusal';
import type { Recipe } from '@ratebook/core/task';
import { describe, expect, it } from 'vitest';
import { TrainerError } from '../trainer.js';
import { batchOrder } from './batch-order.js';
import { parameterCount } from './nets/net.js';
import { embeddedTasks, flopsPerUpdate, getEmbeddedTask } from './tasks.js';
import { openTask } from './testing/open-task.js';

const tasks = [openTask('digits-mlp'), openTask('wordnet-glosses')];

describe.each(tasks)('the open task $slug', (task) => {
  it('says of its data and net what the trainer finds', async () => {
    const { net, loadData } = getEmbeddedTask(task, task.recipe, 'cpu');
    const { digest, splits } = await loadData();
    expect(task.data.digest).toBe(digest);
    expect(task.data.splits).toEqual({
      train: splits.train.items.length,
      validation: splits.validation.items.length,
      test: splits.test.items.length,
    });
    expect(task.trainer.parameterCount).toBe(parameterCount(net));
    const { updatesPerEpoch } = batchOrder(splits.train.items.length, task.recipe.batch.size, 0);
    expect(task.trainer.updatesPerEpoch).toBe(updatesPerEpoch);
  });

  it('has a baseline policy in normal form', () => {
    const policy = valueOrThrow(parsePolicyDocument(JSON.stringify(task.baseline)));
    expect(policy).toEqual(task.baseline);
    expect(printPolicy(policy)).toMatch(/^constant\(/);
  });
});

describe('what the embedded trainer can run', () => {
  const [task] = tasks;
  if (!task) throw new Error('no task');
  const { recipe } = task;

  it.each<[string, Partial<Recipe>]>([
    ['another precision', { precision: 'bf16' }],
    ['a batch in tokens', { batch: { size: 32, unit: 'tokens' } }],
    ['an adapted model', { adaptation: { ...recipe.adaptation, method: 'lora', rank: 8 } }],
  ])('is not %s', (_, changes) => {
    expect(() => getEmbeddedTask(task, { ...recipe, ...changes }, 'cpu')).toThrow(TrainerError);
  });

  it('costs three forward passes an update', () => {
    const [digits] = embeddedTasks;
    // 64·64 + 64·64 + 64·10 multiplications with additions.
    expect(digits && flopsPerUpdate(digits.net, 32)).toBe(3 * 2 * 8832 * 32);
  });
});
