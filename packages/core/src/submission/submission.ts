import { utf8ToBytes } from '@noble/hashes/utils.js';
import { z } from 'zod';
import { canonicalJson, digestText, HASH_PATTERN, type Hash } from '../canonical/index.js';
import { type Parsed, parseWithSchema, type Refusal, refused, shown } from '../refusal/index.js';
import { RunSchema } from '../run/index.js';
import { BudgetSchema, RecipeSchema } from '../task/index.js';
import { TICKET_KINDS } from '../ticket/index.js';
import { RangeTestSchema } from '../range-test/index.js';

/** 1 MB of canonical text: traces and predictions travel as artefacts. */
export const SUBMISSION_LIMIT_BYTES = 1_000_000;

/** Arms of a submission, and of the ticket that it is made under. */
export const MOST_ARMS = 64;

/** A policy may have 32 levels of phases, each of which is three of JSON. */
export const NESTING_LIMIT = 128;

export const LICENCE = 'CC-BY-4.0';

export const EnvironmentSchema = z.strictObject({
  platform: z.string().max(80),
  device: z.string().max(120),
  deviceCount: z.int().positive(),
  /** Name and version of everything that trained: `{"node": "20.20.2", "onnxruntime-web": "1.30.0"}`. */
  versions: z.record(z.string().max(60), z.string().max(60)),
  /** SHA-256 digests that the trainer reported of its data and its initial weights. */
  dataDigest: z.string().regex(HASH_PATTERN).nullable(),
  weightsDigest: z.string().regex(HASH_PATTERN).nullable(),
});
export type Environment = z.infer<typeof EnvironmentSchema>;

export const SubmittedArmSchema = z.strictObject({
  /** `slug@version`. */
  task: z.string().max(100),
  budget: BudgetSchema,
  /** A policy document; check F04 reads it. */
  policy: z.record(z.string(), z.json()),
  recipe: RecipeSchema,
});
export type SubmittedArm = z.infer<typeof SubmittedArmSchema>;

/** Runs under a ticket (or without one: imported), as the runner's key signs them (contracts.md 4). */
export const SubmissionSchema = z.strictObject({
  version: z.literal(1),
  kind: z.enum(TICKET_KINDS),
  ticket: z.strictObject({ id: z.string().min(8).max(64), nonce: z.string().min(16).max(64) }).nullable(),
  licence: z.literal(LICENCE),
  runner: z.strictObject({ version: z.string().max(40), packageDigest: z.string().regex(HASH_PATTERN).nullable() }),
  environment: EnvironmentSchema,
  arms: z.array(SubmittedArmSchema).min(1).max(MOST_ARMS),
  runs: z.array(RunSchema).min(1).max(4096),
  rangeTest: RangeTestSchema.nullable(),
  study: z.string().regex(HASH_PATTERN).nullable(),
});
export type Submission = z.infer<typeof SubmissionSchema>;

/** The exact text that is signed, stored and named: the canonical JSON of a submission. */
export function submissionText(submission: Submission): string {
  return canonicalJson(submission);
}

/** The id of a submission: SHA-256 of its exact signed text. */
export function submissionId(text: string): Hash {
  return digestText(text);
}

/** The id of a submission's run: the submission's first 16 digits and the run's index. */
export function runId(submission: string, index: number): string {
  return `${submission.slice(0, 16)}-${String(index)}`;
}

/**
 * Reads a submission's text; all bad fields are listed. Size and nesting are checked before anything is read: a text of
 * brackets alone would otherwise end whoever walks it by recursion.
 */
export function parseSubmission(text: string): Parsed<Submission> {
  if (isOverBytes(text, SUBMISSION_LIMIT_BYTES)) return refused(tooLarge(`${String(SUBMISSION_LIMIT_BYTES)} bytes`));
  if (isNestedDeeper(text, NESTING_LIMIT)) return refused(tooLarge(`${String(NESTING_LIMIT)} levels of nesting`));
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return refused({
      code: 'document.not-json',
      path: '',
      expected: 'a JSON object',
      got: shown(text),
      message: 'The submission is not JSON.',
    });
  }
  return parseWithSchema(SubmissionSchema, document);
}

/** Whether a text has more UTF-8 bytes than the limit. A text of more characters is over it in any case. */
function isOverBytes(text: string, limit: number): boolean {
  return text.length > limit || utf8ToBytes(text).length > limit;
}

/** Whether (what should be) JSON opens more brackets at once than the limit, those inside strings left out. */
function isNestedDeeper(text: string, limit: number): boolean {
  let [depth, isString] = [0, false];
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (isString && character === '\\') index += 1;
    else if (character === '"') isString = !isString;
    else if (isString) continue;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth > limit) return true;
  }
  return false;
}

function tooLarge(limit: string): Refusal {
  return {
    code: 'document.too-large',
    path: '',
    expected: `at most ${limit}`,
    got: `more than ${limit}`,
    message: `The submission has more than ${limit}; no more are read. Traces go as artefacts.`,
  };
}

/** Every artefact that a submission names, each once. */
export function artefactsOf(submission: Submission): readonly string[] {
  const named = submission.runs.flatMap((run) => [run.trace, run.timing, run.predictions, run.events]);
  return [...new Set([...named, submission.study].filter((hash) => hash !== null))];
}
