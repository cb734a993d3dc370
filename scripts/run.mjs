// The one door of the house: every root script of package.json comes through here. It runs before anything is
// installed, so it and what it imports use Node's own modules only.
import process from 'node:process';
import { say, StepFailed } from './terminal.mjs';

const COMMANDS = {
  start: async () => (await import('./start.mjs')).start(),
  test: async () => (await import('./test.mjs')).test(),
  'test:full': async () => (await import('./test.mjs')).test({ isFull: true }),
  check: async () => (await import('./check.mjs')).check(),
  fix: async () => (await import('./check.mjs')).fix(),
  bench: async (words) => (await import('./commands.mjs')).bench(words),
  conformance: async (words) => (await import('./commands.mjs')).conformance(words),
  'fit-rate': async (words) => (await import('./commands.mjs')).fitRate(words),
  ratebook: async (words) => (await import('./commands.mjs')).ratebook(words),
  'first-runs': async () => (await import('./commands.mjs')).firstRuns(),
  'record-landscapes': async (words) => (await import('./commands.mjs')).recordLandscapes(words),
  'pack:runner': async () => (await import('./pack-runner.mjs')).packRunner(),
  registry: async (words) => (await import('./commands.mjs')).registry(words),
};

const OLDEST_NODE = [20, 19];

function assertNodeVersion() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isNewEnough = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  if (!isNewEnough) {
    throw new StepFailed(`Ratebook needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}.`);
  }
}

async function main() {
  const [name = '', ...words] = process.argv.slice(2);
  const command = COMMANDS[name];
  if (!command) {
    say(`Usage: node scripts/run.mjs <${Object.keys(COMMANDS).join('|')}>`);
    return 2;
  }
  assertNodeVersion();
  return (await command(words)) ?? 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof StepFailed)) throw error;
  process.stderr.write(`\n${error.message}\n`);
  process.exitCode = error.exitCode;
}
