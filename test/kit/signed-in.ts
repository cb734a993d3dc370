import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestClock, TestRegistry } from '@ratebook/api/testing';
import { valueOrThrow } from '@ratebook/core/refusal';
import { parseTask } from '@ratebook/core/task';
import { ROOT } from './registry.js';
import { Runner } from './runner.js';

/** A registry in this process that has digits-mlp alone, and a real runner in `folder` that is signed in with it as `ada`. */
export async function signedInWithDigits(folder: string): Promise<{ registry: TestRegistry; ada: Runner }> {
  const task = valueOrThrow(parseTask(JSON.parse(readFileSync(join(ROOT, 'content/tasks/digits-mlp.json'), 'utf8'))));
  const registry = await TestRegistry.start({ clock: new TestClock(new Date().toISOString()), tasks: [task] });
  const ada = new Runner(join(folder, 'ada'), `${registry.origin}/graphql`);
  await ada.json('login', 'ada');
  return { registry, ada };
}
