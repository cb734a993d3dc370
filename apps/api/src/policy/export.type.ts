import { Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';

const FidelityKind = { EXACT: 'exact', APPROXIMATE: 'approximate', NOT_EXPRESSIBLE: 'not-expressible' } as const;
type FidelityKind = (typeof FidelityKind)[keyof typeof FidelityKind];
registerEnumType(FidelityKind, {
  name: 'FidelityKind',
  description: 'How well a form of an export says the policy, over the whole run.',
  valuesConfig: {
    EXACT: { description: 'The tool applies the policy’s learning rates, within toleranceOfPeak.' },
    APPROXIMATE: { description: 'Meant as this policy, and the tool computes something a little different.' },
    NOT_EXPRESSIBLE: { description: 'The tool has no such policy; this is the nearest that it has.' },
  },
});

const CheckedAgainst = { LIBRARY: 'library', TRANSCRIBED: 'transcribed', NOTHING: 'nothing' } as const;
type CheckedAgainst = (typeof CheckedAgainst)[keyof typeof CheckedAgainst];
registerEnumType(CheckedAgainst, {
  name: 'CheckedAgainst',
  description: 'What an exporter was held against.',
  valuesConfig: {
    LIBRARY: { description: 'The library itself, loading the exported text.' },
    TRANSCRIBED: { description: 'A rule that was transcribed from the tool’s source.' },
    NOTHING: { description: 'Nothing: there is no tool behind it.' },
  },
});

@ObjectType({ simpleResolvers: true, description: 'A tool that policies can be exported to.' })
export class Trainer {
  @Field(() => String, { description: 'Name to ask by, as `exportPolicy(trainer:)` takes it.' })
  trainer: string;
  @Field(() => String, { description: 'As people write it.' })
  title: string;
  @Field(() => [String], {
    description: 'Versions whose configurations differ, the newest first; empty where one form is right everywhere.',
  })
  versions: readonly string[];
  @Field(() => [String], {
    description: 'What its forms of a plain policy are written in: python, yaml, json, shell, csv.',
  })
  languages: readonly string[];
  @Field(() => CheckedAgainst, { description: 'What its exporter was held against.' })
  checkedAgainst: CheckedAgainst;
  @Field(() => String, { description: 'Library and version, or repository and commit, that its rules were read from.' })
  source: string;
}

@ObjectType({ simpleResolvers: true, description: 'Where tool and policy are farthest apart.' })
export class ExportDifference {
  @Field(() => Float, {
    description: 'Share of the policy’s peak, 0 and up: |tool − policy| / peak; 1e308 where the tool gives no number.',
  })
  ofPeak: number;
  @Field(() => Int, { description: 'Index of the update, from 0.' })
  update: number;
  @Field(() => Float, { description: 'The policy’s learning rate there.' })
  policyLearningRate: number;
  @Field(() => Float, { nullable: true, description: 'The tool’s learning rate there; null where it gives no number.' })
  toolLearningRate: number | null;
  @Field(() => String, {
    nullable: true,
    description: 'Parameter group it is seen in; null for the base learning rate.',
  })
  group: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'How well a form says the policy, computed over the whole run.' })
export class ExportFidelity {
  @Field(() => FidelityKind, { description: 'Exact, approximate, or not expressible.' })
  kind: FidelityKind;
  @Field(() => Float, {
    nullable: true,
    description: 'What exact means, as a share of the policy’s peak; null where it is not exact.',
  })
  toleranceOfPeak: number | null;
  @Field(() => ExportDifference, { nullable: true, description: 'Null where it is exact.' })
  difference: ExportDifference | null;
}

@ObjectType({ simpleResolvers: true, description: 'One way to write the policy for the tool.' })
export class ExportedForm {
  @Field(() => String, { description: 'What of the tool is used.' })
  form: string;
  @Field(() => String, { description: 'What the code is written in: python, yaml, json, shell or csv.' })
  language: string;
  @Field(() => String, { description: 'The text to copy, whole.' })
  code: string;
  @Field(() => [String], { description: 'What must be known or done for it to hold, a sentence each.' })
  notes: readonly string[];
  @Field(() => ExportFidelity, { description: 'How well it says the policy.' })
  fidelity: ExportFidelity;
}

@ObjectType({ simpleResolvers: true, description: 'A policy written for one tool and one run.' })
export class ExportedPolicy {
  @Field(() => String, { description: 'The tool’s name, as it was asked for.' })
  trainer: string;
  @Field(() => String, { description: 'The tool’s name, as people write it.' })
  title: string;
  @Field(() => String, {
    nullable: true,
    description: 'The version that it was written for; null where one form is right everywhere.',
  })
  version: string | null;
  @Field(() => CheckedAgainst, { description: 'What the exporter was held against.' })
  checkedAgainst: CheckedAgainst;
  @Field(() => String, { description: 'Library and version, or repository and commit, that the rules were read from.' })
  source: string;
  @Field(() => Int, { description: 'Optimiser updates of the run that it was written for.' })
  totalUpdates: number;
  @Field(() => [ExportedForm], { description: 'The faithful ones first; empty where the tool has nothing near.' })
  forms: readonly ExportedForm[];
}

@ObjectType({ simpleResolvers: true, description: 'Where two policies are farthest apart on a run.' })
export class PolicyDifference {
  @Field(() => Float, { description: 'Share of the larger of the two peaks, 0 and up: |second − first| / peak.' })
  ofPeak: number;
  @Field(() => Int, { description: 'Index of the update, from 0.' })
  update: number;
  @Field(() => Float, { description: 'Learning rate of the first there.' })
  firstLearningRate: number;
  @Field(() => Float, { description: 'Learning rate of the second there.' })
  secondLearningRate: number;
  @Field(() => String, {
    nullable: true,
    description: 'Parameter group it is seen in; null for the base learning rate.',
  })
  group: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'Two of the policies that were asked about.' })
export class ComparedPair {
  @Field(() => Int, { description: 'Index among the policies, from 0.' })
  first: number;
  @Field(() => Int, { description: 'Index among the policies, from 0; greater than the first’s.' })
  second: number;
  @Field(() => Boolean, {
    description: 'The same learning rates at every update and in every group, to 1e-12 of the peak.',
  })
  isEquivalent: boolean;
  @Field(() => PolicyDifference, { nullable: true, description: 'Null where they are equivalent.' })
  difference: PolicyDifference | null;
}

@ObjectType({ simpleResolvers: true, description: 'Policies compared on one run, each with each.' })
export class PolicyComparison {
  @Field(() => Int, { description: 'Optimiser updates of the run that they were compared on.' })
  totalUpdates: number;
  @Field(() => [ComparedPair], { description: 'Every pair once.' })
  pairs: readonly ComparedPair[];
}
