import { describe, expect, it } from 'vitest';
import { forgeTask } from '../testing/index.js';
import {
  orientedMetric,
  parseModel,
  parseTask,
  parseTaskName,
  reachesTarget,
  recipeHash,
  taskHash,
  taskName,
} from './index.js';

/** The same value with the keys of every object in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}

const task = forgeTask();
const paths = (input: unknown) => {
  const parsed = parseTask(input);
  return parsed.ok ? [] : parsed.refusals.map(({ path }) => path);
};

describe('identities', () => {
  it('do not depend on the order of keys', () => {
    expect(taskHash(reversed(task) as typeof task)).toBe(taskHash(task));
    expect(recipeHash(reversed(task.recipe) as typeof task.recipe)).toBe(recipeHash(task.recipe));
  });

  it('differ with any field, a rank included', () => {
    const { recipe } = task;
    const ranks = [null, 8, 16].map((rank) => recipeHash({ ...recipe, adaptation: { ...recipe.adaptation, rank } }));
    expect(new Set(ranks).size).toBe(3);
    expect(taskHash({ ...task, taskVersion: 2 })).not.toBe(taskHash(task));
  });
});

describe('parseTask', () => {
  it('reads a task, and lists every bad field', () => {
    expect(parseTask(task)).toEqual({ ok: true, value: task });
    const bad = {
      ...task,
      slug: 'Upper',
      evaluateAt: [0.5, 0.4, 1],
      controlShare: 0,
      recipe: { ...task.recipe, precision: '' },
    };
    expect(paths(bad)).toEqual(['slug', 'evaluateAt', 'recipe.precision', 'controlShare']);
  });

  it('wants ascending shares that end with the whole budget', () => {
    expect(paths({ ...task, evaluateAt: [0.5] })).toEqual(['evaluateAt']);
    expect(paths({ ...task, evaluateAt: [0.5, 0.5, 1] })).toEqual(['evaluateAt']);
    expect(paths({ ...task, evaluateAt: [1] })).toEqual([]);
  });

  it('wants every key of a recipe written, null where it does not apply', () => {
    const { nesterov: _nesterov, ...optimizer } = task.recipe.optimizer;
    expect(paths({ ...task, recipe: { ...task.recipe, optimizer } })).toEqual(['recipe.optimizer.nesterov']);
  });
});

describe('names and metrics', () => {
  it('take a task’s name apart again', () => {
    expect(parseTaskName(taskName(task))).toEqual({ slug: 'forged-digits', taskVersion: 1 });
    for (const name of ['digits', 'digits@0', 'digits@01', 'Digits@1', '@1', 'digits@1@2'])
      expect(parseTaskName(name)).toBeNull();
  });

  it('reach a target at it, in the metric’s direction', () => {
    expect([0.9, 0.89].map((value) => reachesTarget('maximize', value, 0.9))).toEqual([true, false]);
    expect([0.9, 0.91].map((value) => reachesTarget('minimize', value, 0.9))).toEqual([true, false]);
    expect(orientedMetric('minimize', 2)).toBe(-2);
  });

  it('read a model with its aliases', () => {
    const model = { slug: 'gloss-bag', name: 'Gloss bag', family: null, parameterCount: 1e4, aliases: ['org/gloss'] };
    expect(parseModel(model).ok).toBe(true);
    expect(parseModel({ ...model, slug: 'Gloss Bag' }).ok).toBe(false);
  });
});
