import { type Command, Option } from 'commander';
import { type StartingTask, STARTING_TASKS } from '@ratebook/core/proposal';
import { deviceName, examples, jsonOption, positiveInteger } from '../options.js';
import type { CommandContext } from './context.js';
import { taskCheckCommand } from './task-check.js';
import { taskNewCommand } from './task-new.js';
import { taskProposeCommand } from './task-propose.js';

interface NewOptions {
  readonly kind?: StartingTask;
  readonly from?: string;
}

interface CheckOptions {
  readonly train?: boolean;
  readonly write?: boolean;
  readonly device: string;
  readonly microBatch?: number;
}

/** Adds `ratebook task` and what stands below it. */
export function addTaskCommands(program: Command, context: CommandContext): void {
  const task = program
    .command('task')
    .description('write, check and propose a task of your own')
    .addHelpText(
      'after',
      examples(
        'ratebook task new my-task.json --kind causal-lm-lora',
        'ratebook task check my-task.json --train --write',
        'ratebook task propose my-task.json',
      ),
    );
  const command = (name: string, description: string) =>
    task.command(name).description(description).argument('<file>', 'a task document').addOption(jsonOption());
  command('new', 'write a whole task document to edit')
    .addOption(new Option('--kind <kind>', 'the kind of task to start from').choices(STARTING_TASKS))
    .option('--from <task>', 'a task to start from: one that comes with the runner, or of the registry')
    .addHelpText(
      'after',
      examples(
        'ratebook task new my-task.json --kind text-classification',
        'ratebook task new my-llama.json --from llama-3.2-3b-lora-metamathqa',
      ),
    )
    .action((file: string, options: NewOptions) => {
      const { kind = null, from = null } = options;
      return taskNewCommand(context, file, { kind, from });
    });
  command('check', 'say whether a task can be measured as it is written')
    .option('--train', 'start the trainer once, compare what it says, and train the first updates of the baseline')
    .option('--write', 'with --train: put what was measured into the file')
    .option(
      '--device <name>',
      'where PyTorch trains: auto (a GPU where there is one), cpu, cuda:1, mps',
      deviceName,
      'auto',
    )
    .option(
      '--micro-batch <n>',
      'examples of one forward pass, where a batch does not fit into memory',
      positiveInteger,
    )
    .addHelpText(
      'after',
      examples('ratebook task check my-task.json', 'ratebook task check my-task.json --train --write'),
    )
    .action((file: string, options: CheckOptions) => {
      const { train = false, write = false, device, microBatch = null } = options;
      return taskCheckCommand(context, file, { train: train || write, write, device, microBatch });
    });
  command('propose', 'send a task to the registry, whose stewards open it')
    .addHelpText('after', examples('ratebook task propose my-task.json'))
    .action((file: string) => taskProposeCommand(context, file));
}
