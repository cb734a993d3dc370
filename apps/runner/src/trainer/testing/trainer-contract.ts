import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parsePredictions } from '@ratebook/core/run';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StartMessage, TrainerErrorCode, TrainerEvent } from '../protocol.js';
import { TrainerError, type Trainer, type Training } from '../trainer.js';

/** What the contract needs to know of a trainer that it is run on. */
export interface TrainerUnderTest {
  readonly name: string;
  readonly createTrainer: () => Trainer;
  /** A task that it can run, and its recipe, on the device of this machine. */
  readonly job: Pick<StartMessage, 'task' | 'recipe' | 'device'>;
  /** A learning rate at which the task's loss stays finite. */
  readonly learningRate: number;
}

const UPDATES = 12;
const CHECKPOINT_EVERY = 4;
/** Largest relative distance of an applied learning rate from the asked one: half a unit in float32's last place. */
const FLOAT32_ROUNDING = 2 ** -24;

/** Every law of the protocol that all trainers keep, each as a test. Call it at the top level of a test file. */
export function describeTrainerContract(underTest: TrainerUnderTest): void {
  describe(`the trainer protocol, kept by ${underTest.name}`, () => {
    let directory = '';
    let trainer: Trainer;
    let training: Training | null = null;

    beforeEach(async () => {
      directory = await mkdtemp(join(tmpdir(), 'ratebook-trainer-'));
      trainer = underTest.createTrainer();
    });
    afterEach(async () => {
      await training?.close();
      await rm(directory, { recursive: true, force: true });
    });

    const startMessage = (changes: Partial<StartMessage> = {}): StartMessage => ({
      type: 'start',
      protocol: 1,
      ...underTest.job,
      budget: { unit: 'updates', amount: UPDATES, updates: UPDATES },
      seed: 3_000_000_001,
      dataSeed: 7,
      directory,
      resumeFrom: null,
      checkpointEvery: CHECKPOINT_EVERY,
      evaluateAt: [0, 4, UPDATES],
      ...changes,
    });
    // Every update another learning rate, so that an off-by-one shows.
    const learningRates = Array.from({ length: UPDATES }, (_, t) => underTest.learningRate * (1 - t / 24));
    const start = async (changes: Partial<StartMessage> = {}) =>
      (training = await trainer.start(startMessage(changes)));
    const sendRates = (to: Training, from = 0, until = UPDATES) =>
      to.send({ type: 'rates', from, learningRates: { default: learningRates.slice(from, until) } });
    const runToEnd = async (changes: Partial<StartMessage> = {}, from = 0) => {
      const started = await start(changes);
      sendRates(started, from);
      return collect(started);
    };

    it('says what it trains before anything else, the same for the same start', async () => {
      const first = (await start()).ready;
      await training?.close();
      const second = (await start()).ready;
      expect(first).toMatchObject({ protocol: 1, trainer: trainer.name, dataDigest: underTest.job.task.data.digest });
      expect(first.groups[0]).toBe('default');
      expect(first.trainableParameters).toBeLessThanOrEqual(first.parameters);
      expect(second).toEqual(first);
    });

    it('makes every update once, in order, at the learning rate that it was handed', async () => {
      const updates = (await runToEnd()).filter((event) => event.type === 'update');
      expect(updates.map(({ t }) => t)).toEqual(learningRates.map((_, t) => t));
      for (const { t, learningRates: applied } of updates) {
        const asked = learningRates[t] ?? NaN;
        expect(Math.abs((applied['default'] ?? NaN) - asked)).toBeLessThanOrEqual(FLOAT32_ROUNDING * asked);
      }
    });

    it('evaluates where it was told, the test split once and at the end of a whole training', async () => {
      const evaluations = (await runToEnd()).filter((event) => event.type === 'evaluation');
      expect(evaluations.map(({ t, split }) => [t, split])).toEqual([
        [0, 'validation'],
        [4, 'validation'],
        [UPDATES, 'validation'],
        [UPDATES, 'test'],
      ]);
      for (const { metrics } of evaluations) expect(metrics).toHaveProperty(underTest.job.task.metric.name);
    });

    it('never measures the test split in a prefix of the budget', async () => {
      const started = await start({ evaluateAt: [0, 6] });
      sendRates(started);
      const events = await collect(started);
      expect(events.filter((event) => event.type === 'evaluation').map(({ split }) => split)).toEqual([
        'validation',
        'validation',
      ]);
      expect(events.at(-1)).toEqual({ type: 'finished', status: 'completed', t: 6 });
    });

    it('gives a prediction for every item of the test split, in agreement with its metric', async () => {
      const test = (await runToEnd()).find((event) => event.type === 'evaluation' && event.split === 'test');
      if (test?.type !== 'evaluation' || test.predictions === null) throw new Error('no predictions');
      const parsed = parsePredictions(JSON.parse(await readFile(test.predictions, 'utf8')));
      if (!parsed.ok) throw new Error(parsed.refusals[0]?.message);
      const { item, predicted, logLoss } = parsed.value;
      expect(new Set(item).size).toBe(underTest.job.task.data.splits.test);
      expect([predicted.length, logLoss.length]).toEqual([item.length, item.length]);
      const meanLoss = logLoss.reduce<number>((sum, value) => sum + (value ?? NaN), 0) / logLoss.length;
      expect(meanLoss).toBeCloseTo(test.metrics['loss'] ?? NaN, 9);
    });

    it('repeats a training bit for bit', async () => {
      const first = await runToEnd();
      expect(await runToEnd()).toEqual(first);
    });

    it('gives another training for another seed, and for another data order', async () => {
      const losses = async (changes: Partial<StartMessage>) =>
        (await runToEnd(changes)).flatMap((event) => (event.type === 'update' ? [event.loss] : []));
      const first = await losses({});
      expect(await losses({ seed: 1 })).not.toEqual(first);
      expect(await losses({ dataSeed: 1 })).not.toEqual(first);
    });

    it('goes on from a checkpoint with the events of the run that was never stopped, bit for bit', async () => {
      const whole = await runToEnd();
      const at = whole.findIndex((event) => event.type === 'checkpoint' && event.t === CHECKPOINT_EVERY);
      const checkpoint = whole[at];
      if (checkpoint?.type !== 'checkpoint') throw new Error('no checkpoint');
      // The first checkpoint is kept until two newer ones are there, so it can still be read here.
      const { t, path, sha256 } = checkpoint;
      expect(await runToEnd({ resumeFrom: { t, path, sha256 } }, t)).toEqual(whole.slice(at + 1));
    });

    it('waits for learning rates, and makes no update without one', async () => {
      const started = await start({ evaluateAt: [UPDATES] });
      const events = started.events[Symbol.asyncIterator]();
      sendRates(started, 0, 1);
      expect(await events.next()).toMatchObject({ value: { type: 'update', t: 0 } });
      const second = events.next();
      sendRates(started, 1, 2);
      expect(await second).toMatchObject({ value: { type: 'update', t: 1 } });
    });

    it('stops where it is when it is aborted, and says how far it came', async () => {
      const started = await start({ evaluateAt: [UPDATES] });
      sendRates(started, 0, 2);
      const events: TrainerEvent[] = [];
      for await (const event of started.events) {
        events.push(event);
        if (event.type === 'update' && event.t === 1) started.send({ type: 'abort', reason: 'the person said so' });
      }
      expect(events.at(-1)).toEqual({ type: 'finished', status: 'abandoned', t: 2 });
    });

    it('evaluates and closes when it is told to finish early', async () => {
      const started = await start({ evaluateAt: [UPDATES] });
      sendRates(started, 0, 2);
      const events: TrainerEvent[] = [];
      for await (const event of started.events) {
        if (event.type !== 'usage') events.push(event);
        if (event.type === 'update' && event.t === 1) started.send({ type: 'finish', reason: 'pruned' });
      }
      expect(events.slice(-2)).toMatchObject([
        { type: 'evaluation', t: 2, split: 'validation' },
        { type: 'finished', status: 'pruned', t: 2 },
      ]);
    });

    it('trains again after a training was closed in the middle', async () => {
      const broken = await start();
      sendRates(broken, 0, 2);
      await broken.close();
      expect((await runToEnd()).at(-1)).toEqual({ type: 'finished', status: 'completed', t: UPDATES });
    });

    it('puts nothing on the wire that JSON cannot carry', async () => {
      const events = await runToEnd();
      expect(JSON.parse(JSON.stringify(events))).toEqual(events);
    });

    const refusal = (changes: Partial<StartMessage>): Promise<unknown> =>
      trainer.start(startMessage(changes)).then(
        () => {
          throw new Error('The training began.');
        },
        (error: unknown) => error,
      );
    const refusesWith = async (code: TrainerErrorCode, changes: Partial<StartMessage>) => {
      const error = await refusal(changes);
      expect(error).toBeInstanceOf(TrainerError);
      expect(error).toMatchObject({ code });
      expect((error as TrainerError).hint).not.toBe('');
    };
    const { task, recipe } = underTest.job;

    it('refuses data that are not those of the task', () =>
      refusesWith('digest-mismatch', { task: { ...task, data: { ...task.data, digest: '0'.repeat(64) } } }));

    it('refuses a checkpoint that has changed', async () => {
      const checkpoint = (await runToEnd()).find((event) => event.type === 'checkpoint');
      if (checkpoint?.type !== 'checkpoint') throw new Error('no checkpoint');
      await refusesWith('digest-mismatch', {
        resumeFrom: { t: checkpoint.t, path: checkpoint.path, sha256: '0'.repeat(64) },
      });
    });

    it('refuses a checkpoint that is not there', () =>
      refusesWith('data-missing', {
        resumeFrom: { t: 4, path: join(directory, 'nowhere.bin'), sha256: '0'.repeat(64) },
      }));

    it('refuses an optimiser, a net and a device that it has not', async () => {
      await refusesWith('unsupported', { recipe: { ...recipe, optimizer: { ...recipe.optimizer, name: 'wishful' } } });
      const { parameterCount, updatesPerEpoch, tokensPerUpdate, expectedSeconds } = task.trainer;
      const sizes = { parameterCount, updatesPerEpoch, tokensPerUpdate, expectedSeconds };
      const strange = { name: 'embedded', net: 'no-such-net', ...sizes } as const;
      await refusesWith('unsupported', { task: { ...task, trainer: strange } });
      await refusesWith('unsupported', { device: 'abacus' });
    });

    it('ends with an error where a block of learning rates does not follow the last one', async () => {
      const started = await start({ evaluateAt: [UPDATES] });
      started.send({ type: 'rates', from: 5, learningRates: { default: [0.1] } });
      expect(await collect(started)).toMatchObject([{ type: 'error', code: 'internal' }]);
    });

    it('ends with an error where it is handed a group that it has not', async () => {
      const started = await start({ evaluateAt: [UPDATES] });
      started.send({ type: 'rates', from: 0, learningRates: { default: [0.1], 'no-such-group': [0.1] } });
      expect(await collect(started)).toMatchObject([{ type: 'error', code: 'unsupported' }]);
    });
  });
}

/** All that a training says, but for what it cost the machine: that is another figure every time. */
async function collect(training: Training): Promise<TrainerEvent[]> {
  const events: TrainerEvent[] = [];
  for await (const event of training.events) if (event.type !== 'usage') events.push(event);
  return events;
}
