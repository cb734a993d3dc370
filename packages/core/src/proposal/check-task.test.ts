import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forgeTask } from '../testing/index.js';
import { parseTask, type Task } from '../task/index.js';
import { checkTask, STARTING_TASKS, startingTask, UNMEASURED_DIGEST, unmeasuredData } from './index.js';

type TorchTask = Task & { readonly trainer: Extract<Task['trainer'], { name: 'torch' }> };

function torchTask(kind: (typeof STARTING_TASKS)[number]): TorchTask {
  const task = startingTask(kind, 'mine');
  if (task.trainer.name !== 'torch') throw new Error('Starting tasks are of the PyTorch worker.');
  return { ...task, trainer: task.trainer };
}

const refusedPaths = (task: Task) => checkTask(task).refusals.map(({ path }) => path);
const warnedPaths = (task: Task) => checkTask(task).warnings.map(({ path }) => path);
const withTrainer = (task: TorchTask, changes: Partial<TorchTask['trainer']>): Task => ({
  ...task,
  trainer: { ...task.trainer, ...changes },
});
const withRecipe = (task: Task, changes: Partial<Task['recipe']>): Task => ({
  ...task,
  recipe: { ...task.recipe, ...changes },
});

describe('a starting task', () => {
  it('is a task of its kind that passes as it is, under any slug', () => {
    const slugs = fc.stringMatching(/^[a-z0-9](?:[a-z0-9.-]{0,78}[a-z0-9])?$/);
    fc.assert(
      fc.property(fc.constantFrom(...STARTING_TASKS), slugs, (kind, slug) => {
        const task = startingTask(kind, slug);
        expect(parseTask(JSON.parse(JSON.stringify(task)))).toEqual({ ok: true, value: task });
        expect(checkTask(task).refusals).toEqual([]);
        expect(task).toMatchObject({ slug, taskVersion: 1, targets: null, calibration: null });
      }),
    );
  });

  it('says that its data were not measured', () => {
    for (const kind of STARTING_TASKS) {
      const task = startingTask(kind, 'mine');
      expect(unmeasuredData(task)).toMatchObject({ code: 'task.unfit', path: 'data.digest' });
      expect(warnedPaths(task)).toContain('data.digest');
    }
    expect(unmeasuredData(forgeTask())).toBeNull();
  });
});

describe('the baseline', () => {
  it('is refused where a share of the budget cannot have it, with that share', () => {
    const baseline = {
      version: 1,
      law: 'linear',
      initial: 0.1,
      end: 0,
      warmup: { length: { steps: 10 }, from: 0, shape: 'linear' },
    };
    expect(checkTask(forgeTask({ baseline })).refusals).toMatchObject([
      {
        code: 'policy.warmup-too-long',
        message: expect.stringMatching(/^At 0.25 of the budget \(10 updates\): /) as string,
      },
    ]);
  });

  it('stands in normal form, and is above 0 somewhere', () => {
    expect(checkTask(forgeTask({ baseline: { version: 1, law: 'cosine', peak: 0.1 } })).refusals).toMatchObject([
      { path: 'baseline', expected: '{"version":1,"law":"cosine","peak":0.1,"end":0,"cycles":0.5}' },
    ]);
    expect(refusedPaths(forgeTask({ baseline: { version: 1, law: 'constant', learningRate: 0 } }))).toEqual([
      'baseline',
    ]);
    expect(refusedPaths(forgeTask({ baseline: { version: 1, law: 'nothing' } }))).toEqual(['baseline.law']);
  });

  it('hears only what the task measures', () => {
    const baseline = {
      version: 1,
      law: 'plateau',
      initial: 0.1,
      factor: 0.1,
      patience: 2,
      threshold: 1e-4,
      thresholdMode: 'relative',
      direction: 'maximize',
      cooldown: 0,
      minimum: 0,
      epsilon: 1e-8,
      metric: 'f1',
      rule: 'pytorch',
    };
    expect(checkTask(forgeTask({ baseline })).refusals).toMatchObject([{ code: 'metric.unknown', path: 'baseline' }]);
    expect(refusedPaths(forgeTask({ baseline: { ...baseline, metric: 'loss', direction: 'minimize' } }))).toEqual([]);
  });
});

describe('lengths', () => {
  it('in tokens need the size of an update', () => {
    expect(refusedPaths(forgeTask({ budget: { unit: 'tokens', amount: 1e6 } }))).toEqual(['budget.unit']);
  });

  it('are doubtful where points coincide, nobody looks in time, or a control is a few updates', () => {
    expect(warnedPaths(forgeTask())).not.toContain('evaluateAt');
    expect(warnedPaths(forgeTask({ evaluateAt: [0.26, 0.27, 0.28, 1] }))).toContain('evaluateAt');
    expect(warnedPaths(forgeTask({ evaluateAt: [0.6, 1] }))).toContain('evaluateAt');
    expect(warnedPaths(forgeTask({ controlShare: 0.1 }))).toContain('controlShare');
  });
});

describe('splits', () => {
  const withTest = (test: number) =>
    forgeTask({ data: { ...forgeTask().data, splits: { train: 128, validation: 64, test } } });

  it('of a few items measure nothing', () => {
    expect(refusedPaths(withTest(29))).toEqual(['data.splits.test']);
  });

  it('are said to be coarse with the standard error that they give', () => {
    const [warning] = checkTask(withTest(100)).warnings.filter(({ path }) => path === 'data.splits.test');
    expect(warning?.message).toContain('5.0 points');
    expect(warnedPaths(withTest(625))).not.toContain('data.splits.test');
  });
});

