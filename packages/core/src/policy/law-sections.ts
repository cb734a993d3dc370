import { z } from 'zod';
import type { Length } from '../units/index.js';
import type { LawDefinition } from './law.js';
import { laws } from './laws/registry.js';
import { formatLearningRate, formatLength } from './notation/numbers.js';

/**
 * The sections of docs/policies.md about the laws, one a law in the order of the registry, as Markdown. They are made of
 * each law's schema and `documentation`, so that the page cannot say another thing than the code.
 */
export function lawSections(definitions: readonly LawDefinition[] = laws): string {
  return definitions.map(lawSection).join('\n\n');
}

function lawSection({ name, notation, fields, documentation }: LawDefinition): string {
  const { sentence, formula, refused, source, example } = documentation;
  const written = notation.name === name ? '' : ` In notation it is \`${notation.name}\`.`;
  const values = example.updates.map(
    (t, index) => `${formatLearningRate(rounded(example.learningRates[index] ?? NaN))} at update ${String(t)}`,
  );
  return [
    `### ${name}`,
    `${sentence}${written}`,
    Object.entries(fields.shape)
      .map(
        ([field, schema]) =>
          `- \`${field}\`: ${documentation.fields?.[field] ?? fieldText(schema)}${field === notation.first ? '; written first' : ''}`,
      )
      .join('\n'),
    `\`\`\`text\n${formula.join('\n')}\n\`\`\``,
    `Refused: ${refused}. Source: ${source}.`,
    `Example: \`${example.notation}\` over ${String(example.totalUpdates)} updates is ${values.join(', ')}.`,
  ].join('\n\n');
}

/** What a field takes, and its default. */
function fieldText(schema: z.ZodType): string {
  const absent = schema.safeParse(undefined);
  const kind = kindOf(schema);
  if (!absent.success) return kind;
  return absent.data === undefined
    ? `${kind}; the whole of T where it is absent`
    : `${kind}; ${defaultText(absent.data)}`;
}

function kindOf(schema: z.ZodType): string {
  const { enum: words, type } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  if (words !== undefined) return `one of ${words.map((word) => `\`${String(word)}\``).join(', ')}`;
  if (type === 'array') return 'a list of lengths';
  return schema.safeParse({ steps: 1 }).success ? 'a length' : 'a number';
}

function defaultText(value: unknown): string {
  if (typeof value === 'number') return `${formatLearningRate(value)} where it is absent`;
  if (typeof value === 'string') return `\`${value}\` where it is absent`;
  return `${formatLength(value as Length)} update where it is absent`;
}

const SHOWN_DIGITS = 6;

/** For reading: 0.1 · 0.1 is shown as 0.01, not as the double it is. */
function rounded(value: number): number {
  return Number(value.toPrecision(SHOWN_DIGITS));
}
