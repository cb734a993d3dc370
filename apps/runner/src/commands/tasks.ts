import { parseTask } from '@ratebook/core/task';
import type { CommandContext } from './context.js';
import { keepTask } from './task.js';

/** `ratebook tasks`: the tasks that take runs. They are kept, for when the registry is away. */
export async function tasksCommand({ environment, output, registry }: CommandContext): Promise<void> {
  const tasks = await registry.openTasks();
  for (const { name, kind, model, metric, budgetAmount, budgetUnit, baseline, armCount, runCount, document } of tasks) {
    output.line(`${output.colors.bold(name)}  ${kind}`);
    output.paragraph(
      `    ${model.name}, ${metric.direction} ${metric.name} (${metric.unit}) within ${String(budgetAmount)} ${budgetUnit}`,
      '    ',
    );
    output.paragraph(
      `    baseline ${baseline.notation}; ${String(armCount)} arms, ${String(runCount)} runs so far`,
      '    ',
    );
    const parsed = parseTask(document);
    if (parsed.ok) await keepTask(environment, parsed.value);
  }
  if (tasks.length === 0) output.line('No task is open.');
  else
    output.paragraph(`Find a task's usable learning rates: ratebook range-test ${tasks[0]?.name.split('@')[0] ?? ''}`);
  output.result({ tasks: tasks.map(({ document: _, ...task }) => task) });
}