describe('the recipe', () => {
  const task = startingTask('causal-lm-lora', 'mine');
  const adapted = (changes: Partial<Task['recipe']['adaptation']>) =>
    withRecipe(task, { adaptation: { ...task.recipe.adaptation, ...changes } });
  const optimized = (changes: Partial<Task['recipe']['optimizer']>) =>
    withRecipe(task, { optimizer: { ...task.recipe.optimizer, ...changes } });

  it('has what its method of adaptation needs, and nothing else', () => {
    expect(refusedPaths(adapted({ rank: null, targetModules: [] }))).toEqual([
      'recipe.adaptation.rank',
      'recipe.adaptation.targetModules',
    ]);
    expect(refusedPaths(adapted({ quantization: 'nf4' }))).toEqual(['recipe.adaptation.quantization']);
    expect(refusedPaths(adapted({ method: 'qlora' }))).toEqual(['recipe.adaptation.quantization']);
    expect(refusedPaths(adapted({ method: 'qlora', quantization: 'nf4' }))).toEqual([]);
    expect(refusedPaths(adapted({ method: 'full' }))).toEqual(
      ['rank', 'alpha', 'scaling', 'targetModules'].map((field) => `recipe.adaptation.${field}`),
    );
  });

  it('adapts what is pretrained, and only that', () => {
    const none = { ...startingTask('custom', 'mine').recipe.adaptation };
    expect(refusedPaths(withRecipe(task, { adaptation: none }))).toEqual(['recipe.adaptation.method']);
    const full = { ...none, method: 'full' };
    expect(refusedPaths(withRecipe(startingTask('image-classification', 'mine'), { adaptation: full }))).toEqual([
      'recipe.adaptation.method',
    ]);
  });

  it('has settings of its optimiser, in range, and a precision of its trainer', () => {
    expect(refusedPaths(optimized({ momentum: 0.9 }))).toEqual(['recipe.optimizer.momentum']);
    expect(refusedPaths(optimized({ beta2: 1, weightDecay: -1 }))).toEqual([
      'recipe.optimizer.beta2',
      'recipe.optimizer.weightDecay',
    ]);
    expect(refusedPaths(withRecipe(task, { precision: 'fp64' }))).toEqual(['recipe.precision']);
    expect(refusedPaths(withRecipe(forgeTask(), { precision: 'bf16' }))).toEqual(['recipe.precision']);
  });
});

describe('a trainer', () => {
  const text = torchTask('text-classification');
  const language = torchTask('causal-lm');
  const image = torchTask('image-classification');

  it('trains tasks of its kinds and measures its metrics as they are', () => {
    expect(refusedPaths({ ...image, kind: 'sentiment analysis' })).toEqual(['kind']);
    expect(refusedPaths({ ...image, kind: 'object detection' })).toEqual(['kind']);
    expect(refusedPaths({ ...language, metric: { name: 'accuracy', direction: 'maximize', unit: 'share' } })).toEqual([
      'metric.name',
    ]);
    expect(refusedPaths({ ...text, metric: { name: 'accuracy', direction: 'minimize', unit: 'percent' } })).toEqual([
      'metric.direction',
      'metric.unit',
    ]);
  });

  it('has a model, columns and lengths as its net needs them', () => {
    expect(refusedPaths(withTrainer(image, { model: language.trainer.model }))).toEqual([
      'recipe.adaptation.method',
      'trainer.model',
    ]);
    expect(refusedPaths(withTrainer(text, { sequenceLength: null }))).toEqual(['trainer.sequenceLength']);
    const { data } = language.trainer;
    expect(refusedPaths(withTrainer(language, { data: { ...data, fields: { prompt: 'question' } } }))).toEqual([
      'trainer.data.fields',
    ]);
    expect(refusedPaths(withTrainer(language, { data: { ...data, splits: null } }))).toEqual(['trainer.data.splits']);
    expect(refusedPaths(withTrainer(torchTask('custom'), { scriptDigest: null }))).toEqual(['trainer.scriptDigest']);
  });

  it('takes batches that fall into equal micro-batches, and an epoch of as many', () => {
    expect(refusedPaths(withTrainer(language, { microBatch: 5 }))).toEqual(['trainer.microBatch']);
    expect(refusedPaths(withTrainer(language, { updatesPerEpoch: 6973 }))).toEqual(['trainer.updatesPerEpoch']);
    const packed = { packing: true, data: { ...language.trainer.data, fields: { text: 'text' }, template: null } };
    expect(refusedPaths(withTrainer(language, packed))).toEqual(['trainer.tokensPerUpdate']);
    expect(refusedPaths(withTrainer(language, { ...packed, tokensPerUpdate: 16 * 512 }))).toEqual([]);
  });

  it('is doubtful where its sources may change or nobody else has them', () => {
    expect(warnedPaths(text)).toEqual(expect.arrayContaining(['trainer.model.revision', 'trainer.data.revision']));
    const data = { ...image.trainer.data, name: '/home/ada/data' };
    expect(warnedPaths(withTrainer(image, { data }))).toContain('trainer.data.name');
  });
});

describe('texts', () => {
  it('that no database keeps are refused where they stand', () => {
    const named = (name: string) => forgeTask({ data: { ...forgeTask().data, name } });
    expect(refusedPaths(named('half \ud800'))).toEqual(['data.name']);
    expect(refusedPaths(named('nothing \0'))).toEqual(['data.name']);
  });
});

describe('targets', () => {
  it('need the calibration that they come from', () => {
    expect(refusedPaths(forgeTask({ calibration: null, targets: { full: 0.9, half: 0.8 } }))).toEqual(['targets']);
    expect(UNMEASURED_DIGEST).toMatch(/^0{64}$/);
  });
});
