import { valueOrThrow } from '@ratebook/core/refusal';
import { parseTask, type Task } from '@ratebook/core/task';
import { openTask } from '../../embedded/testing/open-task.js';

/** LeNet on the digits that come with the runner: the same data, split and recipe as the embedded trainer's digits-mlp. */
export function lenetTask(): Task {
  return valueOrThrow(
    parseTask({
      ...openTask('digits-mlp'),
      slug: 'digits-lenet',
      model: 'lenet',
      trainer: {
        name: 'torch',
        net: 'lenet',
        parameterCount: 10_000,
        updatesPerEpoch: 34,
        tokensPerUpdate: null,
        expectedSeconds: 5,
        model: null,
        data: {
          source: 'package',
          name: 'digits',
          configuration: null,
          revision: null,
          fields: {},
          splits: null,
          template: null,
        },
        sequenceLength: null,
        packing: false,
        microBatch: null,
        scriptDigest: null,
      },
    }),
  );
}
