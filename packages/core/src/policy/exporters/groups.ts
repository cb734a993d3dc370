import type { ExportCandidate, ExportInput } from './exporter.js';

/** What a form carries that knows no parameter groups. */
export const NO_GROUPS: ReadonlyMap<string, number> = new Map();

/** Parameter groups that a form does not carry. */
export function groupNotes(input: ExportInput, carried: ReadonlyMap<string, number>, place: string): readonly string[] {
  const missing = [...input.compiled.groups.keys()].filter((name) => !carried.has(name));
  if (missing.length === 0) return [];
  return [`${place} has no learning rate for ${missing.join(', ')}: the policy's multipliers are left out.`];
}

/** A form that leaves groups out is not meant as the policy. */
export function intentWithGroups(
  intent: ExportCandidate['intent'],
  input: ExportInput,
  carried: ReadonlyMap<string, number>,
): ExportCandidate['intent'] {
  return [...input.compiled.groups.keys()].every((name) => carried.has(name)) ? intent : 'nearest';
}
