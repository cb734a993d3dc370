import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { budgetAtShare, type Task } from '@ratebook/core/task';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEnvironment } from '../environment.js';
import { Output } from '../output.js';
import { Registry } from '../registry/registry.js';
import { openTask } from '../trainer/embedded/testing/open-task.js';
import { tuneOptions } from './testing/tune-options.js';
import type { TuneOptions } from './tune-options.js';
import { planStudy } from './tune-plan.js';

const digits = openTask('digits-mlp');
const atItsEnd: Task = { ...digits, evaluateAt: [1] };
const spaceOf = (...templates: readonly object[]) => ({ version: 1, templates });

describe('the plan of a study', () => {
  let home = '';
  let said = '';
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'ratebook-plan-'));
    said = '';
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  function plan(
    changes: Partial<TuneOptions> = {},
    { task = digits, space = null }: { readonly task?: Task; readonly space?: unknown } = {},
  ) {
    const sink = { write: (text: string) => (said += text) };
    const environment = readEnvironment({ RATEBOOK_HOME: home, RATEBOOK_API_URL: '' });
    const { signal } = new AbortController();
    const context = {
      environment,
      output: new Output({ isJson: false, hasColor: false, out: sink, errors: sink }),
      registry: new Registry(environment.apiUrl, signal),
      signal,
    };
    const { updatesPerEpoch, tokensPerUpdate } = task.trainer;
    const options = tuneOptions({
      ...(space === null ? {} : { space: 'space.json', from: null, to: null }),
      ...changes,
    });
    const budget = budgetAtShare(task.budget, 1, { updatesPerEpoch, tokensPerUpdate });
    return planStudy(context, { task, unreachable: null }, options, { budget, space });
  }

  it('climbs on a grid of learning rates', async () => {
    const { climb, halving, candidates } = await plan();
    expect(climb?.rungs).toHaveLength(2);
    expect(halving).toBeNull();
    expect(candidates).toHaveLength(16);
  });

  const SAME_HEIGHT = spaceOf({
    ...{ law: 'cosine', peak: 0.05, warmup: { length: { ratio: { linear: [0.02, 0.2] } } } },
  });
  it('halves in a space whose policies have one learning rate, and refuses to climb there', async () => {
    const { climb, halving, candidates } = await plan({}, { space: SAME_HEIGHT });
    expect(climb).toBeNull();
    expect(halving?.eta).toBe(5);
    expect(candidates).toHaveLength(6);
    await expect(plan({ strategy: 'climb' }, { space: SAME_HEIGHT })).rejects.toThrow(
      'several policies of cosine have the largest learning rate 0.05 and differ in templates[0].warmup.length.ratio',
    );
  });

  it.each([{}, { strategy: 'climb' }] as const)(
    'tries everything where the task is evaluated at its end alone, as --full does, and says so: %j',
    async (asked) => {
      const { climb, halving, candidates } = await plan(asked, { task: atItsEnd });
      expect(said.replace(/\s+/g, ' ')).toContain('digits-mlp is evaluated at its end alone');
      expect(climb).toBeNull();
      expect(halving?.rungs).toEqual([400]);
      expect(candidates).toEqual((await plan({ full: true }, { task: atItsEnd })).candidates);
    },
  );

  it('tries phases at learning rates that the candidates reach, whatever a law calls its scale', async () => {
    const noam = { law: 'noam', scale: { log: [0.5, 2] }, dimension: 256, warmupSteps: 100 };
    const { phases } = await plan({ method: 'composite' }, { space: spaceOf(noam) });
    expect(phases?.heights).toHaveLength(4);
    expect(Math.max(...(phases?.heights ?? [1]))).toBeLessThan(0.05);
    expect((await plan({ method: 'composite' })).phases?.heights).toEqual([0.003, 0.00965, 0.0311, 0.1]);
  });

  it('refuses more candidates than leave room for the compositions', async () => {
    const words = { method: 'composite', heights: 8, boundaries: [0.2, 0.4, 0.6, 0.8], candidates: 16 } as const;
    await expect(plan(words)).rejects.toThrow(
      'The space gives 32 policies for digits-mlp; expected 2 to 16, beside up to 48 compositions.',
    );
  });

  it('is refused, by the option that it comes from, where no reader would take it', async () => {
    const boundaries = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
    await expect(plan({ method: 'composite', heights: 1, boundaries, candidates: 2 })).rejects.toThrow(
      /^--boundaries: /,
    );
  });
});
