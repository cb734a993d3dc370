import type { CommandContext } from './context.js';

/** `ratebook tasks`: the tasks that take runs. */
export async function tasksCommand({ output, registry }: CommandContext): Promise<void> {
  const tasks = await registry.openTasks();
  for (const task of tasks) {
    const { metric } = task;
    output.line(`${output.colors.bold(task.name)}  ${task.kind}`);
    output.line(
      `    ${task.model.name}, ${metric.direction} ${metric.name} (${metric.unit}) within ${String(task.budgetAmount)} ${task.budgetUnit}`,
    );
    output.line(
      `    baseline ${task.baseline.notation}; ${String(task.armCount)} arms, ${String(task.runCount)} runs so far`,
    );
  }
  if (tasks.length === 0) output.line('No task is open.');
  output.result({ tasks });
}
