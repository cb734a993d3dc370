#!/usr/bin/env node
import { RefusedError } from '@ratebook/core/refusal';
import { Command } from 'commander';
import { resolve } from 'node:path';
import { nameSteward } from './commands/name-steward.js';
import { isSchemaFresh, printSchema, SCHEMA_FILE } from './commands/print-schema.js';
import { openProposal, openTaskFile, retireTask, taskLines } from './commands/tasks.js';
import { withRegistry } from './commands/with-registry.js';
import { exportAccount } from './content/export-account.js';

const say = (line: string) => process.stdout.write(`${line}\n`);

/** The command line of whoever runs the server: `npm run -s registry -- <command>`. */
const program = new Command('registry')
  .description('Commands for whoever runs a Ratebook registry; they work beside a running one.')
  .showHelpAfterError('(add --help for more)')
  .showSuggestionAfterError();

program
  .command('schema')
  .description('write apps/api/schema.graphql anew from the resolver classes')
  .option('--check', 'only say whether the committed one is what the classes give')
  .action(async ({ check = false }: { check?: boolean }) => {
    if (!check) {
      await printSchema();
      say(SCHEMA_FILE);
    } else if (!(await isSchemaFresh()))
      throw new Error('schema.graphql is stale. Write it anew: npm run -s registry -- schema');
    else say('schema.graphql is what the classes give.');
  });

program
  .command('steward')
  .description('who may settle disputes, open and retire tasks')
  .command('add <handle>')
  .description('name an account a steward')
  .action(async (handle: string) => {
    await withRegistry((registry) => nameSteward(registry, handle));
    say(`${handle} is a steward.`);
  });

const task = program.command('task').description('list, open and retire tasks');
task
  .command('list')
  .description('every task with its state, proposals among them')
  .action(async () => {
    for (const line of await withRegistry(taskLines)) say(line);
  });
task
  .command('open <task>')
  .description('open a proposal (slug or slug@version), or the task of a document (a .json file)')
  .action(async (asked: string) => {
    const name = await withRegistry((registry) =>
      asked.endsWith('.json') ? openTaskFile(registry, resolve(process.cwd(), asked)) : openProposal(registry, asked),
    );
    say(`${name} is open.`);
  });
task
  .command('retire <name>')
  .description('take no more runs for a task (slug@version), or decline a proposal; what was measured stays')
  .option('--reason <text>', 'why: shown on the page of the task')
  .action(async (name: string, { reason = null }: { reason?: string | null }) => {
    const retired = await withRegistry((registry) => retireTask(registry, name, reason));
    say(`${name} is ${retired.state}.`);
  });

program
  .command('export <handle> <folder>')
  .description('write an account and its accepted submissions to files that another registry can load and verify')
  .action(async (handle: string, folder: string) => {
    const count = await withRegistry((registry) => exportAccount(registry, handle, resolve(process.cwd(), folder)));
    say(`${String(count)} submissions of ${handle} in ${folder}.`);
  });

program.parseAsync().catch((error: unknown) => {
  // The person at the keyboard gets the reason; a trace would only hide it.
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (error instanceof Error && error.cause instanceof RefusedError) process.stderr.write(`${error.cause.message}\n`);
  process.exitCode = 1;
});
