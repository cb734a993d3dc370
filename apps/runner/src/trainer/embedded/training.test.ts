import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Recipe, Task } from '@ratebook/core/task';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrainerEvent } from '../protocol.js';
import { createEmbeddedTrainer } from './embedded-trainer.js';
import { openTask } from './testing/open-task.js';

const trainer = createEmbeddedTrainer();
let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ratebook-training-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** A training at one learning rate, validation alone. */
async function train(
  task: Task,
  learningRate: number,
  updates: number,
  changes: Partial<Recipe> = {},
): Promise<TrainerEvent[]> {
  const training = await trainer.start({
    type: 'start',
    protocol: 1,
    task,
    recipe: { ...task.recipe, ...changes },
    budget: { unit: 'updates', amount: updates + 1, updates: updates + 1 },
    seed: 1,
    dataSeed: 2,
    device: 'cpu',
    directory,
    resumeFrom: null,
    checkpointEvery: null,
    evaluateAt: [0, updates],
  });
  training.send({ type: 'rates', from: 0, learningRates: { default: new Array<number>(updates).fill(learningRate) } });
  const events: TrainerEvent[] = [];
  for await (const event of training.events) events.push(event);
  return events;
}

const validations = (events: readonly TrainerEvent[]) =>
  events.flatMap((event) => (event.type === 'evaluation' ? [event.metrics] : []));

describe('the embedded nets learn', () => {
  it('digits: nine in ten after 150 updates of SGD', async () => {
    const [start, end] = validations(await train(openTask('digits-mlp'), 0.05, 150));
    expect(start?.['accuracy']).toBeLessThan(0.25);
    expect(end?.['accuracy']).toBeGreaterThan(0.9);
  });

  it('glosses: twice as many as the largest class has, after 150 updates of AdamW', async () => {
    const [start, end] = validations(await train(openTask('wordnet-glosses'), 0.01, 150));
    expect(start?.['loss']).toBeCloseTo(Math.log(45), 0);
    expect(end?.['accuracy']).toBeGreaterThan(0.3);
  });

  it('digits with Adam and with Nesterov momentum too', async () => {
    const task = openTask('digits-mlp');
    const { optimizer } = task.recipe;
    const adam = {
      ...optimizer,
      name: 'adam',
      momentum: null,
      nesterov: null,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
    };
    expect(validations(await train(task, 0.005, 100, { optimizer: adam }))[1]?.['accuracy']).toBeGreaterThan(0.85);
    const nesterov = { ...optimizer, nesterov: true };
    expect(validations(await train(task, 0.03, 100, { optimizer: nesterov }))[1]?.['accuracy']).toBeGreaterThan(0.85);
  });
});

describe('a learning rate that is too high', () => {
  it.each([1, 3, 100])(
    '%d ends a digits training as diverged, the loss null and nothing after it',
    async (learningRate) => {
      const events = await train(openTask('digits-mlp'), learningRate, 400);
      const last = events.at(-1);
      expect(last).toMatchObject({ type: 'finished', status: 'diverged' });
      const updates = events.filter((event) => event.type === 'update');
      expect(updates.at(-1)?.loss).toBeNull();
      expect(updates.slice(0, -1).every(({ loss }) => loss !== null)).toBe(true);
      expect(last?.type === 'finished' && last.t).toBe(updates.length);
      expect(validations(events)).toHaveLength(1);
    },
  );

  it('is not tried where it is no float32', async () => {
    const events = await train(openTask('digits-mlp'), 1e39, 2);
    expect(events.at(-1)).toMatchObject({ type: 'error', code: 'non-finite' });
  });
});
