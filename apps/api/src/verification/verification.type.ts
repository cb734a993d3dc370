import { Field, Int, ObjectType } from 'type-graphql';
import { Verdict } from '../graphql/enums.js';
import { DateTimeScalar } from '../graphql/scalars.js';

@ObjectType('CheckResult', { simpleResolvers: true, description: 'What one check found.' })
export class CheckResultType {
  @Field(() => String, { description: 'Its id, e.g. T01; docs/verification.md has a section on it.' })
  id: string;
  @Field(() => String, { description: 'What it checks, in a few words.' })
  title: string;
  @Field(() => Int, { description: 'The level it belongs to, 0 to 6.' })
  level: number;
  @Field(() => Verdict, { description: 'What it found.' })
  verdict: (typeof Verdict)[keyof typeof Verdict];
  @Field(() => Boolean, { description: 'Whether the level depends on it.' })
  isRequired: boolean;
  @Field(() => String, { description: 'What was observed.' })
  observed: string;
  @Field(() => String, { description: 'What was required.' })
  threshold: string;
  @Field(() => String, { description: 'The finding in a sentence.' })
  message: string;
  @Field(() => String, { description: 'What a pass does not show.' })
  doesNotProve: string;
  @Field(() => String, { description: 'Version of the check.' })
  checkerVersion: string;
}

@ObjectType('VerificationReport', {
  simpleResolvers: true,
  description: 'The checks of a submission and what follows from them.',
})
export class VerificationReport {
  @Field(() => String, { description: 'The edition of rules it was made under.' })
  edition: string;
  @Field(() => Int, { description: 'Level reached, 0 to 6.' })
  level: number;
  @Field(() => String, { description: 'Its name.' })
  levelName: string;
  @Field(() => String, { description: 'What follows, in a sentence.' })
  conclusion: string;
  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  verifiedAt: Date;
  @Field(() => [CheckResultType], { description: 'Every check, in the order of the ladder.' })
  checks: readonly CheckResultType[];
  @Field(() => [String], { description: 'What the level does not prove.' })
  notProved: readonly string[];
}
