import { z } from 'zod';
import { canonicalJson } from '../canonical/index.js';
import { accepted, type Parsed, pathText, type Refusal, type RefusalCode, refused, shown } from '../refusal/index.js';
import { LengthSchema } from '../units/index.js';
import { directionField, type LawFields, metricField } from './law.js';
import { findLaw, laws } from './laws/registry.js';
import { nearest } from './nearest.js';
import { normalizeNode, normalizePolicy } from './normalize.js';
import { GROUP_NAME, type Policy, type PolicyNode, WarmupSchema } from './policy.js';
import { NESTING_LIMIT, readJson, shownKey, tooLarge } from './read-json.js';

/** In a whole document, so that flattening never makes a sequence that is refused when it is read again. */
const MOST_PHASES = 1000;
const MOST_GROUPS = 1000;
/** Refusals that are listed: more help nobody, and a hostile document would have a million. */
const MOST_REFUSALS = 100;

const GroupsSchema = z
  .array(z.unknown(), 'a list of groups')
  .max(MOST_GROUPS, `at most ${String(MOST_GROUPS)} groups`)
  .pipe(
    z
      .array(
        z.strictObject({
          name: z.string().regex(GROUP_NAME, 'a name of letters, digits and _, with - or . between them'),
          multiplier: z.number().nonnegative('a multiplier of 0 or more'),
        }),
      )
      .refine((groups) => new Set(groups.map(({ name }) => name)).size === groups.length, 'each group once'),
  );

/** In a whole document: what follows a switch is compiled for its earliest and its latest start, so that they multiply. */
const MOST_SWITCHES = 8;

/** The fields of a switch beside the two policies. */
const SwitchSchema = z.strictObject({
  metric: metricField,
  direction: directionField,
  value: z.number(),
  atMost: LengthSchema,
});

/** One reading of a document: what was wrong so far, and how many phases and switches it has. */
interface Reading {
  readonly refusals: Refusal[];
  phases: number;
  switches: number;
}

/**
 * Reads a policy document (JSON text, or the value it holds) into normal form. Unknown and duplicate keys are refused
 * (duplicates can be seen in text alone); every bad field is listed with its path, up to a hundred of them.
 */
export function parsePolicyDocument(input: unknown): Parsed<Policy> {
  if (typeof input === 'string') {
    const json = readJson(input);
    return json.ok ? readPolicy(json.value) : json;
  }
  return readPolicy(input);
}

function readPolicy(input: unknown): Parsed<Policy> {
  if (!isObject(input)) return refused(refusal('policy.wrong-type', '', 'a policy document: a JSON object', input));
  const reading: Reading = { refusals: [], phases: 0, switches: 0 };
  const { refusals } = reading;
  const { version, groups, ...rest } = input;
  if (version !== 1)
    refusals.push(refusal(version === undefined ? 'policy.missing-key' : 'policy.wrong-type', 'version', '1', version));
  const node = readNode(rest, '', reading, 0);
  const readGroups = groups === undefined ? undefined : readWith(GroupsSchema, groups, 'groups', reading);
  if (refusals.length > 0 || node === null) return refused(...refusals.slice(0, MOST_REFUSALS));
  return accepted(normalizePolicy({ version: 1, ...node, ...(readGroups ? { groups: readGroups } : {}) }));
}

/** Null where anything in it is refused: a node that was read can be normalised and compared. */
function readNode(input: unknown, path: string, reading: Reading, depth: number): PolicyNode | null {
  const refusedBefore = reading.refusals.length;
  const node = readWholeNode(input, path, reading, depth);
  return reading.refusals.length > refusedBefore ? null : node;
}

