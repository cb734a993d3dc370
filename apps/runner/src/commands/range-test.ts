import type { CommandContext } from './context.js';
import { gridTest } from './range-grid.js';
import { assertOptionsOf, type RangeTestOptions } from './range-options.js';
import { rampTest } from './range-ramp.js';
import { isTaskFile, openTask } from './task.js';

/** `ratebook range-test TASK`: short runs over a grid of learning rates, or one run whose learning rate rises. */
export async function rangeTestCommand(
  context: CommandContext,
  taskText: string,
  given: RangeTestOptions,
): Promise<void> {
  const options = { ...given, offline: given.offline || isTaskFile(taskText) };
  assertOptionsOf(options);
  const test = options.method === 'ramp' ? rampTest(options) : gridTest(options);
  await test(context, await openTask(context, taskText, options.offline));
}
