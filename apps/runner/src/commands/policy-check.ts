import { type Policy, policyHash, printPolicy, type RunContext } from '@ratebook/core/policy';
import { readPolicy } from './arms.js';
import type { CommandContext } from './context.js';
import { compiledFor } from './policy-run.js';

/**
 * `ratebook policy check POLICY`: reads it, and says as what. With a run also whether the run can have it: lengths that fit,
 * a finite learning rate at every update.
 */
export function policyCheckCommand({ output }: CommandContext, text: string, run: RunContext | null): void {
  const policy = readPolicy(text);
  if (run !== null) compiledFor(policy, run);
  const notation = printPolicy(policy);
  const normalised = normalisations(text.trim(), policy, notation);
  output.line(`reads as ${notation}`);
  for (const line of normalised) output.paragraph(`  ${line}`, '  ');
  if (run !== null) output.line(`holds over ${String(run.totalUpdates)} updates`);
  output.result({ isValid: true, notation, document: policy, policyHash: policyHash(policy), normalised, run });
}

/** What the normal form has otherwise than the text, a sentence each. */
function normalisations(text: string, policy: Policy, notation: string): readonly string[] {
  if (!text.startsWith('{')) return text === notation ? [] : [`written otherwise: ${shortened(text)}`];
  const given = fieldsOf(JSON.parse(text));
  const normal = fieldsOf(policy);
  const added = [...normal.keys()].filter((path) => !given.has(path));
  const dropped = [...given.keys()].filter((path) => !normal.has(path));
  const changed = [...normal].filter(([path, value]) => given.has(path) && given.get(path) !== value);
  return [
    ...(added.length > 0
      ? [`written out: ${added.map((path) => `${path} ${normal.get(path) ?? ''}`).join(', ')}`]
      : []),
    ...changed.map(([path, value]) => `${path}: ${given.get(path) ?? ''} is ${value}`),
    ...(dropped.length > 0 ? [`left out: ${dropped.join(', ')}`] : []),
  ];
}

const LONGEST_SHOWN = 200;

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > LONGEST_SHOWN ? `${line.slice(0, LONGEST_SHOWN)}…` : line;
}

/** Every value of a document by its path (`phases[1].until.steps`), as JSON. */
export function fieldsOf(value: unknown, path = ''): ReadonlyMap<string, string> {
  if (typeof value !== 'object' || value === null) return new Map([[path, JSON.stringify(value)]]);
  const isList = Array.isArray(value);
  return new Map(
    Object.entries(value).flatMap(([key, inner]) => [
      ...fieldsOf(inner, isList ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`),
    ]),
  );
}
