import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../kit/ports.js';
import { type DocumentedCommand, documentedCommands, isPolicy, shellWords } from '../kit/program.js';
import { Runner } from '../kit/runner.js';
import { scratchFolder } from '../kit/scratch.js';

const COMMANDS = [
  'doctor',
  'evaluate',
  'login',
  'policy',
  'policy check',
  'policy diff',
  'policy export',
  'policy fit',
  'policy import',
  'policy print',
  'policy rates',
  'policy show',
  'range-test',
  'reproduce',
  'run',
  'setup',
  'status',
  'submit',
  'task',
  'task check',
  'task new',
  'task propose',
  'tasks',
  'tune',
];
const WIDTH = 80;

describe('the help of the runner', () => {
  const scratch = scratchFolder('help');
  let runner: Runner;
  let commands: readonly DocumentedCommand[];

  beforeAll(async () => {
    runner = new Runner(scratch.path, `http://127.0.0.1:${String(await freePort())}/graphql`);
    commands = await documentedCommands(runner);
  });
  afterAll(scratch.remove);

  const examplesOf = ({ help }: DocumentedCommand) =>
    [...help.matchAll(/^ {2}\$ (.+)$/gm)].map((match) => match[1] ?? '');

  it('has every command that this edition has, and no other', () => {
    expect(commands.map(({ name }) => name).toSorted()).toEqual(['', ...COMMANDS]);
  });

  it('shows examples of every command, each beginning with it', () => {
    for (const command of commands) {
      const examples = examplesOf(command);
      expect(examples, command.name).not.toEqual([]);
      for (const example of examples) expect(example.startsWith(`ratebook ${command.name}`.trim()), example).toBe(true);
    }
  });

  it('shows only examples whose commands and options exist', () => {
    const byName = new Map(commands.map((command) => [command.name, command]));
    for (const example of commands.flatMap(examplesOf)) {
      const [, first = '', second = ''] = shellWords(example);
      const command = byName.get(`${first} ${second}`) ?? byName.get(first);
      expect(command?.name, example).toBeTruthy();
      for (const word of shellWords(example).filter((one) => one.startsWith('--')))
        expect(command?.options, example).toContain(word);
    }
  });

  it('shows only policies that the language reads', async () => {
    const policies = new Set(commands.flatMap(examplesOf).flatMap((example) => shellWords(example).filter(isPolicy)));
    expect(policies.size).toBeGreaterThan(5);
    const input = [...policies].map((policy) => JSON.stringify({ policy })).join('\n');
    const { stdout } = await runner.spawn(['policy', 'print', '--stdin'], input).ended;
    for (const line of stdout.trim().split('\n'))
      expect(Object.keys(JSON.parse(line) as object)).not.toContain('error');
  });

  it('offers --json on every command that does something', () => {
    for (const { name, options } of commands.filter(({ isGroup }) => !isGroup))
      expect(options, name).toContain('--json');
  });

  it('fits 80 columns but for examples', () => {
    for (const { name, help } of commands)
      for (const line of help.split('\n').filter((one) => !one.startsWith('  $ ')))
        expect(line.length, `${name}: ${line}`).toBeLessThanOrEqual(WIDTH);
  });

  it('goes to standard output with exit code 0, also by the word help', async () => {
    for (const words of [['help'], ['help', 'evaluate'], ['policy', 'help', 'rates']]) {
      const { status, stdout, stderr } = await runner.run(...words);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toContain('Examples:');
    }
  });

  it('says its version alone', async () => {
    const { status, stdout } = await runner.run('--version');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
