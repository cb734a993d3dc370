// `npm run record-landscapes [-- <scene>…]`: trains what the bench of tuning replays. What is committed (tuning/recorded), or
// what an earlier recording finished (kept under .data/landscapes), is not trained again, and has to be of the scene and the
// task as they are now. To record a scene anew, remove its files in both folders.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { printPolicy } from '@ratebook/core/policy';
import { ROOT } from '../../processes.js';
import { say } from '../../progress.js';
import { readScene, RECORDED } from '../recorded-landscape.js';
import { untunedPolicies } from '../rivals.js';
import { gridOf, type Scene, SCENES } from '../scenes.js';
import { recordCompositions } from './compositions.js';
import { evaluationCost } from './evaluation-cost.js';
import { pack, printLandscape } from './pack.js';
import { trainerOf } from './trainer-of.js';
import { taskOf } from '../task-of-scene.js';
import { Workbench } from './workbench.js';

const WORK = join(ROOT, '.data/landscapes');

/** Trains what is missing of a scene: its grid, the untuned policies beside it, and its compositions, seed by seed. */
async function recordScene(scene: Scene, python: string | null, folder: string): Promise<void> {
  const task = await taskOf(scene);
  const trainer = trainerOf(task, python);
  if (trainer === null) {
    say(`${scene.id}: left out, there is no Python with PyTorch`);
    return;
  }
  const setting = {
    scene,
    task,
    trainer,
    folder,
    work: join(WORK, `${scene.id}.jsonl`),
    committed: readScene(scene.id),
  };
  const bench = new Workbench(setting);
  const perEvaluation = await evaluationCost(setting);
  const { baseline, toolDefault, formula } = untunedPolicies(task);
  const policies = [...gridOf(scene).map(({ policy }) => policy), baseline, toolDefault, formula];
  const notations = new Set(policies.map(printPolicy));
  for (let seed = 1; seed <= scene.seeds; seed += 1) {
    say(`${scene.id}: seed ${String(seed)} of ${String(scene.seeds)}`);
    for (const policy of policies) await bench.report(policy, seed);
    // The compositions of an earlier recording are in a file of their own.
    const own = bench.lines.filter((line) => notations.has(line.policy) && line.seed <= scene.seeds);
    writeFileSync(join(RECORDED, `landscape-${scene.id}.json`), printLandscape(pack(scene, task, perEvaluation, own)));
  }
  const composed = await recordCompositions(bench);
  if (composed.length > 0)
    writeFileSync(
      join(RECORDED, `composition-${scene.id}.json`),
      printLandscape(pack(scene, task, perEvaluation, composed)),
    );
}

const words = process.argv.slice(2);
const unknown = words.filter((word) => !SCENES.some(({ id }) => id === word));
if (unknown.length > 0) {
  process.stderr.write(`${unknown.join(' ')}: not known. Scenes: ${SCENES.map(({ id }) => id).join(' ')}\n`);
  process.exitCode = 2;
} else {
  mkdirSync(WORK, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), 'ratebook-landscapes-'));
  try {
    const wanted = words.length === 0 ? SCENES : words.flatMap((word) => SCENES.find(({ id }) => id === word) ?? []);
    // The script that starts this makes a Python with torch where it can.
    const python = process.env['RATEBOOK_TEST_PYTHON'] ?? null;
    for (const scene of wanted) await recordScene(scene, python, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
