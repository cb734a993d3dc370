import {
  getNamedType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { isSchemaFresh } from '../commands/print-schema.js';
import { buildRegistrySchema } from './schema.js';

const schema = buildRegistrySchema();
const types = Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type) && !isSpecified(type));

function isSpecified(type: GraphQLNamedType): boolean {
  return isScalarType(type) && isSpecifiedScalarType(type);
}

interface Described {
  readonly name: string;
  readonly description: string;
  readonly isNumber: boolean;
}

const isNumber = (type: Parameters<typeof getNamedType>[0]) => ['Int', 'Float'].includes(String(getNamedType(type)));

type AnyField = GraphQLField<unknown, unknown> | GraphQLInputField;

const argumentsOf = (field: AnyField): readonly GraphQLArgument[] => ('args' in field ? field.args : []);

function membersOf(type: GraphQLNamedType): readonly Described[] {
  const own = { name: type.name, description: type.description ?? '', isNumber: false };
  if (isEnumType(type))
    return [
      own,
      ...type
        .getValues()
        .map(({ name, description }) => ({
          name: `${type.name}.${name}`,
          description: description ?? '',
          isNumber: false,
        })),
    ];
  if (!isObjectType(type) && !isInputObjectType(type)) return [own];
  return [
    own,
    ...Object.values<AnyField>(type.getFields()).flatMap((field) => [
      { name: `${type.name}.${field.name}`, description: field.description ?? '', isNumber: isNumber(field.type) },
      ...argumentsOf(field).map((argument) => ({
        name: `${type.name}.${field.name}(${argument.name})`,
        description: argument.description ?? '',
        isNumber: isNumber(argument.type),
      })),
    ]),
  ];
}

const everything = types.filter(({ name }) => !['Query', 'Mutation'].includes(name)).flatMap(membersOf);
const entryPoints = [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
  type ? membersOf(type).slice(1) : [],
);

describe('the schema', () => {
  it('is committed as it is printed', async () => {
    expect(await isSchemaFresh(), 'npm run -s registry -- schema').toBe(true);
  });

  it('describes every type, field, argument and enum value in a sentence', () => {
    const silent = [...everything, ...entryPoints].filter(({ description }) => !/^[A-Z`\d].*[.?]$/su.test(description));
    expect(silent.map(({ name, description }) => `${name}: ${description}`)).toEqual([]);
  });

  it('says of every number what it counts or in which unit it is', () => {
    const units = [
      /learning rates?\b|\bpeaks?\b/i,
      /\b(?:updates?|examples?|tokens?|epochs?|steps?|seconds?|items?|parameters|bytes)\b/i,
      /\b(?:metric|metricUnit|metric’s unit|nats|percent|share)\b/i,
      /\b0 to \d|\bfrom [01]\b|\b1 to \d/i,
      /\b(?:number of|rows?|runs?|arms?|seeds?|accounts?|tickets|submissions|points?|models|tasks|policies|citations|jobs|pieces of|rank)\b/i,
      /\bpublic name|\bin budgetUnit\b|floating-point operations/i,
    ];
    const numbers = [...everything, ...entryPoints].filter((member) => member.isNumber);
    expect(numbers.length).toBeGreaterThan(100);
    const silent = numbers.filter(({ description }) => !units.some((unit) => unit.test(description)));
    expect(silent.map(({ name, description }) => `${name}: ${description}`)).toEqual([]);
  });

  it('has the entry points of the contract, and those that the site’s own pages need', () => {
    const names = (type: 'getQueryType' | 'getMutationType') => Object.keys(schema[type]()?.getFields() ?? {}).sort();
    const contract = [
      ...['models', 'model', 'tasks', 'task', 'policies', 'policy', 'runs', 'run', 'submission', 'rangeTests'],
      ...['rangeTest', 'citations', 'citation', 'ticket', 'account', 'board', 'search', 'viewer', 'bestPolicy'],
      ...['compilePolicy', 'exportPolicy', 'studies', 'study'],
    ];
    const own = ['counts', 'equivalence', 'guide', 'queue', 'trainers'];
    expect(names('getQueryType')).toEqual([...contract, ...own].sort());
    const sent = ['requestChallenge', 'signIn', 'addKey', 'revokeKey', 'openTicket', 'renewTicket', 'submitRuns'];
    const mutations = [...sent, 'proposeTask', 'openTask', 'retireTask'];
    expect(names('getMutationType')).toEqual(mutations.sort());
  });

  it('answers every mutation with a union of an outcome and Refused', () => {
    for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
      const result = getNamedType(field.type);
      const members = 'getTypes' in result ? result.getTypes().map(({ name }) => name) : [];
      expect(members, field.name).toHaveLength(2);
      expect(members, field.name).toContain('Refused');
    }
  });

  it('pages every list that grows by first and after', () => {
    for (const type of types) {
      if (!isObjectType(type)) continue;
      for (const field of Object.values(type.getFields())) {
        if (!getNamedType(field.type).name.endsWith('Connection') || `${type.name}.${field.name}` === 'Board.rows')
          continue;
        const names = field.args.map(({ name }) => name);
        expect(names, `${type.name}.${field.name}`).toEqual(expect.arrayContaining(['first', 'after']));
        expect(names, `${type.name}.${field.name}`).not.toContain('offset');
      }
    }
  });

  it('shows no inner key of a table', () => {
    const inner = everything.filter(({ name }) => /\.(?:rowId|\w+Id)$/.test(name) && !/keyId$/.test(name));
    expect(inner.map(({ name }) => name)).toEqual([]);
  });
});
