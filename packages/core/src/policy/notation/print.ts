import { canonicalJson } from '../../canonical/index.js';
import type { Length } from '../../units/index.js';
import type { LawFields } from '../law.js';
import { getLaw } from '../laws/registry.js';
import {
  isSequence,
  isSwitch,
  type LawNode,
  nodeOf,
  type Phase,
  type Policy,
  type PolicyNode,
  type SequenceNode,
  type SwitchNode,
  type Warmup,
} from '../policy.js';
import { writtenName } from './field-kind.js';
import { formatLearningRate, formatLength } from './numbers.js';
import { isWord } from './tokens.js';

/** The one canonical line of a policy. Fields that equal their default are left out; reading it back changes nothing. */
export function printPolicy(policy: Policy): string {
  const groups = (policy.groups ?? []).map(({ name, multiplier }) => `${name}=${formatLearningRate(multiplier)}`);
  return `${printNode(nodeOf(policy), true)}${groups.length > 0 ? ` with groups(${groups.join(', ')})` : ''}`;
}

function printNode(node: PolicyNode, isTop: boolean): string {
  if (isSwitch(node)) return printSwitch(node);
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

function printSwitch({ before, after, metric, direction, value, atMost, warmup }: SwitchNode): string {
  const halves = `${printNode(before, false)} -> ${printNode(after, false)}`;
  const fields = [
    `metric=${formatMetric(metric)}`,
    `direction=${direction}`,
    `value=${formatLearningRate(value)}`,
    `at-most=${formatLength(atMost)}`,
  ];
  return `switch(${[halves, ...fields, ...printWarmup(warmup)].join(', ')})`;
}

function printLaw(node: LawNode): string {
  const { law, warmup, ...fields } = node;
  const { notation, fields: schema, implied } = getLaw(law);
  const { word, first, hasArrow, rangeTo } = notation;
  const end = hasArrow === true && fields['end'] !== 0 ? ` -> ${formatValue(fields['end'])}` : '';
  const range = rangeTo === undefined ? '' : ` .. ${formatValue(fields[rangeTo])}`;
  const words = [
    ...(word === undefined ? [] : [formatValue(fields[word])]),
    `${formatValue(fields[first])}${end}${range}`,
  ];
  const writtenFirst = [word, first, rangeTo, ...(hasArrow === true ? ['end'] : [])];
  const ofOthers = implied?.(fields as LawFields) ?? {};
  for (const name of Object.keys(schema.shape)) {
    const value = fields[name];
    if (writtenFirst.includes(name) || value === undefined) continue;
    if (isDefault(schema.shape[name], value) || isSame(ofOthers[name], value)) continue;
    words.push(`${writtenName(name)}=${formatValue(value)}`);
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
  return standard?.success === true && isSame(standard.data, value);
}

function isSame(standard: unknown, value: unknown): boolean {
  return standard !== undefined && canonicalJson(standard) === canonicalJson(value);
}

function formatMetric(metric: string): string {
  return isWord(metric) ? metric : `"${metric}"`;
}

function formatValue(value: unknown): string {
  if (typeof value === 'number') return formatLearningRate(value);
  if (typeof value === 'string') return formatMetric(value);
  if (Array.isArray(value)) return `[${value.map(formatItem).join(', ')}]`;
  const { factor } = value as { readonly factor?: number };
  return factor === undefined ? formatLength(value as Length) : formatLearningRate(factor);
}

/** An item of a list: a length, a number, or a point. */
function formatItem(item: unknown): string {
  return Array.isArray(item) ? item.map(formatValue).join(': ') : formatValue(item);
}
