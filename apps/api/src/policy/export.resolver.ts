import { Arg, Query, Resolver } from 'type-graphql';
import { orRefused, outcomeOf } from '../graphql/refusal.type.js';
import { PolicyDocumentScalar } from '../graphql/scalars.js';
import { comparePolicies, exportFor, fidelityFields, trainersOffered } from './export.service.js';
import { ExportedPolicy, PolicyComparison, Trainer } from './export.type.js';
import { PolicyContext } from './policy.input.js';
import type { PolicyInput } from './policy.service.js';

const ExportPolicyResult = orRefused('ExportPolicyResult', ExportedPolicy);
const EquivalenceResult = orRefused('EquivalenceResult', PolicyComparison);

/** Two of these fill a query: each may compare millions of learning rates, for up to a second. */
const COST = 20_000;

@Resolver()
export class ExportResolver {
  @Query(() => [Trainer], { description: 'The tools that policies can be exported to, in the order of the site.' })
  trainers() {
    return trainersOffered();
  }

  @Query(() => ExportPolicyResult, {
    complexity: COST,
    description:
      'Writes a policy for a tool and the asker’s own run: every form that the tool has for it, each with how well it says the policy. Nothing is stored.',
  })
  exportPolicy(
    @Arg('policy', () => PolicyDocumentScalar, { description: 'A document or one line of notation.' })
    policy: PolicyInput,
    @Arg('trainer', () => String, { description: 'One of `trainers { trainer }`.' }) trainer: string,
    @Arg('trainerVersion', () => String, {
      nullable: true,
      description: 'One of the tool’s `versions`, where they differ; the newest where it is not said.',
    })
    trainerVersion: string | null | undefined,
    @Arg('context', () => PolicyContext, { description: 'The run that the export is for.' }) context: PolicyContext,
  ) {
    const exported = exportFor({ policy, trainer, trainerVersion: trainerVersion ?? null, context });
    return outcomeOf(exported, ({ run, forms, ...tool }) => ({
      ...tool,
      totalUpdates: run.totalUpdates,
      forms: forms.map(({ form, language, code, notes, fidelity }) => ({
        form,
        language,
        code,
        notes,
        fidelity: fidelityFields(fidelity),
      })),
    }));
  }

  @Query(() => EquivalenceResult, {
    complexity: COST,
    description:
      'Compares policies on one run, each with each: whether they give the same learning rates, and where they are farthest apart.',
  })
  equivalence(
    @Arg('policies', () => [PolicyDocumentScalar], { description: 'Two to six, as documents or notation.' })
    policies: PolicyInput[],
    @Arg('context', () => PolicyContext, { description: 'The run that they are compared on.' }) context: PolicyContext,
  ) {
    return outcomeOf(comparePolicies(policies, context), (comparison) => comparison);
  }
}
