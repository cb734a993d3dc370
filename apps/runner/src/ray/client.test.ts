import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RayClient } from './client.js';
import { StandInRay } from './testing/stand-in-ray.js';

const SUBMISSION = {
  ...{ id: 'rb-0123-1', entrypoint: 'python -m ratebook_ray', packageName: '_ray_pkg_00.zip' },
  variables: { RATEBOOK_RAY_FOLDER: '/work' },
  metadata: { ratebook: 'study' },
};

describe("the client of Ray's Jobs API", () => {
  let ray: StandInRay;
  beforeEach(async () => {
    ray = await StandInRay.start();
  });
  afterEach(() => ray.stop());

  const clientWith = (token: string | null = null) =>
    new RayClient(
      { origin: ray.address, isLoopback: true },
      token === null ? null : { value: token, from: 'RAY_AUTH_TOKEN' },
    );

  it('submits once: the second time the job is there', async () => {
    const client = clientWith();
    expect(await client.submit(SUBMISSION)).toBe('submitted');
    expect(await client.submit(SUBMISSION)).toBe('exists');
    expect(JSON.parse(ray.seen[0]?.body ?? '')).toEqual({
      entrypoint: 'python -m ratebook_ray',
      submission_id: 'rb-0123-1',
      runtime_env: { working_dir: 'gcs://_ray_pkg_00.zip', env_vars: { RATEBOOK_RAY_FOLDER: '/work' } },
      metadata: { ratebook: 'study' },
    });
  });

  it('sends a package that is not there, and no other', async () => {
    const client = clientWith();
    await client.putPackage('_ray_pkg_01.zip', Buffer.from([80, 75, 0, 255]));
    await client.putPackage('_ray_pkg_01.zip', Buffer.from([80, 75, 0, 255]));
    expect(ray.packages.get('_ray_pkg_01.zip')).toEqual(Buffer.from([80, 75, 0, 255]));
    expect(ray.seen.map(({ method }) => method)).toEqual(['GET', 'PUT', 'GET']);
  });

  it('knows a job, one that is gone, and stops what is there', async () => {
    const client = clientWith();
    expect(await client.findJob('rb-0123-1')).toBeNull();
    await client.submit(SUBMISSION);
    expect(await client.findJob('rb-0123-1')).toMatchObject({ status: 'RUNNING' });
    await client.stop('rb-0123-1');
    expect(await client.findJob('rb-0123-1')).toMatchObject({ status: 'STOPPED' });
    await client.stop('rb-of-nobody-1');
  });

  it('counts every node', async () => {
    expect(await clientWith().nodes()).toEqual([
      { CPU: 4, GPU: 1 },
      { CPU: 4, GPU: 1 },
    ]);
  });

  it('sends its token in a header and nowhere else', async () => {
    ray.token = 'secret-word';
    await clientWith('secret-word').submit(SUBMISSION);
    const [request] = ray.seen;
    expect(request?.headers.authorization).toBe('Bearer secret-word');
    expect(`${request?.path ?? ''}${request?.body ?? ''}`).not.toContain('secret-word');
  });

  it('says what to do about a token that is missing or wrong, and never shows one', async () => {
    ray.token = 'secret-word';
    await expect(clientWith().version()).rejects.toThrow(
      'wants a token, and none was found: put it in RAY_AUTH_TOKEN, RAY_AUTH_TOKEN_PATH or ~/.ray/auth_token.',
    );
    const wrong = clientWith('wrong-word').version();
    await expect(wrong).rejects.toThrow('does not take the token from RAY_AUTH_TOKEN.');
    await expect(wrong).rejects.not.toThrow('wrong-word');
  });

  it('finds out whether a cluster answers everybody, without its token', async () => {
    expect(await clientWith('secret-word').isOpen()).toBe(true);
    expect(ray.seen[0]?.headers.authorization).toBeUndefined();
    ray.token = 'secret-word';
    expect(await clientWith('secret-word').isOpen()).toBe(false);
  });

  it('refuses another API, and what is no Ray', async () => {
    ray.version = '5';
    await expect(clientWith().version()).rejects.toThrow('(Ray 2.60.0) speaks version 5 of the Jobs API; expected 4');
    ray.nodeTypes = 'none' as never;
    await expect(clientWith().nodes()).rejects.toThrow('Is it the address of a Ray dashboard?');
  });

  it('takes every trouble of the dashboard for that and no refusal', async () => {
    ray.losesReply = true;
    await expect(clientWith().submit(SUBMISSION)).rejects.toMatchObject({
      codes: ['ray.unreachable'],
      message: expect.stringContaining('it answered POST /api/jobs/ with 504: Gateway Timeout') as string,
    });
  });

  it('does not read an answer that has no end', async () => {
    ray.version = 'x'.repeat(17 * 2 ** 20);
    await expect(clientWith().version()).rejects.toMatchObject({ codes: ['ray.version'] });
  });

  it('says what is kept where nobody answers', async () => {
    const client = clientWith();
    await ray.stop();
    await expect(client.version()).rejects.toThrow(/does not answer \(ECONNREFUSED\)\. The work so far is kept/);
    ray = await StandInRay.start();
  });
});