function readWholeNode(input: unknown, path: string, reading: Reading, depth: number): PolicyNode | null {
  const { refusals } = reading;
  if (depth > NESTING_LIMIT) {
    refusals.push(tooLarge(`more than ${String(NESTING_LIMIT)} levels of nesting`));
    return null;
  }
  if (!isObject(input)) {
    refusals.push(refusal('policy.wrong-type', path, 'an object with a law', input));
    return null;
  }
  const { law, warmup, ...fields } = input;
  const at = (field: string) => (path === '' ? field : `${path}.${field}`);
  const readWarmup = warmup === undefined ? undefined : readWith(WarmupSchema, warmup, at('warmup'), reading);
  const head = { law, ...(readWarmup ? { warmup: readWarmup } : {}) };
  if (law === 'sequence') {
    const phases = readPhases(fields, path, reading, depth);
    return phases === null ? null : ({ ...head, phases } as unknown as PolicyNode);
  }
  if (law === 'switch') {
    const halves = readSwitch(fields, path, reading, depth);
    return halves === null ? null : ({ ...head, ...halves } as unknown as PolicyNode);
  }
  const definition = typeof law === 'string' ? findLaw(law) : undefined;
  if (definition === undefined) {
    refusals.push(unknownLaw(law, at('law')));
    return null;
  }
  if (definition.hasOwnWarmup === true && warmup !== undefined) {
    refusals.push(refusal('policy.unknown-key', at('warmup'), `no warm-up in front of ${definition.name}`, warmup));
    return null;
  }
  const read = readWith(definition.fields, fields, path, reading);
  if (read === null) return null;
  const given = withoutUndefined(read) as LawFields;
  return { ...head, ...definition.implied?.(given), ...given } as PolicyNode;
}

function readSwitch(fields: Record<string, unknown>, path: string, reading: Reading, depth: number) {
  const at = (field: string) => (path === '' ? field : `${path}.${field}`);
  reading.switches += 1;
  if (reading.switches > MOST_SWITCHES) {
    reading.refusals.push(tooLarge(`more than ${String(MOST_SWITCHES)} switches`));
    return null;
  }
  const { before, after, ...rest } = fields;
  const own = readWith(SwitchSchema, rest, path, reading);
  const halves = {
    before: readNode(before, at('before'), reading, depth + 1),
    after: readNode(after, at('after'), reading, depth + 1),
  };
  return own === null ? null : { ...own, ...halves };
}

function readPhases(fields: Record<string, unknown>, path: string, reading: Reading, depth: number) {
  const { refusals } = reading;
  const at = (field: string) => (path === '' ? field : `${path}.${field}`);
  for (const key of Object.keys(fields)) {
    if (key !== 'phases') refusals.push(unknownKey(key, path, ['phases', 'warmup']));
  }
  const { phases } = fields;
  reading.phases += Array.isArray(phases) ? phases.length : 0;
  if (!Array.isArray(phases) || phases.length === 0 || reading.phases > MOST_PHASES) {
    refusals.push(
      refusal(
        phases === undefined ? 'policy.missing-key' : 'policy.wrong-type',
        at('phases'),
        `1 to ${String(MOST_PHASES)} phases in the whole document`,
        Array.isArray(phases) ? reading.phases : phases,
      ),
    );
    return null;
  }
  // Array.from, not map: a list with holes has phases there that are none.
  const read = Array.from(phases, (phase: unknown, index) =>
    readPhase(phase, at(`phases[${String(index)}]`), index === phases.length - 1, reading, depth),
  );
  const earlier = new Set<string>();
  if (read.some((phase) => phase?.resume === true)) {
    for (const [index, phase] of read.entries()) {
      // What cannot be read cannot be compared, and it may be the one that is resumed.
      if (phase?.policy == null) break;
      const identity = canonicalJson(normalizeNode(phase.policy));
      if (phase.resume === true && !earlier.has(identity)) {
        const resumePath = at(`phases[${String(index)}].resume`);
        refusals.push(refusal('policy.phase-order', resumePath, 'an earlier phase of the same policy', 'none'));
      }
      earlier.add(identity);
    }
  }
  return read;
}

