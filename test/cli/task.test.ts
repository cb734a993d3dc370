import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestClock, TestRegistry } from '@ratebook/api/testing';
import { STARTING_TASKS } from '@ratebook/core/proposal';
import { valueOrThrow } from '@ratebook/core/refusal';
import { parseTask, type Task } from '@ratebook/core/task';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../kit/ports.js';
import { ROOT } from '../kit/registry.js';
import { Runner } from '../kit/runner.js';
import { scratchFolder } from '../kit/scratch.js';

const readTask = (path: string): Task => valueOrThrow(parseTask(JSON.parse(readFileSync(path, 'utf8'))));

function changeTask(path: string, change: (task: Task) => Task): void {
  writeFileSync(path, JSON.stringify(change(readTask(path))));
}

interface Answer {
  readonly refusals: readonly { readonly path: string }[];
  readonly differences: readonly { readonly path: string }[];
  readonly error?: { readonly codes: readonly string[] };
}

const answerOf = (stdout: string) => JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Answer;

describe('a task document', () => {
  const scratch = scratchFolder('task');
  const file = (name: string) => join(scratch.path, name);
  let away: Runner;

  beforeAll(async () => {
    away = new Runner(file('home'), `http://127.0.0.1:${String(await freePort())}/graphql`);
  });
  afterAll(scratch.remove);

  it('of every kind is written and fits, without a registry', async () => {
    for (const kind of STARTING_TASKS) {
      const path = file(`my-${kind}.json`);
      expect((await away.run('task', 'new', path, '--kind', kind)).status).toBe(0);
      expect(readTask(path)).toMatchObject({ slug: `my-${kind}`, taskVersion: 1 });
      expect(await away.json('task', 'check', path)).toMatchObject({ task: `my-${kind}@1`, refusals: [] });
    }
  });

  it('starts from one that comes with the runner, its noise and targets to be measured anew', async () => {
    const path = file('My Llama.json');
    const { status, stdout } = await away.run('task', 'new', path, '--from', 'llama-3.2-3b-lora-metamathqa');
    expect(status).toBe(0);
    expect(stdout).toContain(`ratebook task check "${path}"`);
    expect(readTask(path)).toMatchObject({
      slug: 'my-llama',
      taskVersion: 1,
      calibration: null,
      model: 'llama-3.2-3b',
    });
    const next = file('llama-3.2-3b-lora-metamathqa.json');
    await away.run('task', 'new', next, '--from', 'llama-3.2-3b-lora-metamathqa');
    expect(readTask(next)).toMatchObject({ slug: 'llama-3.2-3b-lora-metamathqa', taskVersion: 2 });
  });

  it('is never written over', async () => {
    const path = file('kept.json');
    writeFileSync(path, 'mine');
    const { status, stderr } = await away.run('task', 'new', path, '--kind', 'custom');
    expect([status, readFileSync(path, 'utf8')]).toEqual([1, 'mine']);
    expect(stderr).toContain('stays as it is');
  });

  it('that is wrong is answered with every problem and its path', async () => {
    const path = file('wrong.json');
    await away.run('task', 'new', path, '--kind', 'causal-lm-lora');
    changeTask(path, ({ recipe, trainer, ...task }) => ({
      ...task,
      recipe: { ...recipe, adaptation: { ...recipe.adaptation, rank: null } },
      trainer: trainer.name === 'torch' ? { ...trainer, microBatch: 5 } : trainer,
    }));
    const { status, stdout } = await away.run('task', 'check', path, '--json');
    expect(status).toBe(1);
    expect(answerOf(stdout).refusals.map((refusal) => refusal.path)).toEqual([
      'recipe.adaptation.rank',
      'trainer.microBatch',
    ]);
    writeFileSync(path, '{"slug": "a", "slug": "b"}');
    expect((await away.run('task', 'check', path)).stderr).toContain('names the key "slug" twice');
    writeFileSync(path, '{"slug": "a"');
    expect((await away.run('task', 'check', path)).stderr).toContain('is not JSON');
    writeFileSync(path, '{"slug": "a", "sluk": 1}');
    expect((await away.run('task', 'check', path)).stderr).toContain('"sluk"');
  });

  it.each([
    [['task', 'new', 'task.json'], /--kind image-classification, .* or a task \(--from\)/],
    [['task', 'new', 'task', '--kind', 'custom'], /ends with \.json/],
    [['task', 'new', 'task.json', '--kind', 'nothing'], /Allowed choices are/],
    [['task', 'check', 'nowhere.json'], /There is no file nowhere\.json/],
  ])('that is asked for wrongly is wrong usage: %j', async (words, expected) => {
    const { status, stderr } = await away.run(...words);
    expect(status).toBe(2);
    expect(stderr).toMatch(expected);
    expect(existsSync('task.json')).toBe(false);
  });
});

