import { forgeTask } from '@ratebook/core/testing';
import type { Task } from '@ratebook/core/task';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Contributor, TestRegistry } from '../testing.js';
import { openProposal, openTaskFile, retireTask, taskLines } from './tasks.js';

let registry: TestRegistry;
let ada: Contributor;
let folder: string;
beforeAll(async () => {
  registry = await TestRegistry.start();
  ada = await registry.signIn('ada');
  folder = await mkdtemp(join(tmpdir(), 'ratebook-tasks-'));
});
afterAll(async () => {
  await registry.close();
  await rm(folder, { recursive: true, force: true });
});

const PROPOSE = 'mutation ($document: JSON!) { proposeTask(document: $document) { __typename } }';
const propose = (document: Task) => ada.ask(PROPOSE, { document });
const fileOf = async (task: Task) => {
  const path = join(folder, `${task.slug}.json`);
  await writeFile(path, JSON.stringify(task));
  return path;
};

describe('whoever runs the registry', () => {
  it('opens a proposal by its slug, retires it by its name, and sees both in the list', async () => {
    const task = forgeTask({ slug: 'wanted' });
    await propose(task);
    await propose({ ...task, taskVersion: 2, controlShare: 1 });
    expect(await openProposal(registry.parts, 'wanted')).toBe('wanted@2');
    await retireTask(registry.parts, 'wanted@2', 'Superseded.');
    const day = registry.clock.now.toISOString().slice(0, 10);
    const lines = await taskLines(registry.parts);
    expect(lines).toContainEqual(expect.stringMatching(`^wanted@1  withdrawn  since ${day}  by ada  [0-9a-f]{12}$`));
    expect(lines).toContainEqual(expect.stringMatching(`^wanted@2  retired  since ${day}  [0-9a-f]{12}$`));
  });

  it('is told what stands against it', async () => {
    await expect(openProposal(registry.parts, 'nobodys')).rejects.toThrow('There is no task "nobodys"');
    await expect(openProposal(registry.parts, 'forged-digits@1')).rejects.toThrow('only a task that is proposed');
    await expect(retireTask(registry.parts, 'forged-digits@9')).rejects.toThrow('There is no task');
  });

  it('opens the task of a file once, and no changed or unfit one', async () => {
    const task = forgeTask({ slug: 'filed' });
    expect(await openTaskFile(registry.parts, await fileOf(task))).toBe('filed@1');
    expect(await openTaskFile(registry.parts, await fileOf(task))).toBe('filed@1');
    await expect(openTaskFile(registry.parts, await fileOf({ ...task, controlShare: 1 }))).rejects.toThrow(
      '"taskVersion": 2',
    );
    const unfit = forgeTask({ slug: 'unfit', baseline: { version: 1, law: 'constant', learningRate: 0 } });
    await expect(openTaskFile(registry.parts, await fileOf(unfit))).rejects.toThrow('nothing is learnt');
  });
});
