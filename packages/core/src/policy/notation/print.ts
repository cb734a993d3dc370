import { canonicalJson } from '../../canonical/index.js';
import type { Length } from '../../units/index.js';
import { getLaw } from '../laws/registry.js';
import {
  isSequence,
  type LawNode,
  nodeOf,
  type Phase,
  type Policy,
  type PolicyNode,
  type SequenceNode,
  type Warmup,
} from '../policy.js';
import { formatLearningRate, formatLength } from './numbers.js';

/** The one canonical line of a policy. Fields that equal their default are left out; reading it back changes nothing. */
export function printPolicy(policy: Policy): string {
  const groups = (policy.groups ?? []).map(({ name, multiplier }) => `${name}=${formatLearningRate(multiplier)}`);
  return `${printNode(nodeOf(policy), true)}${groups.length > 0 ? ` with groups(${groups.join(', ')})` : ''}`;
}

function printNode(node: PolicyNode, isTop: boolean): string {
  if (!isSequence(node)) return printLaw(node);
  const isBare = isTop && node.warmup === undefined && node.phases.length > 1;
  return isBare ? node.phases.map(printPhase).join('; ') : printWrapped(node);
}

function printWrapped(node: SequenceNode): string {
  return `sequence(${[node.phases.map(printPhase).join('; '), ...printWarmup(node.warmup)].join(', ')})`;
}

function printPhase({ policy, until, resume }: Phase): string {
  return `${printNode(policy, false)}${resume === true ? ' resume' : ''}${until === undefined ? '' : ` until ${formatLength(until)}`}`;
}

function printLaw(node: LawNode): string {
  const { law, warmup, ...fields } = node;
  const { notation, fields: schema } = getLaw(law);
  const words: string[] = [];
  const end = fields['end'];
  const showsArrow = notation.hasArrow === true && end !== 0;
  const first = formatValue(fields[notation.first]);
  words.push(showsArrow ? `${first} -> ${formatValue(end)}` : first);
  for (const name of Object.keys(schema.shape)) {
    const value = fields[name];
    const isWrittenFirst = name === notation.first || (notation.hasArrow === true && name === 'end');
    if (isWrittenFirst || value === undefined || isDefault(schema.shape[name], value)) continue;
    words.push(`${name}=${formatValue(value)}`);
  }
  return `${notation.name}(${[...words, ...printWarmup(warmup)].join(', ')})`;
}

function printWarmup(warmup: Warmup | undefined): readonly string[] {
  if (warmup === undefined) return [];
  return [
    `warmup=${formatLength(warmup.length)}`,
    ...(warmup.from === 0 ? [] : [`warmup-from=${formatLearningRate(warmup.from)}`]),
    ...(warmup.shape === 'linear' ? [] : [`warmup-shape=${warmup.shape}`]),
  ];
}

function isDefault(
  schema: { safeParse(input: unknown): { success: boolean; data?: unknown } } | undefined,
  value: unknown,
): boolean {
  const standard = schema?.safeParse(undefined);
  return (
    standard?.success === true && standard.data !== undefined && canonicalJson(standard.data) === canonicalJson(value)
  );
}

function formatValue(value: unknown): string {
  if (typeof value === 'number') return formatLearningRate(value);
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return `[${value.map(formatValue).join(', ')}]`;
  return formatLength(value as Length);
}
