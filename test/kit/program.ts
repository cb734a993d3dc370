import type { Runner } from './runner.js';

/** A command of the runner, as its own help shows it. */
export interface DocumentedCommand {
  /** Its words, as `policy rates`; empty for the program itself. */
  readonly name: string;
  readonly help: string;
  /** Its long options, as `--seeds`. */
  readonly options: readonly string[];
  /** Whether other commands stand below it. */
  readonly isGroup: boolean;
}

/** The names under a heading of a help text: the first words of lines indented by two. */
function namesUnder(heading: string, help: string): readonly string[] {
  const section = help.split(`\n${heading}:\n`)[1]?.split('\n\n')[0] ?? '';
  return section.split('\n').flatMap((line) => /^ {2}(\S+)/.exec(line)?.[1] ?? []);
}

function optionsOf(help: string): readonly string[] {
  const section = help.split('\nOptions:\n')[1]?.split('\n\n')[0] ?? '';
  return section.split('\n').flatMap((line) => /^ {2}(?:-\w, )?(--[a-z-]+)/.exec(line)?.[1] ?? []);
}

/** Every command of the built program, found by asking it for help: the program first, a group before what is in it. */
export async function documentedCommands(runner: Runner, words: readonly string[] = []): Promise<DocumentedCommand[]> {
  const { status, stdout, stderr } = await runner.run(...words, '--help');
  if (status !== 0) throw new Error(`${words.join(' ')} --help ended with ${String(status)}: ${stderr}`);
  const names = namesUnder('Commands', stdout).filter((name) => name !== 'help');
  const command = { name: words.join(' '), help: stdout, options: optionsOf(stdout), isGroup: names.length > 0 };
  const below = await Promise.all(names.map((name) => documentedCommands(runner, [...words, name])));
  return [command, ...below.flat()];
}

/** The words of a command as a shell splits them, `"` quotes understood; what stands after `<` or `#` is left out. */
export function shellWords(line: string): readonly string[] {
  // What follows a bare -- is the command line of another program.
  const command = line.replace(/\s[<#].*$/, '').replace(/ -- .*$/, '');
  return [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}

/** Whether a word of a command is a policy in notation. */
export const isPolicy = (word: string) => /^[\w-]+\(.*\)$/.test(word);
