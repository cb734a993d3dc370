// Run by monsters.test.ts in a process of its own, with a small heap: reads and compiles each monster, and writes one line of
// JSON for each, what became of it and how many characters of refusals there are.
import process from 'node:process';
import { compilePolicy, parsePolicy, parsePolicyDocument } from '@ratebook/core/policy';
import { monsters } from './monsters.js';

const RUN = { totalUpdates: 1_000_000 };

for (const { name, make } of monsters) {
  const input = make();
  const read = typeof input === 'string' ? parsePolicy(input) : parsePolicyDocument(input);
  const compiled = read.ok ? compilePolicy(read.value, RUN) : read;
  const became = compiled.ok ? 'compiled' : compiled.refusals[0]?.code;
  const characters = compiled.ok ? 0 : JSON.stringify(compiled.refusals).length;
  process.stdout.write(`${JSON.stringify({ name, became, characters })}\n`);
}
