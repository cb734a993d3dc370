// `npm test`: set-up, the checks (`npm run check`), then every test. Ends with one plain line that machines read.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from './check.mjs';
import { pnpmCommand, ROOT } from './setup.mjs';
import { run, say, StepFailed } from './terminal.mjs';

export async function test() {
  await check();
  const scratch = mkdtempSync(join(tmpdir(), 'ratebook-test-'));
  const report = join(scratch, 'vitest.json');
  try {
    const words = ['exec', 'vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const status = await run(...pnpmCommand(words), { cwd: ROOT });
    const { numPassedTests, numFailedTests, numFailedTestSuites, success } = readReport(report);
    const broken = success || numFailedTests > 0 ? 0 : Math.max(1, numFailedTestSuites);
    say(`${numPassedTests} passed, ${numFailedTests + broken} failed`);
    return status;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new StepFailed('vitest ended without a report.');
  }
}
