import { HASH_PATTERN } from '@ratebook/core/canonical';
import { GraphQLError, GraphQLScalarType, Kind, type ValueNode, valueFromASTUntyped } from 'graphql';

const wrong = (scalar: string, expected: string) =>
  new GraphQLError(`${scalar}: expected ${expected}.`, { extensions: { code: 'BAD_USER_INPUT' } });

function text(scalar: string, expected: string, value: unknown): string {
  if (typeof value !== 'string') throw wrong(scalar, expected);
  return value;
}

function hash(value: unknown): string {
  const read = text('Hash', 'SHA-256 in 64 lower-case hex digits', value);
  if (!HASH_PATTERN.test(read)) throw wrong('Hash', 'SHA-256 in 64 lower-case hex digits');
  return read;
}

const literalText = (node: ValueNode) => (node.kind === Kind.STRING ? node.value : undefined);

export const HashScalar = new GraphQLScalarType<string, string>({
  name: 'Hash',
  description: 'SHA-256 in 64 lower-case hex digits.',
  serialize: hash,
  parseValue: hash,
  parseLiteral: (node) => hash(literalText(node)),
});

function policy(value: unknown): string | Record<string, unknown> {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw wrong('PolicyDocument', 'a line of notation, or a policy document as an object or as JSON text');
}

/** Core's parser reads it and owns the messages; the scalar only says what kinds of value it may be. */
export const PolicyDocumentScalar = new GraphQLScalarType<string | Record<string, unknown>, unknown>({
  name: 'PolicyDocument',
  description:
    'A learning-rate policy: a document or one line of notation going in, a document in normal form coming out.',
  serialize: (value) => value,
  parseValue: policy,
  parseLiteral: (node, variables) => policy(valueFromASTUntyped(node, variables)),
});

export const SubmissionDocumentScalar = new GraphQLScalarType<string, string>({
  name: 'SubmissionDocument',
  description: 'The exact text of a submission, as it was signed.',
  serialize: (value) => text('SubmissionDocument', 'the text that was signed', value),
  parseValue: (value) => text('SubmissionDocument', 'the text that was signed', value),
  parseLiteral: (node) => text('SubmissionDocument', 'the text that was signed', literalText(node)),
});

/** Levels of arrays and objects that are read: what recurses into a deeper value runs out of stack. */
const JSON_DEPTH = 64;

const isNest = (value: unknown): value is object => typeof value === 'object' && value !== null;

function bounded(value: unknown): unknown {
  let level = [value].filter(isNest);
  for (let depth = 0; depth < JSON_DEPTH && level.length > 0; depth += 1)
    level = level.flatMap((nest): readonly unknown[] => Object.values(nest)).filter(isNest);
  if (level.length > 0) throw wrong('JSON', `a value of at most ${String(JSON_DEPTH)} levels`);
  return value;
}

export const JsonScalar = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  description: `Any JSON value; going in, of at most ${String(JSON_DEPTH)} levels.`,
  serialize: (value) => value,
  parseValue: bounded,
  parseLiteral: (node, variables) => bounded(valueFromASTUntyped(node, variables)),
});

export const DateTimeScalar = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description: 'ISO 8601, UTC.',
  serialize: (value) => (value instanceof Date ? value.toISOString() : text('DateTime', 'a time', value)),
  parseValue: (value) => time(value),
  parseLiteral: (node) => time(literalText(node)),
});

function time(value: unknown): Date {
  const read = new Date(text('DateTime', 'a time as ISO 8601', value));
  if (Number.isNaN(read.getTime())) throw wrong('DateTime', 'a time as ISO 8601');
  return read;
}
