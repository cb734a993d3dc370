import { describe, expect, it } from 'vitest';
import { canonicalJson, digestText } from '../canonical/index.js';
import { isSignatureOf, submissionSigningInput } from '../submission/index.js';
import { keyPairFrom } from '../submission/sign.js';
import { TicketSchema } from '../ticket/index.js';
import { parseTask } from '../task/index.js';
import { edition2026_1, verifySubmission } from '../verification/index.js';
import { forgeEvaluation, forgeRangeTest, forgeTask, randomFrom } from './index.js';

describe('the forge', () => {
  it('forges the same bytes every time', () => {
    expect(forgeEvaluation().text).toBe(forgeEvaluation().text);
    expect(forgeRangeTest().signature).toBe(forgeRangeTest().signature);
  });

  it('makes documents that the schemas take', () => {
    expect(parseTask(forgeTask()).ok).toBe(true);
    expect(TicketSchema.safeParse(forgeEvaluation().parts.ticket).success).toBe(true);
  });

  it('names artefacts by the digest of what a runner uploads', () => {
    const { artefactTexts, submission } = forgeEvaluation();
    for (const [hash, text] of artefactTexts) expect(digestText(text)).toBe(hash);
    expect(submission.runs.every(({ trace }) => artefactTexts.has(trace))).toBe(true);
  });

  it('breaks one thing and leaves the original whole', () => {
    const honest = forgeEvaluation();
    const before = canonicalJson(honest.submission);
    const broken = honest.withRun(0, { seed: 1 }).withTrace(1, (trace) => ({ ...trace, loss: [] }));
    expect(broken.id).not.toBe(honest.id);
    expect(canonicalJson(honest.submission)).toBe(before);
  });

  it('signs again after a break, with the key it was told', () => {
    const keys = keyPairFrom(new Uint8Array(32).fill(9));
    const forged = forgeEvaluation(keys).withRun(0, { seed: 1 });
    expect(isSignatureOf(submissionSigningInput(forged.text), forged.signature, keys.publicKey)).toBe(true);
  });

  it('takes a registry’s own ticket and task', () => {
    const { ticket } = forgeEvaluation({ updates: 80 }).parts;
    const issued = { ...ticket!, id: 'issued-elsewhere', seeds: [{ seed: 5, dataSeed: 6 }] };
    const forged = forgeEvaluation({ updates: 80, ticket: issued });
    expect(forged.submission.runs.map(({ seed }) => seed)).toEqual([5, 5]);
    expect(verifySubmission(forged.evidence(), edition2026_1).level).toBe(2);
  });

  it('forges long traces whole: ten thousand updates a run', () => {
    const forged = forgeEvaluation({ updates: 10_000, runs: 1, policies: ['cosine(0.1)'] });
    expect(forged.traceOf(0).update).toHaveLength(10_000);
    expect(verifySubmission(forged.evidence(), edition2026_1).level).toBe(2);
  });

  it('follows groups of parameters, one column each', () => {
    const grouped = { version: 1, law: 'constant', learningRate: 0.01, groups: [{ name: 'lora-b', multiplier: 16 }] };
    const forged = forgeEvaluation({ policies: [grouped] });
    expect(forged.traceOf(0).groups?.['lora-b']?.[0]).toBeCloseTo(0.16, 6);
    expect(verifySubmission(forged.evidence(), edition2026_1).level).toBe(2);
  });

  it('draws numbers in [0, 1) that a seed determines', () => {
    const [a, b] = [randomFrom(3), randomFrom(3)];
    const drawn = Array.from({ length: 1000 }, () => a());
    expect(Array.from({ length: 1000 }, () => b())).toEqual(drawn);
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...drawn)).toBeLessThan(1);
    expect(drawn.reduce((sum, value) => sum + value, 0) / 1000).toBeCloseTo(0.5, 1);
  });
});
