#!/usr/bin/env node
import { RefusedError } from '@ratebook/core/refusal';
import { Command } from 'commander';
import { resolve } from 'node:path';
import { nameSteward } from './commands/name-steward.js';
import { isSchemaFresh, printSchema, SCHEMA_FILE } from './commands/print-schema.js';
import { openTaskFile, retireTask } from './commands/tasks.js';
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

const task = program.command('task').description('open and retire tasks');
task
  .command('open <file>')
  .description('open the task of a document')
  .action(async (file: string) => {
    const name = await withRegistry((registry) => openTaskFile(registry, resolve(process.cwd(), file)));
    say(`${name} is open.`);
  });
task
  .command('retire <name>')
  .description('take no more runs for a task (slug@version); what was measured stays')
  .action(async (name: string) => {
    await withRegistry((registry) => retireTask(registry, name));
    say(`${name} is retired.`);
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
