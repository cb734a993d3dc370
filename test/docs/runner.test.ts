import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../kit/ports.js';
import { type DocumentedCommand, documentedCommands, isPolicy, shellWords } from '../kit/program.js';
import { Runner } from '../kit/runner.js';
import { scratchFolder } from '../kit/scratch.js';

const page = readFileSync(new URL('../../docs/runner.md', import.meta.url), 'utf8');

/** Options that every command has, and that the page says once. */
const EVERYWHERE = new Set(['--help', '--version']);

const examples = [...page.matchAll(/```sh\n([\s\S]*?)```/g)]
  .flatMap((match) => (match[1] ?? '').trim().split('\n'))
  .map((line) => line.replace(/^npm run -s ratebook -- /, 'ratebook '));

/** What stands in backquotes in the running text. */
const quoted = [...page.replaceAll(/```[\s\S]*?```/g, '').matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');

describe('docs/runner.md', () => {
  const scratch = scratchFolder('runner-page');
  let runner: Runner;
  let commands: readonly DocumentedCommand[];

  beforeAll(async () => {
    runner = new Runner(scratch.path, `http://127.0.0.1:${String(await freePort())}/graphql`);
    commands = await documentedCommands(runner);
  });
  afterAll(scratch.remove);

  const commandOf = (words: readonly string[]) => {
    const [first = '', second = ''] = words;
    return commands.find(({ name }) => name === `${first} ${second}`) ?? commands.find(({ name }) => name === first);
  };

  it('shows examples by commands and options that the program has', () => {
    expect(examples.length).toBeGreaterThan(10);
    for (const example of examples) {
      const [program, ...words] = shellWords(example);
      expect(program, example).toBe('ratebook');
      const command = commandOf(words);
      expect(command?.name, example).toBeTruthy();
      for (const word of words.filter((one) => one.startsWith('--'))) expect(command?.options, example).toContain(word);
    }
  });

  it('shows policies that the language reads', async () => {
    const policies = examples.flatMap((example) => shellWords(example).filter(isPolicy));
    expect(policies.length).toBeGreaterThan(5);
    for (const answer of await Promise.all([...new Set(policies)].map((one) => runner.json('policy', 'print', one))))
      expect(answer['policyHash']).toMatch(/^[0-9a-f]{64}$/);
  });

  it('names no command and no option in its text that the program does not have', () => {
    const options = new Set(commands.flatMap((command) => command.options));
    for (const name of quoted.filter((one) => one.startsWith('--'))) expect(options, name).toContain(name);
    for (const name of quoted.filter((one) => one.startsWith('ratebook ')))
      expect(commandOf(shellWords(name).slice(1))?.name, name).toBeTruthy();
  });

  it('names every command and every option of the program', () => {
    const named = new Set([...quoted, ...examples.flatMap((example) => shellWords(example))]);
    for (const { name, isGroup } of commands)
      if (!isGroup)
        expect(quoted.includes(name) || examples.some((one) => one.startsWith(`ratebook ${name}`)), name).toBe(true);
    for (const option of commands.flatMap((command) => command.options))
      if (!EVERYWHERE.has(option)) expect(named, option).toContain(option);
  });

  it('says what the program says of numbers that are there unless given', () => {
    const helpOf = (name: string) => commands.find((command) => command.name === name)?.help.replaceAll(/\s+/g, ' ');
    expect(helpOf('range-test')).toContain('learning rates on the grid (default: 13)');
    expect(page).toMatch(/`--points` +\|[^|]*\| 13 /);
    expect(helpOf('range-test')).toContain('how many seeds every learning rate is tried with (default: 1)');
    expect(page).toMatch(/`--seeds` +\|[^|]*\| 1 /);
    expect(helpOf('range-test')).toContain('the ends and their neighbours (default: 3)');
    expect(page).toMatch(/`--edge-seeds` +\|[^|]*\| 3 /);
    expect(helpOf('range-test')).toContain('updates of a ramp (default: 100)');
    expect(page).toMatch(/`--updates` +\|[^|]*\| 100 /);
    expect(helpOf('evaluate')).toContain('how many seeds the registry issues (default: 3)');
    expect(page).toContain('says how many (3 unless given)');
  });

  it('shows the limits that the program holds to', async () => {
    for (const [words, limits] of [
      [['range-test', 'digits-mlp', '--points', '0'], '2 to 56'],
      [['range-test', 'digits-mlp', '--seeds', '0'], '1 to 64'],
    ] as const) {
      expect((await runner.run(...words)).stderr).toContain(limits);
      expect(page).toContain(limits);
    }
  });

  it('lists the exit codes, each once', () => {
    const codes = [...page.matchAll(/^\| (\d+) +\|/gm)].map((match) => Number(match[1]));
    expect(codes).toEqual([0, 1, 2, 3, 130]);
  });

  it('shows JSON lines that are JSON', () => {
    const lines = [...page.matchAll(/```json\n([\s\S]*?)```/g)].flatMap((match) => (match[1] ?? '').trim().split('\n'));
    expect(lines.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual([
      'evaluation',
      'diverged',
      'run',
    ]);
  });
});
