import { canonicalJson } from '@ratebook/core/canonical';
import { SUBMISSION_LIMIT_BYTES } from '@ratebook/core/submission';
import { type ForgedSubmission, FORGED_KEYS, forgeEvaluation, forgeTask } from '@ratebook/core/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { retireTask } from '../commands/tasks.js';
import { type Contributor, type SubmitAnswer, TestRegistry } from '../testing.js';

let registry: TestRegistry;
let ada: Contributor;
let grace: Contributor;
beforeAll(async () => {
  registry = await TestRegistry.start();
  [ada, grace] = [await registry.signIn('ada'), await registry.signIn('grace')];
});
afterAll(() => registry.close());

/** Everything that a submission may have left behind. */
const traces = async () => {
  const [row] = await registry.sql`
    select (select count(*) from submission) as submissions, (select count(*) from job) as jobs,
      (select count(*) from ticket where used_at is not null) as used, (select count(*) from run) as runs`;
  return row;
};

/** Sends what must not be taken; nothing of it may stay. Its refusals. */
async function refusalsOf(send: () => Promise<SubmitAnswer>) {
  const before = await traces();
  const answer = await send();
  expect(answer.__typename).toBe('Refused');
  expect(await traces()).toEqual(before);
  const refusals = answer.__typename === 'Refused' ? answer.refusals : [];
  for (const { message, expected, got } of refusals) {
    expect(message).not.toBe('');
    expect(expected).not.toBe('');
    expect(got).not.toBe('');
  }
  return refusals;
}

