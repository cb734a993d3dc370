import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { monsters } from './monsters.js';

const PROGRAM = fileURLToPath(new URL('read-monsters.ts', import.meta.url));
const HEAP_MEGABYTES = 512;
/** A hundred refusals of a line or two each. */
const MOST_CHARACTERS = 200_000;

describe('monsters, read by a process that has little memory', () => {
  const words = [`--max-old-space-size=${String(HEAP_MEGABYTES)}`, '--conditions=source', '--import', 'tsx', PROGRAM];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  const seen = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { name: string; became: string; characters: number });

  it('leave it alive', () => {
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(seen).toHaveLength(monsters.length);
  });

  it.each(monsters.map(({ name, becomes }) => [name, becomes] as const))('%s: %s', (name, becomes) => {
    const { became, characters } = seen.find((one) => one.name === name) ?? { became: 'nothing', characters: Infinity };
    expect(became).toBe(becomes);
    expect(characters).toBeLessThanOrEqual(MOST_CHARACTERS);
  });
});