function readPhase(phase: unknown, path: string, isLast: boolean, reading: Reading, depth: number) {
  const { refusals } = reading;
  if (!isObject(phase)) {
    refusals.push(refusal('policy.wrong-type', path, 'a phase: {"policy", "until"}', phase));
    return null;
  }
  const { policy, until, resume, ...others } = phase;
  for (const key of Object.keys(others)) refusals.push(unknownKey(key, path, ['policy', 'until', 'resume']));
  if (resume !== undefined && typeof resume !== 'boolean')
    refusals.push(refusal('policy.wrong-type', `${path}.resume`, 'true', resume));
  if (isLast && until !== undefined)
    refusals.push(refusal('policy.unknown-key', `${path}.until`, 'no until on the last phase', until));
  if (!isLast && until === undefined) refusals.push(refusal('policy.missing-key', `${path}.until`, 'a length', until));
  const readUntil = isLast || until === undefined ? undefined : readWith(LengthSchema, until, `${path}.until`, reading);
  const node = readNode(policy, `${path}.policy`, reading, depth + 1);
  return { policy: node, ...(readUntil ? { until: readUntil } : {}), ...(resume === true ? { resume } : {}) };
}

/** Reads with a schema; each issue becomes a refusal of the policy language. Null where there were any. */
function readWith<T>(schema: z.ZodType<T>, input: unknown, path: string, reading: Reading): T | null {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  for (const issue of result.error.issues) reading.refusals.push(...refusalsOf(issue, input, path));
  return null;
}

function refusalsOf(issue: z.core.$ZodIssue, input: unknown, path: string): readonly Refusal[] {
  const inside = pathText(issue.path);
  const whole = path !== '' && inside !== '' && !inside.startsWith('[') ? `${path}.${inside}` : `${path}${inside}`;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey(key, whole, []));
  }
  const value = issue.path.reduce<unknown>(
    (held, part) => (isObject(held) || Array.isArray(held) ? (held as Record<PropertyKey, unknown>)[part] : undefined),
    input,
  );
  // What zod says without our words for it: "Invalid input: expected number, received undefined".
  const expected = issue.message.replace(/^Invalid (?:input|option): expected (.*?)(?:, received .*)?$/, '$1');
  return [refusal(codeOf(issue, value), whole, expected, value)];
}

function codeOf(issue: z.core.$ZodIssue, value: unknown): RefusalCode {
  if (value === undefined) return 'policy.missing-key';
  if (issue.code === 'custom' && typeof issue.params?.['refusal'] === 'string')
    return issue.params['refusal'] as RefusalCode;
  if (typeof value === 'number' && issue.message.includes('learning rate')) {
    if (!Number.isFinite(value)) return 'policy.non-finite-learning-rate';
    // One that is on the wrong side of another is no negative one.
    if (value < 0) return 'policy.negative-learning-rate';
  }
  return 'policy.wrong-type';
}

export function unknownLaw(law: unknown, path: string): Refusal {
  const names = [...laws.map(({ name }) => name), 'sequence', 'switch'];
  const near = typeof law === 'string' ? nearest(law, names) : null;
  return {
    code: law === undefined ? 'policy.missing-key' : 'policy.unknown-law',
    path,
    expected: `one of ${names.join(', ')}`,
    got: shown(law),
    message:
      law === undefined
        ? `${path}: the name of a law is missing.`
        : `There is no law ${shown(law)}${near === null ? '.' : `; did you mean "${near}"?`}`,
  };
}

/** `parent` is the path of the object that has the key. */
function unknownKey(key: string, parent: string, known: readonly string[]): Refusal {
  const expected = known.length === 0 ? 'only the fields of the law' : `only ${known.join(', ')}`;
  const name = shownKey(key);
  const path = parent === '' ? name : `${parent}.${name}`;
  return {
    code: 'policy.unknown-key',
    path,
    expected,
    got: name,
    message: `${path}: there is no field "${name}" here.`,
  };
}

function refusal(code: RefusalCode, path: string, expected: string, value: unknown): Refusal {
  const got = shown(value);
  return {
    code,
    path,
    expected,
    got,
    message: `${path === '' ? 'The policy' : path}: expected ${expected}, got ${got}.`,
  };
}

function withoutUndefined<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