describe('a submission that is refused leaves nothing behind and says', () => {
  it('that its signature is another text’s, another key’s, or none', async () => {
    const forged = await ada.forgeEvaluation({ runs: 1 });
    await ada.upload(forged);
    const other = await ada.forgeEvaluation({ runs: 1, policies: ['constant(0.2)'] });
    const broken: readonly ForgedSubmission[] = [
      forged.afterSigning(() => ({ signature: other.signature })),
      forged.afterSigning(() => ({ keyId: grace.keyId })),
      forged.afterSigning(() => ({ signature: 'AAAA' })),
      forged.afterSigning(({ text }) => ({ text: text.replace('"platform":"forged"', '"platform":"others"') })),
    ];
    for (const sent of broken) {
      const [refusal, ...rest] = await refusalsOf(() => ada.send(sent));
      expect(refusal).toMatchObject({ code: 'signature.invalid', path: 'signature' });
      expect(rest).toEqual([]);
    }
  });

  it('that nobody has enrolled its key', async () => {
    const forged = forgeEvaluation({ task: registry.task, ticket: null });
    expect(forged.parts.keys).toEqual(FORGED_KEYS);
    expect(await refusalsOf(() => ada.send(forged))).toMatchObject([{ code: 'key.unknown', path: 'keyId' }]);
  });

  it('that its key was revoked, and when', async () => {
    const linus = await registry.signIn('linus');
    const forged = await linus.forgeEvaluation({ runs: 1 });
    await linus.upload(forged);
    await linus.ask('mutation ($keyId: Hash!) { revokeKey(keyId: $keyId) { __typename } }', { keyId: linus.keyId });
    const [refusal] = await refusalsOf(() => linus.send(forged));
    expect(refusal).toMatchObject({ code: 'key.revoked', got: `revoked at ${registry.clock.now.toISOString()}` });
  });

  it('that its task is unknown, or takes no runs any more', async () => {
    const forged = await ada.forgeEvaluation({ runs: 1 });
    await ada.upload(forged);
    const unknown = forged.with((held) => ({ ...held, arms: held.arms.map((arm) => ({ ...arm, task: 'nowhere@1' })) }));
    expect(await refusalsOf(() => ada.send(unknown))).toMatchObject([
      { code: 'task.unknown', path: 'arms[0].task', got: '"nowhere@1"' },
    ]);
    const task = forgeTask({ slug: 'closing' });
    await registry.open(task);
    const late = await ada.forgeEvaluation({ task, runs: 1 });
    await ada.upload(late);
    await retireTask(registry.parts, 'closing@1');
    expect(await refusalsOf(() => ada.send(late))).toMatchObject([{ code: 'task.closed', got: 'closing@1, retired' }]);
  });

  it('that its ticket is unknown, another’s, expired, used, or has another nonce', async () => {
    const forged = await ada.forgeEvaluation({ runs: 1 });
    await ada.upload(forged);
    const named = (ticket: object) =>
      forged.with((held) => ({ ...held, ticket: { ...held.ticket, ...ticket } as never }));
    expect(await refusalsOf(() => ada.send(named({ id: 'no-such-ticket' })))).toMatchObject([
      { code: 'ticket.unknown', path: 'ticket.id' },
    ]);
    expect(await refusalsOf(() => ada.send(named({ nonce: 'x'.repeat(32) })))).toMatchObject([
      { code: 'ticket.mismatch', path: 'ticket.nonce', expected: 'another nonce' },
    ]);
    const hers = await grace.forgeEvaluation({ runs: 1 });
    await grace.upload(hers);
    const stolen = hers.with({}).afterSigning(() => ({}));
    const asAda = forgeEvaluation({ task: registry.task, ticket: stolen.parts.ticket, ...ada.keys });
    await ada.upload(asAda);
    expect(await refusalsOf(() => ada.send(asAda))).toMatchObject([{ code: 'ticket.not-yours' }]);
    await ada.send(forged);
    const again = forged.with((held) => ({ ...held, runner: { ...held.runner, version: '0.1.1' } }));
    expect(await refusalsOf(() => ada.send(again))).toMatchObject([{ code: 'ticket.used', path: 'ticket.id' }]);
    const late = await ada.forgeEvaluation({ runs: 1 });
    await ada.upload(late);
    registry.clock.advance({ seconds: 86_401 });
    const [refusal] = await refusalsOf(() => ada.send(late));
    expect(refusal).toMatchObject({ code: 'ticket.expired', path: 'ticket.id' });
    expect(refusal?.got).toContain(late.parts.ticket?.expiresAt);
    [ada, grace] = [await registry.signIn('ada'), await registry.signIn('grace')];
    await registry.work();
  });

  it('that an artefact was not uploaded, naming each', async () => {
    const forged = await ada.forgeEvaluation({ runs: 1 });
    const refusals = await refusalsOf(() => ada.send(forged));
    expect(refusals.map(({ code }) => code)).toEqual(['artefact.missing', 'artefact.missing']);
    for (const hash of forged.artefactTexts.keys())
      expect(refusals.some(({ expected }) => expected.includes(hash))).toBe(true);
  });

  it('that it is not canonical JSON, not JSON at all, or over the limit', async () => {
    const forged = await ada.forgeEvaluation({ runs: 1 });
    await ada.upload(forged);
    const texts: readonly (readonly [string, (text: string) => string])[] = [
      ['document.not-canonical', (text) => JSON.stringify(JSON.parse(text), null, 1)],
      ['document.not-canonical', (text) => text.replace('"platform":"forged"', '"platform":"\\ud800"')],
      ['document.not-json', (text) => text.slice(0, -1)],
      ['document.too-large', (text) => `${text}${' '.repeat(SUBMISSION_LIMIT_BYTES)}`],
      ['document.too-large', () => '['.repeat(200_000)],
    ];
    for (const [code, change] of texts) {
      const refusals = await refusalsOf(() => ada.send(forged.withText(change)));
      expect(refusals.map((refusal) => refusal.code)).toEqual([code]);
    }
  });

  it('every bad field, not only the first', async () => {
    const forged = await ada.forgeEvaluation({ runs: 1 });
    const broken = forged.with((held) => ({ ...held, licence: 'MIT', version: 2, surprise: 1 }) as never);
    const refusals = await refusalsOf(() => ada.send(broken.withText((text) => text)));
    expect(refusals.map(({ path }) => path)).toEqual(expect.arrayContaining(['licence', 'version']));
    expect(refusals.every(({ code }) => code === 'document.schema')).toBe(true);
  });

  it('what no table can hold, so that no job fails for ever', async () => {
    const forged = await ada.forgeEvaluation({ runs: 1 });
    await ada.upload(forged);
    const many = forged.withRun(0, (run) => ({ ...run, cost: { ...run.cost, updates: 2 ** 40 } }));
    expect(await refusalsOf(() => ada.send(many))).toMatchObject([
      { code: 'document.schema', path: 'runs[0].cost.updates', got: String(2 ** 40) },
    ]);
    const nul = forged.withRun(0, { reason: 'a\u0000b' });
    expect(await refusalsOf(() => ada.send(nul))).toMatchObject([
      { code: 'document.schema', got: 'a string with U+0000 in it' },
    ]);
    const written = forged.with((held) => ({ ...held, environment: { ...held.environment, device: 'says \\u0000' } }));
    expect(canonicalJson(written.submission)).toContain('\\\\u0000');
    expect(await ada.send(written)).toMatchObject({ __typename: 'SubmissionAccepted' });
    await registry.work();
    const query = `query ($id: String!) { submission(id: $id) { state } }`;
    expect(await registry.data(query, { id: written.id })).toEqual({ submission: { state: 'ACCEPTED' } });
  });
});
