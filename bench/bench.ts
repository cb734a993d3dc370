import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { makeDatabases } from './database/bench-databases.js';
import type { Figure } from './figure.js';
import { describeMachine } from './machine.js';
import { performancePage, terminalTable, withSections } from './performance-page.js';
import { benchPolicies } from './policy.js';
import { ROOT } from './processes.js';
import { say } from './progress.js';
import { servingFigures } from './serving/figures.js';
import { measureServing } from './serving/measure.js';
import { startRegistries } from './serving/registries.js';
import { benchSite } from './site.js';
import { benchTorch } from './torch/torch-training.js';
import { benchTraining } from './training.js';
import { benchTuning } from './tuning/bench-tuning.js';
import { benchVerification } from './verification/core.js';
import { benchJobPath } from './verification/job-path.js';

const USAGE = `npm run bench [-- [--json] [--write] [--tuning]]
  --json    figures as JSON on standard output
  --write   writes docs/performance.md
  --tuning  only the replays of tuning, which take seconds; with --write, only their section`;
const PAGE = join(ROOT, 'docs/performance.md');

/** Everything that runs against a registry, on databases that are made for it and removed. */
async function benchRegistry(): Promise<readonly Figure[]> {
  const databases = await makeDatabases();
  try {
    const registries = await startRegistries(databases);
    try {
      const served = servingFigures(await measureServing(databases, registries));
      say('Verification by the registry’s queue');
      const verified = await benchJobPath(registries.api['10k'].url, databases.urls['10k']);
      say('Scripts of the site');
      return [...served, ...verified, ...(await benchSite(registries.api['10k'].url))];
    } finally {
      await registries.stop();
    }
  } finally {
    await databases.cluster.remove();
  }
}

async function benchEverything(): Promise<readonly Figure[]> {
  say('Policies');
  const policies = benchPolicies();
  say('Verification by core');
  const verification = benchVerification();
  say('Tuning, replayed');
  const tuning = await benchTuning();
  say('Training');
  const training = await benchTraining();
  // The script that starts this makes a Python with torch where it can.
  const python = process.env['RATEBOOK_TEST_PYTHON'];
  say(python === undefined ? 'No Python: nothing is said of PyTorch' : 'PyTorch');
  const torch = python === undefined ? [] : await benchTorch(python);
  return [...(await benchRegistry()), ...verification, ...policies, ...training, ...torch, ...tuning];
}

async function main(words: readonly string[]): Promise<number> {
  const unknown = words.filter((word) => !['--json', '--write', '--tuning'].includes(word));
  if (unknown.length > 0) {
    process.stderr.write(`${unknown.join(' ')}: not known.\n${USAGE}\n`);
    return 2;
  }
  const machine = describeMachine();
  const isTuning = words.includes('--tuning');
  const measuredAt = new Date();
  const figures = isTuning ? await benchTuning() : await benchEverything();
  say('Done');
  if (words.includes('--write')) {
    const page = isTuning
      ? withSections(await readFile(PAGE, 'utf8'), figures)
      : performancePage(machine, figures, measuredAt);
    await writeFile(PAGE, page);
  }
  if (words.includes('--json')) {
    const listed = figures.map(({ id, value, unit, goal, better }) => ({ id, value, unit, goal, better }));
    process.stdout.write(`${JSON.stringify({ machine, figures: listed }, null, 2)}\n`);
  } else {
    process.stdout.write(`${terminalTable(figures)}\n`);
  }
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
