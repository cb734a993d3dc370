import { type Parsed, accepted } from '@ratebook/core/refusal';
import { Arg, Args, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { ArmConnection } from '../arm/arm.connection.js';
import { ARM_LIST } from '../arm/arm.store.js';
import { CitationConnection } from '../citation/citation.connection.js';
import { CITATION_LIST } from '../citation/citation.store.js';
import { toCitation } from '../citation/to-citation.js';
import { type Page, toPage } from '../database/cursor.js';
import { mapPage } from '../database/map-page.js';
import type { RequestContext } from '../graphql/context.js';
import { PageOf50 } from '../graphql/page.input.js';
import { orRefused, outcomeOf } from '../graphql/refusal.type.js';
import { PolicyDocumentScalar } from '../graphql/scalars.js';
import { runOf } from './export.service.js';
import { PolicyConnection } from './policy.connection.js';
import { PolicyContext } from './policy.input.js';
import { compileFor, curveOf, type PolicyInput, readPolicy } from './policy.service.js';
import { POLICY_LIST } from './policy.store.js';
import { CompiledPolicyView, LearningRateCurve, PolicyType } from './policy.type.js';
import { toPolicy } from './to-policy.js';

const CompilePolicyResult = orRefused('CompilePolicyResult', CompiledPolicyView);
const CURVE_POINTS = 121;

@Resolver(() => PolicyType)
export class PolicyResolver {
  @Query(() => PolicyConnection, { description: 'All policies that stand in an arm or a citation.' })
  async policies(
    @Arg('law', () => String, { nullable: true, description: 'Name of the law at the top.' })
    law: string | null | undefined,
    @Args(() => PageOf50) page: PageOf50,
    @Ctx() { registry }: RequestContext,
  ) {
    return mapPage(await registry.policies.list(law ?? null, page.of(POLICY_LIST)), toPolicy);
  }

  @Query(() => PolicyType, { nullable: true, description: 'A policy by its hash, or the first 12 digits of it.' })
  async policy(
    @Arg('hash', () => String, { description: 'SHA-256 of the normal form, 12 to 64 digits.' }) hash: string,
    @Ctx() { registry }: RequestContext,
  ) {
    const found = await registry.policies.findByHash(hash);
    return found && toPolicy(found);
  }

  @Query(() => CompilePolicyResult, {
    description: 'Reads a policy and gives its normal form and its learning rates over a budget. Nothing is stored.',
  })
  compilePolicy(
    @Arg('policy', () => PolicyDocumentScalar, { description: 'A document or one line of notation.' })
    policy: PolicyInput,
    @Arg('context', () => PolicyContext, { description: 'The run that it is compiled for.' }) context: PolicyContext,
    @Arg('points', () => Int, { nullable: true, defaultValue: CURVE_POINTS, description: 'Points of the curve.' })
    points: number | null,
  ) {
    return outcomeOf(compiledView(policy, context, points ?? CURVE_POINTS), (view) => view);
  }

  @FieldResolver(() => LearningRateCurve, {
    nullable: true,
    description:
      'Learning rates at `points` evenly spread updates of a budget, for a drawing; null where a length needs a context that is not given here.',
  })
  curve(
    @Root() policy: PolicyType,
    @Arg('totalUpdates', () => Int, { nullable: true, defaultValue: 1000, description: 'The budget, in updates.' })
    totalUpdates: number | null,
    @Arg('points', () => Int, { nullable: true, defaultValue: CURVE_POINTS, description: 'Points of the curve.' })
    points: number | null,
  ) {
    const updates = totalUpdates ?? 1000;
    const compiled = compileFor(policy.document, { totalUpdates: updates });
    return compiled.ok ? curveOf(compiled.value, updates, points ?? CURVE_POINTS) : null;
  }

  @FieldResolver(() => ArmConnection, { description: 'Where it was tried.' })
  arms(@Root() policy: PolicyType, @Args(() => PageOf50) page: PageOf50, @Ctx() { registry }: RequestContext) {
    const request = page.of(ARM_LIST);
    return policy.id === null ? emptyPage(ARM_LIST) : registry.arms.listOfPolicy(policy.id, request);
  }

  @FieldResolver(() => CitationConnection, { description: 'Sources that state it.' })
  async citations(
    @Root() policy: PolicyType,
    @Args(() => PageOf50) page: PageOf50,
    @Ctx() { registry }: RequestContext,
  ) {
    const request = page.of(CITATION_LIST);
    if (policy.id === null) return emptyPage(CITATION_LIST);
    const filter = { policyId: policy.id, modelId: null, kind: null, evidence: null };
    return mapPage(await registry.citations.list(filter, request), toCitation);
  }
}

function compiledView(input: PolicyInput, context: PolicyContext, points: number): Parsed<CompiledPolicyView> {
  const [policy, run] = [readPolicy(input), runOf(context)];
  if (!policy.ok) return policy;
  if (!run.ok) return run;
  const compiled = compileFor(policy.value.document, run.value);
  if (!compiled.ok) return compiled;
  const { totalUpdates, metrics, boundaries } = compiled.value;
  const curve = curveOf(compiled.value, totalUpdates, points);
  return accepted({ policy: toPolicy(policy.value), totalUpdates, metrics, boundaries, curve });
}

const emptyPage = (list: string): Page<never> => toPage(list, { first: 1, after: null }, [], () => []);
