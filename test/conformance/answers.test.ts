import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Answers, forgetAnswers } from './answers.js';
import { TOOLS } from './tools.js';
import type { LoadRequest } from './worker.js';

const TOOL = TOOLS[0]!;

function requestFor(totalUpdates: number): LoadRequest {
  const run = { totalUpdates, updatesPerEpoch: null, tokensPerUpdate: null };
  const { trainer, version } = TOOL;
  return {
    trainer,
    version,
    form: 'form',
    language: 'python',
    code: 'x',
    settings: null,
    run,
    groups: [],
    events: null,
  };
}

describe('answers that were kept', () => {
  let directory = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'ratebook-answers-'));
    vi.stubEnv('RATEBOOK_DATA_DIR', directory);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(directory, { recursive: true });
  });

  it('are found again for the same request, and for no other', () => {
    const first = new Answers(TOOL);
    first.keepVersions({ torch: '1' });
    first.keep(requestFor(3), { learningRates: [1, null, 3] });
    const again = new Answers(TOOL);
    expect(again.versions).toEqual({ torch: '1' });
    expect(again.find(requestFor(3))).toEqual({ learningRates: [1, null, 3] });
    expect(again.find(requestFor(4))).toBeUndefined();
  });

  it('are read up to a line that was cut off', () => {
    new Answers(TOOL).keep(requestFor(3), { learningRates: [1, 2, 3] });
    const folder = join(directory, 'conformance', 'answers');
    appendFileSync(join(folder, readdirSync(folder)[0]!), '{"madeBy": "cut o');
    expect(new Answers(TOOL).find(requestFor(3))).toEqual({ learningRates: [1, 2, 3] });
  });

  it('hold for one loader alone', () => {
    new Answers({ ...TOOL, loader: 'tables' }).keep(requestFor(3), { learningRates: [1, 2, 3] });
    expect(new Answers(TOOL).find(requestFor(3))).toBeUndefined();
  });

  it('are forgotten where nobody asked for them, or where all are to be fresh', () => {
    const answers = new Answers(TOOL);
    answers.keep(requestFor(3), { learningRates: [1, 2, 3] });
    answers.keep(requestFor(4), { learningRates: [1, 2, 3, 4] });
    const later = new Answers(TOOL);
    later.find(requestFor(4));
    later.prune();
    expect(new Answers(TOOL).find(requestFor(3))).toBeUndefined();
    expect(new Answers(TOOL).find(requestFor(4))).toBeDefined();
    forgetAnswers(TOOL);
    expect(new Answers(TOOL).find(requestFor(4))).toBeUndefined();
  });
});
