import { z } from 'zod';
import { parsePolicyDocument, type Policy } from '../policy/index.js';
import { accepted, type Parsed, parseWithSchema, type Refusal, refused, shown } from '../refusal/index.js';

/** A parameter of a template: what stands in a policy document in place of a value. */
export type Parameter =
  | { readonly scale: 'log' | 'linear'; readonly low: number; readonly high: number; readonly path: string }
  | { readonly scale: 'choice'; readonly values: readonly unknown[]; readonly path: string };

/** A policy document with parameters in it. */
export interface Template {
  /** The law's name, for people. */
  readonly law: string;
  /** In the order in which they stand in the document. */
  readonly parameters: readonly Parameter[];
  /** The policy with these values in place of the parameters, or why there is none. */
  readonly fill: (values: readonly unknown[]) => Parsed<Policy>;
}

/** A search space, read. */
export interface Space {
  /** The document as it was given. */
  readonly document: unknown;
  readonly templates: readonly Template[];
}

const MOST_TEMPLATES = 32;
/** The dimensions of the quasi-random sequence, less one for the template. */
const MOST_PARAMETERS = 15;
const MOST_CHOICES = 64;
const DEEPEST = 32;

const SpaceSchema = z.strictObject({
  version: z.literal(1),
  templates: z
    .array(z.record(z.string(), z.json()))
    .min(1, 'at least one template: the space is empty')
    .max(MOST_TEMPLATES),
});

const SCALES = ['log', 'linear', 'choice'] as const;

/** The scale of what stands for a parameter: an object of one key, which names it. */
function scaleOf(value: unknown): (typeof SCALES)[number] | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const keys = Object.keys(value);
  return keys.length === 1 ? (SCALES.find((scale) => scale === keys[0]) ?? null) : null;
}

function wrong(path: string, expected: string, got: unknown): Refusal {
  return {
    code: 'space.parameter',
    path,
    expected,
    got: shown(got),
    message: `${path}: expected ${expected}; got ${shown(got)}.`,
  };
}

function readParameter(value: Record<string, unknown>, path: string): Parsed<Parameter> {
  const [scale, given] = [scaleOf(value), Object.values(value)[0]];
  if (scale === 'choice') {
    const isList = Array.isArray(given) && given.length > 0 && given.length <= MOST_CHOICES;
    return isList
      ? accepted({ scale, values: given as readonly unknown[], path })
      : refused(wrong(path, `{"choice": [1 to ${String(MOST_CHOICES)} values]}`, value));
  }
  const [low, high] = Array.isArray(given) && given.length === 2 ? (given as unknown[]) : [];
  const least = scale === 'log' ? Number.MIN_VALUE : -Infinity;
  if (typeof low !== 'number' || typeof high !== 'number' || low < least || low >= high)
    return refused(
      wrong(
        path,
        scale === 'log' ? '{"log": [low, high]} with 0 < low < high' : '{"linear": [low, high]} with low < high',
        value,
      ),
    );
  return accepted({ scale: scale ?? 'linear', low, high, path });
}

/** Walks a document and gives every parameter in it to `take`, whose answer stands in its place. */
function replaceParameters(
  value: unknown,
  take: (parameter: Record<string, unknown>, path: string) => unknown,
  path = '',
  depth = 0,
): unknown {
  if (depth > DEEPEST || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value))
    return value.map((item, index) => replaceParameters(item, take, `${path}[${String(index)}]`, depth + 1));
  if (scaleOf(value) !== null) return take(value as Record<string, unknown>, path);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      replaceParameters(inner, take, path === '' ? key : `${path}.${key}`, depth + 1),
    ]),
  );
}

function readTemplate(document: Readonly<Record<string, unknown>>, at: string): Parsed<Template> {
  const parameters: Parameter[] = [];
  const refusals: Refusal[] = [];
  replaceParameters(
    document,
    (value, path) => {
      const read = readParameter(value, path);
      if (read.ok) parameters.push(read.value);
      else refusals.push(...read.refusals);
      return null;
    },
    at,
  );
  if (parameters.length > MOST_PARAMETERS)
    refusals.push(wrong(at, `at most ${String(MOST_PARAMETERS)} parameters`, parameters.length));
  if (refusals.length > 0) return refused(...refusals);
  const fill = (values: readonly unknown[]) => {
    let next = 0;
    const filled = replaceParameters(document, () => values[next++]) as Record<string, unknown>;
    return parsePolicyDocument({ version: 1, ...filled });
  };
  const law = typeof document['law'] === 'string' ? document['law'] : 'no law';
  return accepted({ law, parameters, fill });
}

/**
 * Reads a search space: `{"version": 1, "templates": [policy document…]}`, where in place of any value of a document stands
 * `{"log": [low, high]}`, `{"linear": [low, high]}` or `{"choice": [values]}`. Every bad parameter is listed with its path.
 */
export function parseSpace(input: unknown): Parsed<Space> {
  const read = parseWithSchema(SpaceSchema, input, 'space.schema');
  if (!read.ok) return read;
  const templates: Template[] = [];
  const refusals: Refusal[] = [];
  for (const [index, document] of read.value.templates.entries()) {
    const template = readTemplate(document, `templates[${String(index)}]`);
    if (template.ok) templates.push(template.value);
    else refusals.push(...template.refusals);
  }
  return refusals.length > 0 ? refused(...refusals) : accepted({ document: input, templates });
}
