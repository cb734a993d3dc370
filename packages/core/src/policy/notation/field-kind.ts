import { z } from 'zod';
import { getLaw } from '../laws/registry.js';

/** What a field takes, as its schema says. */
export type FieldKind = 'words' | 'damping' | 'length' | 'lengths' | 'numbers' | 'points' | 'metric' | 'number';

function schemaOf(law: string, field: string): z.ZodType | undefined {
  const schema = getLaw(law).fields.shape[field];
  return schema instanceof z.ZodDefault || schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema;
}

export function kindOf(law: string, field: string): FieldKind {
  const schema = schemaOf(law, field);
  const takes = (value: unknown) => schema?.safeParse(value).success === true;
  if (schema instanceof z.ZodEnum) return 'words';
  if (takes({ factor: 0.5 })) return 'damping';
  if (takes({ steps: 1 })) return 'length';
  if (takes([{ steps: 1 }])) return 'lengths';
  if (takes([0.1])) return 'numbers';
  if (takes([[0, 0.1]])) return 'points';
  return takes('loss') ? 'metric' : 'number';
}

/** The words that a field takes; none where it takes something else. */
export function wordsOf(law: string, field: string): readonly string[] {
  const schema = schemaOf(law, field);
  const options = schema instanceof z.ZodUnion ? (schema.options as readonly z.ZodType[]) : [schema];
  return options.flatMap((option) => (option instanceof z.ZodEnum ? option.options.map(String) : []));
}

/** A field's name as notation writes it: `peakAt` is `peak-at`. */
export function writtenName(field: string): string {
  return field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The field that a written name means; the document's own spelling is read too. */
export function fieldOfWritten(name: string): string {
  return name.replaceAll(/-([a-z])/g, (_whole, letter: string) => letter.toUpperCase());
}
