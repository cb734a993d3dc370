import type { Parsed, Refusal as CoreRefusal } from '@ratebook/core/refusal';
import { type ClassType, createUnionType, Field, ObjectType } from 'type-graphql';

@ObjectType({ simpleResolvers: true, description: 'One reason why an input was not taken.' })
export class Refusal {
  @Field(() => String, { description: 'Area and case, from the table in docs/errors.md.' })
  code: string;
  @Field(() => String, { description: 'One sentence for a person.' })
  message: string;
  @Field(() => String, { description: 'Where in the input, as a JSON path; empty for the whole of it.' })
  path: string;
  @Field(() => String, { description: 'What would have been taken.' })
  expected: string;
  @Field(() => String, { description: 'What came, shortened to a line.' })
  got: string;
}

@ObjectType({ simpleResolvers: true, description: 'The input was not taken; every reason is listed.' })
export class Refused {
  @Field(() => [Refusal], { description: 'Every reason, not only the first.' })
  refusals: Refusal[];
}

/** The union of an outcome and `Refused`. */
export function orRefused<T extends object>(name: string, outcome: ClassType<T>) {
  return createUnionType({
    name,
    description: `${outcome.name} where it was taken, Refused where it was not.`,
    types: () => [outcome, Refused] as const,
    resolveType: (value: object) => ('refusals' in value ? Refused : outcome),
  });
}

/** A core outcome as the value of such a union. */
export function outcomeOf<T, U extends object>(
  parsed: Parsed<T>,
  take: (value: T) => U,
): U | { readonly refusals: readonly CoreRefusal[] } {
  return parsed.ok ? take(parsed.value) : { refusals: parsed.refusals };
}
