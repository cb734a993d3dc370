import { Arg, Args, Ctx, FieldResolver, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { mapPage } from '../database/map-page.js';
import type { RequestContext } from '../graphql/context.js';
import { PageOf20 } from '../graphql/page.input.js';
import { orRefused, outcomeOf } from '../graphql/refusal.type.js';
import { HashScalar } from '../graphql/scalars.js';
import { SUBMISSION_LIST } from '../submission/submission.store.js';
import { SubmissionConnection } from '../submission/submission.connection.js';
import { toSubmission } from '../submission/to-submission.js';
import { AccountType, Challenge, KeyAdded, KeyRevoked, RunnerKeyType, Session, Viewer } from './account.type.js';

const ChallengeResult = orRefused('ChallengeResult', Challenge);
const SignInResult = orRefused('SignInResult', Session);
const AddKeyResult = orRefused('AddKeyResult', KeyAdded);
const RevokeKeyResult = orRefused('RevokeKeyResult', KeyRevoked);

@Resolver(() => AccountType)
export class AccountResolver {
  @Query(() => AccountType, { nullable: true, description: 'A contributor by handle.' })
  account(
    @Arg('handle', () => String, { description: 'The handle.' }) handle: string,
    @Ctx() { registry }: RequestContext,
  ) {
    return registry.accounts.findByHandle(handle);
  }

  @Query(() => Viewer, { nullable: true, description: 'Whoever sent the request; null without a token.' })
  viewer(@Ctx() { viewer }: RequestContext) {
    return viewer ? { account: viewer } : null;
  }

  @FieldResolver(() => Int, { description: 'Submissions received from this account.' })
  async submissionCount(@Root() account: AccountType, @Ctx() { registry }: RequestContext) {
    return (await registry.accounts.countsOf(account.id, registry.clock())).submissionCount;
  }

  @FieldResolver(() => Int, { description: 'Tickets that are neither used nor expired.' })
  async openTickets(@Root() account: AccountType, @Ctx() { registry }: RequestContext) {
    return (await registry.accounts.countsOf(account.id, registry.clock())).openTickets;
  }

  @FieldResolver(() => Int, { description: 'Tickets that expired without a submission.' })
  async expiredTickets(@Root() account: AccountType, @Ctx() { registry }: RequestContext) {
    return (await registry.accounts.countsOf(account.id, registry.clock())).expiredTickets;
  }

  @FieldResolver(() => SubmissionConnection, { description: 'Its submissions, newest first.' })
  async submissions(
    @Root() account: AccountType,
    @Args(() => PageOf20) page: PageOf20,
    @Ctx() { registry }: RequestContext,
  ) {
    const listed = await registry.submissions.listOfAccount(account.id, page.of(SUBMISSION_LIST));
    return mapPage(listed, (record) => toSubmission(record, registry.clock()));
  }

  @FieldResolver(() => [RunnerKeyType], { description: 'Its keys, revoked ones among them.' })
  keys(@Root() account: AccountType, @Ctx() { registry }: RequestContext) {
    return registry.keys.findOfAccount(account.id);
  }

  @Mutation(() => ChallengeResult, {
    description: 'Asks for something to sign. Signing in the first time registers the handle.',
  })
  async requestChallenge(
    @Arg('handle', () => String, { description: '2 to 32 lower-case letters, digits or hyphens.' }) handle: string,
    @Arg('publicKey', () => String, { description: 'Ed25519, base64url of 32 bytes.' }) publicKey: string,
    @Ctx() { registry }: RequestContext,
  ) {
    return outcomeOf(await registry.signIn.requestChallenge(handle, publicKey), (challenge) => challenge);
  }

  @Mutation(() => SignInResult, { description: 'Answers a challenge and gives a bearer token for 24 hours.' })
  async signIn(
    @Arg('nonce', () => String, { description: 'The challenge’s nonce.' }) nonce: string,
    @Arg('signature', () => String, {
      description: 'Over `ratebook-login/1 <origin> <nonce>` and a line feed, base64url.',
    })
    signature: string,
    @Ctx() { registry }: RequestContext,
  ) {
    return outcomeOf(await registry.signIn.signIn(nonce, signature), (session) => session);
  }

  @Mutation(() => AddKeyResult, { description: 'Enrols another key of the viewer: a challenge for it, signed by it.' })
  async addKey(
    @Arg('publicKey', () => String, { description: 'The new key: Ed25519, base64url of 32 bytes.' }) publicKey: string,
    @Arg('nonce', () => String, { description: 'Of a challenge for this handle and the new key.' }) nonce: string,
    @Arg('signature', () => String, { description: 'By the new key, as for signIn.' }) signature: string,
    @Ctx() { registry, signedIn }: RequestContext,
  ) {
    return outcomeOf(await registry.signIn.addKey(signedIn, { publicKey, nonce, signature }), (key) => ({ key }));
  }

  @Mutation(() => RevokeKeyResult, {
    description: 'Revokes a key of the viewer (stewards: of anybody). What it signs afterwards is not taken.',
  })
  async revokeKey(
    @Arg('keyId', () => HashScalar, { description: 'SHA-256 of the raw public key.' }) keyId: string,
    @Ctx() { registry, signedIn }: RequestContext,
  ) {
    return outcomeOf(await registry.signIn.revokeKey(signedIn, keyId), (key) => ({ key }));
  }
}
