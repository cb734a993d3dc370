import { z } from 'zod';
import type { Json } from '../canonical/index.js';
import { type Length, LengthOrZeroSchema } from '../units/index.js';
import { learningRateField } from './law.js';

export const WARMUP_SHAPES = ['linear', 'cosine', 'constant', 'logarithmic'] as const;

export const WarmupSchema = z.strictObject({
  length: LengthOrZeroSchema,
  from: learningRateField.default(0),
  shape: z.enum(WARMUP_SHAPES).default('linear'),
});

/** The first updates of a node: from `from` to the law's own start, in one of four shapes. */
export interface Warmup {
  readonly length: Length;
  readonly from: number;
  readonly shape: (typeof WARMUP_SHAPES)[number];
}

/** A law with its fields, as the document holds them. */
export interface LawNode {
  readonly law: string;
  readonly warmup?: Warmup;
  readonly [field: string]: Json | Warmup | undefined;
}

export interface Phase {
  readonly policy: PolicyNode;
  /** Counts from the start of the sequence; absent on the last phase. */
  readonly until?: Length;
  /** Continues the latest earlier phase of the same policy where it stopped. */
  readonly resume?: true;
}

export interface SequenceNode {
  readonly law: 'sequence';
  readonly phases: readonly Phase[];
  readonly warmup?: Warmup;
}

/** `before` until a metric reaches a value, or `atMost`; then `after`. A closed loop. */
export interface SwitchNode {
  readonly law: 'switch';
  readonly metric: string;
  /** Reached: ≤ value to minimize, ≥ value to maximize. */
  readonly direction: 'minimize' | 'maximize';
  readonly value: number;
  readonly before: PolicyNode;
  readonly after: PolicyNode;
  readonly atMost: Length;
  readonly warmup?: Warmup;
}

export type PolicyNode = LawNode | SequenceNode | SwitchNode;

/** Names of parameter groups that the notation can read: at most 80 characters. */
export const GROUP_NAME = /^(?=.{1,80}$)[A-Za-z_][A-Za-z0-9_]*(?:[-.][A-Za-z0-9_]+)*$/;

export interface Group {
  readonly name: string;
  readonly multiplier: number;
}

/** A whole policy in normal form: what is hashed, stored, printed and compiled. */
export type Policy = PolicyNode & { readonly version: 1; readonly groups?: readonly Group[] };

export function isSequence(node: PolicyNode): node is SequenceNode {
  return node.law === 'sequence';
}

export function isSwitch(node: PolicyNode): node is SwitchNode {
  return node.law === 'switch';
}

/** A policy's node without what only the top carries. */
export function nodeOf(policy: Policy): PolicyNode {
  const { version: _version, groups: _groups, ...node } = policy;
  return node;
}
