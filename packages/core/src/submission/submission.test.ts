import { describe, expect, it } from 'vitest';
import { digestText } from '../canonical/index.js';
import { forgeEvaluation } from '../testing/index.js';
import { artefactsOf, NESTING_LIMIT, parseSubmission, runId, SUBMISSION_LIMIT_BYTES, submissionId } from './index.js';

const { submission, text } = forgeEvaluation();
const problems = (input: unknown) => {
  const parsed = parseSubmission(typeof input === 'string' ? input : JSON.stringify(input));
  return parsed.ok ? [] : parsed.refusals.map(({ code, path }) => `${code} ${path}`.trim());
};

describe('parseSubmission', () => {
  it('reads what was signed', () => {
    expect(parseSubmission(text)).toEqual({ ok: true, value: submission });
  });

  it('lists every bad field, not the first', () => {
    const [run] = submission.runs;
    const bad = {
      ...submission,
      version: 2,
      licence: 'MIT',
      runs: [{ ...run, seed: -1, status: 'great', trace: 'x' }],
    };
    expect(problems(bad)).toEqual([
      'document.schema version',
      'document.schema licence',
      'document.schema runs[0].seed',
      'document.schema runs[0].status',
      'document.schema runs[0].trace',
    ]);
  });

  it('refuses unknown and missing keys: null is written, never left out', () => {
    expect(problems({ ...submission, note: 'x' })).toEqual(['document.schema']);
    const { study: _study, ...without } = submission;
    expect(problems(without)).toEqual(['document.schema study']);
  });

  it('takes seeds from 0 to 2^32 - 1', () => {
    const withSeed = (seed: number) => ({ ...submission, runs: submission.runs.map((run) => ({ ...run, seed })) });
    expect(problems(withSeed(2 ** 32 - 1))).toEqual([]);
    expect(problems(withSeed(2 ** 32))).toHaveLength(6);
    expect(problems(withSeed(0.5))).toHaveLength(6);
  });

  it('refuses what is not JSON, too long in bytes, or nested too deeply, before reading it', () => {
    expect(problems('{')).toEqual(['document.not-json']);
    expect(problems('NaN')).toEqual(['document.not-json']);
    expect(problems(`"${'a'.repeat(SUBMISSION_LIMIT_BYTES - 1)}"`)).toEqual(['document.too-large']);
    expect(problems(`"${'ü'.repeat(SUBMISSION_LIMIT_BYTES / 2)}"`)).toEqual(['document.too-large']);
    expect(problems(`"${'a'.repeat(SUBMISSION_LIMIT_BYTES - 2)}"`)).toEqual(['document.schema']);
    expect(problems('['.repeat(NESTING_LIMIT + 1))).toEqual(['document.too-large']);
    expect(problems('['.repeat(NESTING_LIMIT))).toEqual(['document.not-json']);
  });
});

describe('identities of a submission', () => {
  it('are the SHA-256 of the exact text, and 16 digits of it with the run’s index', () => {
    expect(submissionId(text)).toBe(digestText(text));
    expect(submissionId(`${text} `)).not.toBe(digestText(text));
    expect(runId('0123456789abcdef'.repeat(4), 3)).toBe('0123456789abcdef-3');
  });

  it('name every artefact once', () => {
    const [first] = submission.runs;
    const shared = { ...submission, runs: [first!, { ...first!, timing: 'b'.repeat(64) }], study: 'c'.repeat(64) };
    expect(artefactsOf(shared)).toEqual([first?.trace, 'b'.repeat(64), 'c'.repeat(64)]);
  });
});
