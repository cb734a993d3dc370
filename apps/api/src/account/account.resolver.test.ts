import { loginSigningInput } from '@ratebook/core/submission';
import { signBytes } from '@ratebook/core/submission/sign';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nameSteward } from '../commands/name-steward.js';
import { Contributor, keysOf, TestRegistry } from '../testing.js';

let registry: TestRegistry;
beforeAll(async () => {
  registry = await TestRegistry.start();
});
afterAll(() => registry.close());

const REFUSED = '... on Refused { refusals { code path expected got message } }';
const requestChallenge = async (handle: string, publicKey: string) =>
  (
    await registry.data<{ requestChallenge: { __typename: string; nonce: string; origin: string } }>(
      `mutation ($handle: String!, $publicKey: String!) {
        requestChallenge(handle: $handle, publicKey: $publicKey) { __typename ... on Challenge { nonce origin expiresAt } ${REFUSED} }
      }`,
      { handle, publicKey },
    )
  ).requestChallenge;
const signIn = async (nonce: string, signature: string) =>
  (
    await registry.data<{ signIn: { __typename: string; token: string } }>(
      `mutation ($nonce: String!, $signature: String!) {
        signIn(nonce: $nonce, signature: $signature) { __typename ... on Session { token expiresAt account { handle } } ${REFUSED} }
      }`,
      { nonce, signature },
    )
  ).signIn;
const viewerOf = async (token: string) =>
  (await registry.data('{ viewer { account { handle } } }', {}, token)).viewer as unknown;

describe('signing in', () => {
  it('the first time registers the handle, and gives a token for 24 hours', async () => {
    const keys = keysOf('first');
    const { nonce, origin } = await requestChallenge('first', keys.publicKey);
    expect(origin).toBe(registry.origin);
    const session = await signIn(nonce, signBytes(loginSigningInput(origin, nonce), keys.secretKey));
    expect(session).toMatchObject({
      __typename: 'Session',
      account: { handle: 'first' },
      expiresAt: new Date(registry.clock.now.getTime() + 86_400_000).toISOString(),
    });
    expect(await viewerOf(session.token)).toEqual({ account: { handle: 'first' } });
    registry.clock.advance({ seconds: 86_400 });
    expect(await viewerOf(session.token)).toBeNull();
  });

  it('again with the same key is the same account', async () => {
    const [one, other] = [await registry.signIn('ada'), await registry.signIn('ada')];
    expect(one.token).not.toBe(other.token);
    expect(await registry.sql`select 1 from account where handle = 'ada'`).toHaveLength(1);
    expect(await viewerOf(one.token)).toEqual(await viewerOf(other.token));
  });

  it('answers a challenge once, and within ten minutes', async () => {
    const keys = keysOf('ada');
    const { nonce, origin } = await requestChallenge('ada', keys.publicKey);
    const signature = signBytes(loginSigningInput(origin, nonce), keys.secretKey);
    expect((await signIn(nonce, signature)).__typename).toBe('Session');
    expect(await signIn(nonce, signature)).toMatchObject({ refusals: [{ code: 'challenge.expired', path: 'nonce' }] });
    const late = await requestChallenge('ada', keys.publicKey);
    registry.clock.advance({ seconds: 601 });
    expect(await signIn(late.nonce, signBytes(loginSigningInput(origin, late.nonce), keys.secretKey))).toMatchObject({
      refusals: [{ code: 'challenge.expired' }],
    });
  });

  it('refuses what was signed for another registry, for another purpose, or by another key', async () => {
    const keys = keysOf('ada');
    const inputs = (nonce: string): readonly string[] => [
      signBytes(loginSigningInput('https://elsewhere.example', nonce), keys.secretKey),
      signBytes(new TextEncoder().encode(`ratebook-submission/1\n${nonce}`), keys.secretKey),
      signBytes(loginSigningInput(registry.origin, nonce), keysOf('mallory').secretKey),
      'no signature',
    ];
    for (const at of [0, 1, 2, 3]) {
      const { nonce } = await requestChallenge('ada', keys.publicKey);
      expect(await signIn(nonce, inputs(nonce)[at] ?? '')).toMatchObject({
        refusals: [{ code: 'signature.invalid', path: 'signature' }],
      });
    }
  });

  it('refuses a handle that another key holds, and a key that another account holds', async () => {
    await registry.signIn('ada');
    await registry.signIn('bob');
    const taken = await requestChallenge('bob', keysOf('ada').publicKey);
    expect(taken).toMatchObject({ refusals: [{ code: 'key.taken' }] });
    const stranger = keysOf('stranger');
    const { nonce, origin } = await requestChallenge('ada', stranger.publicKey);
    expect(await signIn(nonce, signBytes(loginSigningInput(origin, nonce), stranger.secretKey))).toMatchObject({
      refusals: [{ code: 'handle.taken', got: '"ada"' }],
    });
    expect(await registry.sql`select 1 from runner_key where public_key = ${stranger.publicKey}`).toHaveLength(0);
  });

  it('two strangers at once for one free handle leaves it to one of them', async () => {
    const contenders = ['left', 'right'].map((name) => keysOf(name));
    const answers = await Promise.all(
      contenders.map(async (keys) => {
        const { nonce, origin } = await requestChallenge('contested', keys.publicKey);
        return signIn(nonce, signBytes(loginSigningInput(origin, nonce), keys.secretKey));
      }),
    );
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual(['Refused', 'Session']);
    const keys = await registry.sql`
      select 1 from runner_key k join account a on a.id = k.account_id where a.handle = 'contested'`;
    expect(keys).toHaveLength(1);
  });

  it.each(['A', 'Ada', '-ada', 'ada-', 'a', 'x'.repeat(33), 'ad a', 'аda', ''])(
    'refuses the handle "%s", and every other bad field with it',
    async (handle) => {
      expect(await requestChallenge(handle, 'no key')).toMatchObject({
        refusals: [
          { code: 'handle.invalid', path: 'handle' },
          { code: 'key.unknown', path: 'publicKey' },
        ],
      });
    },
  );
});

