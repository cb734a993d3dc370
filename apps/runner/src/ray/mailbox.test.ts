import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parsePolicy } from '@ratebook/core/policy';
import { valueOrThrow } from '@ratebook/core/refusal';
import type { StudyPlan } from '@ratebook/core/study';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { smallJob } from '../executor/testing/small-job.js';
import { trainingOf } from '../executor/training-of-run.js';
import { askDocument, askName, assertCanBeSent } from './ask.js';
import { Mailbox } from './mailbox.js';

const trainingUnder = (policy: string) => {
  valueOrThrow(parsePolicy(policy));
  const job = smallJob('digits-lenet', [policy]);
  return trainingOf(job, job.runs[0]!, 'cpu');
};

describe('an ask', () => {
  it('says every learning rate to where it goes, for each group that the policy names', () => {
    const ask = askDocument(
      { index: 3, until: 120 },
      trainingUnder('linear(0.24) with groups(lora-b=16)'),
      '/studies/a/run-3',
    );
    expect(ask.learningRates['default']).toHaveLength(120);
    expect(ask.learningRates['default']?.slice(0, 2)).toEqual([0.24, 0.24 * (1 - 1 / 240)]);
    expect(ask.learningRates['lora-b']?.[0]).toBe(0.24 * 16);
    expect(ask.start).toMatchObject({
      type: 'start',
      device: 'cpu',
      directory: '/studies/a/run-3',
      evaluateAt: [0, 120, 150, 240],
    });
    expect(ask.start).not.toHaveProperty('resumeFrom');
    expect(askName({ index: 3, until: 120, fork: null })).toBe('3-120');
  });

  it('is not possible for a closed loop: a plan with one is refused by its policy', () => {
    const planOf = (...policies: readonly string[]) => ({
      candidates: policies.map((text) => ({
        policy: JSON.parse(
          JSON.stringify(valueOrThrow(parsePolicy(text))),
        ) as StudyPlan['candidates'][number]['policy'],
        template: null,
        origin: 'written down',
      })),
      ...{ totalUpdates: 240, updatesPerEpoch: 34, tokensPerUpdate: null },
    });
    assertCanBeSent(planOf('constant(0.1)', 'cosine(0.1)'));
    expect(() => assertCanBeSent(planOf('constant(0.1)', 'plateau(0.1, metric=loss)'))).toThrow(
      /^plateau\(.*\) is a closed loop: .* --executor local trains it\./,
    );
  });
});

describe('the folder between runner and driver', () => {
  let folder = '';
  let mailbox: Mailbox;
  const setting = { attempt: 2, cpus: 1, gpus: 0.5, microBatch: null, nonce: randomUUID() };
  const box = () => join(folder, setting.nonce);
  const document = askDocument({ index: 0, until: 120 }, trainingUnder('constant(0.1)'), '/studies/a/run-0');
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ratebook-mailbox-'));
    mailbox = new Mailbox(folder);
    await mailbox.begin(setting);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const answer = (value: unknown) => writeFile(join(box(), 'answers', '0-120.json'), JSON.stringify(value));

  it('asks anew only what was answered: what is under way is left alone', async () => {
    await mailbox.ask('0-120', document);
    await writeFile(join(box(), 'asks', '0-120.json'), '{"mark":1}');
    await mailbox.ask('0-120', document);
    expect(await readFile(join(box(), 'asks', '0-120.json'), 'utf8')).toBe('{"mark":1}');
    await answer({ outcome: 'stopped', fault: null });
    await mailbox.ask('0-120', document);
    expect(JSON.parse(await readFile(join(box(), 'asks', '0-120.json'), 'utf8'))).toMatchObject({ until: 120 });
    expect(await mailbox.findAnswer('0-120')).toBeNull();
  });

  it('takes what is an answer, and nothing else', async () => {
    expect(await mailbox.findAnswer('0-120')).toBeNull();
    await answer({ outcome: 'gone' });
    expect(await mailbox.findAnswer('0-120')).toBeNull();
    const fault = { code: 'out-of-memory', message: 'full', hint: 'smaller' };
    await answer({ outcome: 'failed', fault });
    expect(await mailbox.findAnswer('0-120')).toEqual({ outcome: 'failed', fault });
  });

  it('begins empty, and can be taken up by the next runner', async () => {
    await mailbox.ask('0-120', document);
    await mailbox.close();
    const next = new Mailbox(folder);
    expect(await next.findSetting()).toEqual(setting);
    next.takeUp(setting);
    expect(await next.isClosed()).toBe(true);
    const nonce = randomUUID();
    await next.begin({ ...setting, attempt: 3, nonce });
    expect(await next.isClosed()).toBe(false);
    expect(await readdir(join(folder, nonce, 'asks'))).toEqual([]);
  });

  it('does not hear what a driver answers that was asked before the present one', async () => {
    await mailbox.ask('0-120', document);
    const next = new Mailbox(folder);
    await next.begin({ ...setting, attempt: 3, nonce: randomUUID() });
    await next.ask('0-120', document);
    await mkdir(join(box(), 'answers'), { recursive: true });
    await answer({ outcome: 'failed', fault: null });
    expect(await next.findAnswer('0-120')).toBeNull();
  });

  it('hears of a driver whole lines alone', async () => {
    expect(await mailbox.driverEvents(2)).toEqual([]);
    await writeFile(join(folder, 'driver-2.jsonl'), '{"sequence":0,"event":"ready"}\nno json\n{"sequence":1,"ev');
    expect(await mailbox.driverEvents(2)).toEqual([{ sequence: 0, event: 'ready' }]);
  });
});
