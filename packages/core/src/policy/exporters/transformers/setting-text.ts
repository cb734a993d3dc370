import type { Json } from '../../../canonical/index.js';

/** Settings by the tool's own names, in the order in which they are written. */
export type Settings = Readonly<Record<string, Json>>;

/** Counts: written without a point. Any other number is a float, and libraries tell `1` from `1.0`. */
const COUNTS = [
  'warmup_steps',
  'max_steps',
  'num_decay_steps',
  'num_stable_steps',
  'num_cycles',
  'timescale',
  'patience',
  'cooldown',
];

/** A setting as Python writes it. */
export function pythonText(key: string, value: Json): string {
  if (typeof value === 'number') return numberText(key, value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (value === null) return 'None';
  if (typeof value === 'string') return JSON.stringify(value);
  if (isList(value)) return `[${value.map((item) => pythonText(key, item)).join(', ')}]`;
  const items = Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${pythonText(name, item)}`);
  return `{${items.join(', ')}}`;
}

/** Settings as a YAML document; what is nested stands indented below its key. */
export function yamlText(settings: Settings): string {
  return `${yamlLines(settings).join('\n')}\n`;
}

function yamlLines(settings: Settings): readonly string[] {
  return Object.entries(settings).flatMap(([key, value]) => {
    if (!isNested(value)) return [`${key}: ${yamlScalar(key, value)}`];
    if (!isList(value)) return [`${key}:`, ...yamlLines(value).map((line) => `  ${line}`)];
    return [`${key}:`, ...value.flatMap((item) => listItem(key, item))];
  });
}

function listItem(key: string, item: Json): readonly string[] {
  const lines = isNested(item) && !isList(item) ? yamlLines(item) : [yamlScalar(key, item)];
  return lines.map((line, index) => `  ${index === 0 ? '-' : ' '} ${line}`);
}

type Nested = readonly Json[] | Settings;

function isNested(value: Json): value is Nested {
  return typeof value === 'object' && value !== null;
}

/** Words that need no quotes in YAML, and are read as the text that they are. */
const PLAIN_WORD = /^[A-Za-z][A-Za-z0-9_-]*$/;
const READ_AS_OTHER = /^(?:true|false|yes|no|on|off|y|n|null)$/i;

function yamlScalar(key: string, value: Json): string {
  if (typeof value === 'number') return yamlNumber(key, value);
  return typeof value === 'string' && PLAIN_WORD.test(value) && !READ_AS_OTHER.test(value)
    ? value
    : JSON.stringify(value);
}

/** Smaller ones are read more easily with an exponent. */
const LEAST_PLAIN = 1e-3;

function numberText(key: string, value: number): string {
  const text = value !== 0 && Math.abs(value) < LEAST_PLAIN ? value.toExponential() : String(value);
  if (text.includes('e') || text.includes('.')) return text;
  return COUNTS.includes(key) ? text : `${text}.0`;
}

/** With a point in the mantissa: PyYAML reads `2e-5` as a text, `2.0e-5` as a number. */
function yamlNumber(key: string, value: number): string {
  const [mantissa = '', exponent] = numberText(key, value).split('e');
  if (exponent === undefined) return mantissa;
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}e${exponent}`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