/** A person's own task from its first line to its first runs, by real processes, with a registry in this one. */
describe('a task of one’s own', () => {
  const scratch = scratchFolder('own-task');
  const path = join(scratch.path, 'own-digits.json');
  let registry: TestRegistry;
  let runner: Runner;

  beforeAll(async () => {
    const task = readTask(join(ROOT, 'content/tasks/digits-mlp.json'));
    registry = await TestRegistry.start({ clock: new TestClock(new Date().toISOString()), tasks: [task] });
    runner = new Runner(join(scratch.path, 'home'), `${registry.origin}/graphql`);
  });
  afterAll(async () => {
    await registry.close();
    scratch.remove();
  });

  it('starts from the registry’s, and trains as it is written', async () => {
    expect((await runner.run('task', 'new', path, '--from', 'digits-mlp')).status).toBe(0);
    changeTask(path, (task) => ({ ...task, budget: { unit: 'updates', amount: 80 }, controlShare: 0.5 }));
    const answer = await runner.json('task', 'check', path, '--train');
    expect(answer).toMatchObject({ task: 'own-digits@1', differences: [], isWritten: false });
    const { losses, metrics } = answer['trial'] as { losses: readonly number[]; metrics: Record<string, number> };
    expect(losses).toHaveLength(5);
    expect(metrics['accuracy']).toBeGreaterThan(0);
  });

  it('gets what was measured where it says otherwise: the digest of its data, the length of an epoch', async () => {
    const right = readTask(path);
    changeTask(path, (task) => ({
      ...task,
      data: { ...task.data, digest: '0'.repeat(64) },
      trainer: { ...task.trainer, updatesPerEpoch: 99 },
    }));
    const refused = await runner.run('task', 'propose', path);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('data.digest');
    const checked = await runner.run('task', 'check', path, '--train', '--json');
    expect(checked.status).toBe(1);
    expect(answerOf(checked.stdout).differences.map((difference) => difference.path)).toEqual([
      'data.digest',
      'trainer.updatesPerEpoch',
    ]);
    expect(await runner.json('task', 'check', path, '--write')).toMatchObject({ isWritten: true });
    expect(readTask(path)).toEqual(right);
  });

  it('is proposed by whoever is signed in, and takes no runs', async () => {
    const stranger = await runner.run('task', 'propose', path);
    expect(stranger.status).toBe(1);
    expect(stranger.stderr).toContain('ratebook login');
    await runner.run('login', 'ada');
    expect(await runner.json('task', 'propose', path)).toMatchObject({
      task: 'own-digits@1',
      state: 'PROPOSED',
      isDuplicate: false,
    });
    expect(await runner.json('task', 'propose', path)).toMatchObject({ isDuplicate: true });
    expect((await runner.run('tasks')).stdout).not.toContain('own-digits');
    const early = await runner.run('evaluate', 'own-digits', 'constant(0.05)', '--seeds', '1');
    expect(early.status).toBe(1);
    expect(early.stderr).toContain('own-digits@1 is proposed: it takes no runs');
  });

  it('is refused under a version that is there, with the one to write', async () => {
    changeTask(path, (task) => ({ ...task, controlShare: 1 }));
    const { status, stderr } = await runner.run('task', 'propose', path);
    expect(status).toBe(1);
    expect(stderr).toContain('"taskVersion": 2');
  });

  it('is measured once it is open', async () => {
    await registry.parts.tasking.open(null, 'own-digits@1');
    expect((await runner.run('tasks')).stdout).toContain('own-digits@1');
    await runner.json('evaluate', 'own-digits', 'constant(0.05)', '--seeds', '1');
    await registry.work();
    const { task } = await registry.data<{ task: unknown }>('{ task(slug: "own-digits") { runCount } }');
    expect(task).toEqual({ runCount: 1 });
  });

  it('stays where it is while the registry is away', async () => {
    const away = new Runner(runner.home, `http://127.0.0.1:${String(await freePort())}/graphql`);
    await away.run('login', 'ada');
    changeTask(path, (task) => ({ ...task, taskVersion: 2 }));
    const before = readFileSync(path, 'utf8');
    const { status, stderr } = await away.run('task', 'propose', path);
    expect(status).toBe(1);
    expect(stderr).toContain('ratebook login');
    await registry.close();
    const gone = await runner.run('task', 'propose', path);
    expect(gone.status).toBe(3);
    expect(gone.stderr).toContain('the same command sends it later');
    expect(readFileSync(path, 'utf8')).toBe(before);
  });
});
