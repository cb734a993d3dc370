// `npm run check`: everything a machine can say about the code before a test runs. Stops at the first red.
import process from 'node:process';
import { pnpmCommand, ROOT, setUp } from './setup.mjs';
import { runQuietly, say, seconds, StepFailed } from './terminal.mjs';

const STEPS = [
  { title: 'format', words: ['exec', 'prettier', '--check', '--log-level=warn', '.'], remedy: 'npm run fix' },
  { title: 'lint', words: ['exec', 'eslint', '--max-warnings=0', '.'], remedy: 'npm run fix mends what can be mended' },
  { title: 'types', words: ['exec', 'turbo', 'run', 'typecheck', '--output-logs=errors-only'], remedy: null },
  {
    title: 'boundaries',
    words: ['exec', 'node', 'scripts/check-boundaries.mjs'],
    remedy: 'see .dependency-cruiser.cjs',
  },
  {
    title: 'generated',
    words: ['exec', 'node', 'apps/api/dist/registry.js', 'schema', '--check'],
    remedy: 'npm run -s registry -- schema',
  },
];

async function runStep({ title, words, remedy }) {
  const began = Date.now();
  process.stdout.write(`${title} … `);
  const [program, all] = pnpmCommand(words);
  const { status, output } = await runQuietly(program, all, { cwd: ROOT });
  if (status !== 0) throw new StepFailed(`red.\n${output}\n${title} failed${remedy ? ` (${remedy})` : ''}.`);
  say(seconds(began));
}

export async function check() {
  await setUp();
  for (const step of STEPS) await runStep(step);
  return 0;
}

export async function fix() {
  await setUp();
  await runStep({ title: 'lint --fix', words: ['exec', 'eslint', '--fix', '.'], remedy: null }).catch((error) =>
    say(error.message),
  );
  await runStep({ title: 'format', words: ['exec', 'prettier', '--write', '--log-level=warn', '.'], remedy: null });
  return 0;
}