describe('keys', () => {
  const ADD = `mutation ($publicKey: String!, $nonce: String!, $signature: String!) {
    addKey(publicKey: $publicKey, nonce: $nonce, signature: $signature) { __typename ... on KeyAdded { key { id } } ${REFUSED} }
  }`;
  const REVOKE = `mutation ($keyId: Hash!) {
    revokeKey(keyId: $keyId) { __typename ... on KeyRevoked { key { id revokedAt } } ${REFUSED} }
  }`;
  const addKey = async (owner: Contributor, name: string) => {
    const keys = keysOf(name);
    const { nonce, origin } = await requestChallenge(owner.handle, keys.publicKey);
    const signature = signBytes(loginSigningInput(origin, nonce), keys.secretKey);
    return (await owner.ask(ADD, { publicKey: keys.publicKey, nonce, signature })).data.addKey as unknown;
  };

  it('join an account by a signed-in key and the new key’s own signature, and then sign in', async () => {
    const owner = await registry.signIn('keeper');
    expect(await addKey(owner, 'keeper-2')).toMatchObject({ __typename: 'KeyAdded' });
    const second = await Contributor.signIn(registry, 'keeper', keysOf('keeper-2'));
    const { account } = await registry.data('{ account(handle: "keeper") { keys { id revokedAt } } }');
    expect(account.keys).toEqual([
      { id: owner.keyId, revokedAt: null },
      { id: second.keyId, revokedAt: null },
    ]);
    const forged = await second.forgeEvaluation({ runs: 1 });
    expect(await second.submit(forged)).toMatchObject({ __typename: 'SubmissionAccepted' });
  });

  it('of somebody else do not', async () => {
    const owner = await registry.signIn('keeper');
    await registry.signIn('ada');
    const { publicKey } = keysOf('ada');
    const answer = (await owner.ask(ADD, { publicKey, nonce: 'none', signature: 'none' })).data.addKey as unknown;
    expect(answer).toMatchObject({ refusals: [{ code: 'challenge.expired' }] });
  });

  it('that are revoked end their sessions at once and never come back', async () => {
    const owner = await registry.signIn('keeper');
    const second = await Contributor.signIn(registry, 'keeper', keysOf('keeper-2'));
    const revoked = (await owner.ask(REVOKE, { keyId: second.keyId })).data.revokeKey as unknown;
    expect(revoked).toMatchObject({
      __typename: 'KeyRevoked',
      key: { id: second.keyId, revokedAt: registry.clock.now.toISOString() },
    });
    expect(await viewerOf(second.token)).toBeNull();
    expect(await viewerOf(owner.token)).not.toBeNull();
    expect(await requestChallenge('keeper', second.keys.publicKey)).toMatchObject({
      refusals: [{ code: 'key.revoked' }],
    });
  });

  it('are revoked by their account, or by a steward', async () => {
    const [victim, stranger] = [await registry.signIn('victim'), await registry.signIn('passer-by')];
    const refused = (await stranger.ask(REVOKE, { keyId: victim.keyId })).data.revokeKey as unknown;
    expect(refused).toMatchObject({ refusals: [{ code: 'key.unknown', path: 'keyId' }] });
    expect(await viewerOf(victim.token)).not.toBeNull();
    await nameSteward(registry.parts, 'passer-by');
    const taken = (await stranger.ask(REVOKE, { keyId: victim.keyId })).data.revokeKey as unknown;
    expect(taken).toMatchObject({ __typename: 'KeyRevoked' });
    expect(await viewerOf(victim.token)).toBeNull();
  });
});

describe('without a token', () => {
  it.each([
    ['addKey', 'mutation { addKey(publicKey: "x", nonce: "x", signature: "x") { __typename } }'],
    ['revokeKey', `mutation { revokeKey(keyId: "${'0'.repeat(64)}") { __typename } }`],
    ['openTicket', 'mutation { openTicket(input: { task: "x", kind: STUDY, seeds: 1 }) { __typename } }'],
    ['renewTicket', 'mutation { renewTicket(id: "x") { __typename } }'],
  ])('%s is an access error, not data', async (_, query) => {
    const { data, errors } = await registry.ask(query);
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  it('there is no viewer, and everything else can be read', async () => {
    const { viewer, account } = await registry.data(
      '{ viewer { account { handle } } account(handle: "ada") { handle } }',
    );
    expect(viewer).toBeNull();
    expect(account).toEqual({ handle: 'ada' });
  });
});

describe('an account', () => {
  it('shows its tickets, open and expired, and its submissions, newest first', async () => {
    const busy = await registry.signIn('busy');
    const [one, two] = [await busy.forgeEvaluation({ runs: 1 }), await busy.forgeEvaluation({ runs: 1 })];
    await busy.forgeEvaluation({ runs: 1 });
    for (const forged of [one, two]) await busy.submit(forged);
    const shown = async () =>
      (
        await registry.data(
          '{ account(handle: "busy") { submissionCount openTickets expiredTickets submissions { edges { node { id } } } } }',
        )
      ).account as unknown;
    const submissions = { edges: [{ node: { id: two.id } }, { node: { id: one.id } }] };
    expect(await shown()).toEqual({ submissionCount: 2, openTickets: 1, expiredTickets: 0, submissions });
    registry.clock.advance({ seconds: 86_401 });
    expect(await shown()).toEqual({ submissionCount: 2, openTickets: 0, expiredTickets: 1, submissions });
  });
});
