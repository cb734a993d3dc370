// `npm test`: set-up, the checks (`npm run check`), then every test. Ends with one plain line that machines read.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { check } from './check.mjs';
import { checkWorker, countWorkerTests, pythonForTests, testWorker } from './python.mjs';
import { pnpmCommand, ROOT } from './setup.mjs';
import { run, say, StepFailed } from './terminal.mjs';

/** In the name of every vitest test that is skipped where RATEBOOK_PYTHON names none. */
const NEEDS_PYTHON = 'needs Python';

/** `isFull`: also what fine-tunes pretrained models and kills runs at random; half an hour and more. */
export async function test({ isFull = false } = {}) {
  await check();
  const python = await pythonForTests({ isFull });
  if (python === null && isFull) throw new StepFailed('test:full needs Python 3.11 or newer, with venv and pip.');
  if (python !== null) await checkWorker(python);
  const worker = python === null ? { passed: 0, failed: 0 } : await testWorker(python, { isFull });
  const scratch = mkdtempSync(join(tmpdir(), 'ratebook-test-'));
  const report = join(scratch, 'vitest.json');
  try {
    const words = ['exec', 'vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const full = isFull ? { RATEBOOK_TEST_FULL: '1' } : {};
    const env = { ...process.env, ...full, ...(python === null ? {} : { RATEBOOK_TEST_PYTHON: python }) };
    const status = await run(...pnpmCommand(words), { cwd: ROOT, env });
    const { numPassedTests, numFailedTests, numFailedTestSuites, success, testResults } = readReport(report);
    const broken = success || numFailedTests > 0 ? 0 : Math.max(1, numFailedTestSuites);
    if (python === null) say(`python tests skipped: ${countWorkerTests() + countSkipped(testResults)}`);
    say(`${numPassedTests + worker.passed} passed, ${numFailedTests + broken + worker.failed} failed`);
    return status === 0 && worker.failed > 0 ? 1 : status;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function countSkipped(testResults) {
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status, fullName }) => status !== 'passed' && status !== 'failed' && fullName.includes(NEEDS_PYTHON))
    .length;
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new StepFailed('vitest ended without a report.');
  }
}
