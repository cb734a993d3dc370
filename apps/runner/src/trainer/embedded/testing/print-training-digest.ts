import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StartMessage } from '../../protocol.js';
import { prepareRun } from '../training-run.js';

// Run by bits.test.ts in processes of their own: trains as the JSON in its argument says, without a worker, so
// that the process's engine flags hold, and prints one digest of everything that was said and of the last checkpoint.
const job = JSON.parse(process.argv[2] ?? '') as Pick<StartMessage, 'task' | 'recipe'> & { learningRate: number };
const UPDATES = 40;
const directory = await mkdtemp(join(tmpdir(), 'ratebook-bits-'));
const prepared = await prepareRun(
  {
    type: 'start',
    protocol: 1,
    task: job.task,
    recipe: job.recipe,
    budget: { unit: 'updates', amount: UPDATES, updates: UPDATES },
    seed: 1,
    dataSeed: 2,
    device: 'cpu',
    directory,
    resumeFrom: null,
    checkpointEvery: UPDATES - 1,
    evaluateAt: [0, UPDATES],
  },
  new Map(),
);
prepared.inbox.push({
  type: 'rates',
  from: 0,
  learningRates: { default: new Array<number>(UPDATES).fill(job.learningRate) },
});
const digest = createHash('sha256').update(prepared.ready.weightsDigest ?? '');
for await (const event of prepared.events()) {
  // Paths name a temporary folder; everything else must be the same, the checkpoint's digest too.
  digest.update(JSON.stringify({ ...event, path: null, predictions: null }));
}
await rm(directory, { recursive: true });
process.stdout.write(digest.digest('hex'));
