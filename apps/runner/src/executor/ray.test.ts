import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lookAtRay } from '../commands/doctor-ray.js';
import { readEnvironment } from '../environment.js';
import { EXIT } from '../failure.js';
import { StandInRay } from '../ray/testing/stand-in-ray.js';
import { openTask } from '../trainer/embedded/testing/open-task.js';
import { lenetTask } from '../trainer/torch/testing/lenet-task.js';
import { createRayExecutor, type RayOptions } from './ray.js';

const OPTIONS: RayOptions = {
  ...{ rayAddress: null, shared: null, trialCpus: 1, trialGpus: 0, rayInsecure: false, microBatch: null },
};

describe('the executor on a Ray cluster, before anything is begun', () => {
  let ray: StandInRay;
  let home = '';
  beforeEach(async () => {
    ray = await StandInRay.start();
    home = await mkdtemp(join(tmpdir(), 'ratebook-executor-'));
  });
  afterEach(async () => {
    await ray.stop();
    await rm(home, { recursive: true, force: true });
  });

  const environment = (variables: Record<string, string> = {}) =>
    readEnvironment({ RATEBOOK_HOME: home, RAY_AUTH_TOKEN: 'word', RAY_API_SERVER_ADDRESS: ray.address, ...variables });
  const create = (changes: Partial<RayOptions> = {}, task = lenetTask(), variables: Record<string, string> = {}) =>
    createRayExecutor(
      environment(variables),
      task,
      { ...OPTIONS, ...changes },
      new AbortController().signal,
      () => undefined,
    );

  it('is made where the cluster answers and has room, and ends no job that was never begun', async () => {
    const executor = await create({ trialGpus: 0.5 });
    expect(executor.name).toBe('ray');
    await executor.close();
    expect(ray.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /api/version',
      'GET /api/cluster_status',
    ]);
  });

  it('refuses a task that the runner trains by itself', async () => {
    await expect(create({}, openTask('digits-mlp'))).rejects.toMatchObject({
      exitCode: EXIT.usage,
      message: expect.stringContaining('digits-mlp is trained by the runner itself') as string,
    });
  });

  it('refuses another machine without a shared folder, and plain http to it', async () => {
    await expect(create({ rayAddress: 'https://ray.example' })).rejects.toThrow('expected --shared PATH with it');
    await expect(create({ rayAddress: 'http://ray.example' })).rejects.toThrow('plain http to another machine');
    expect(ray.seen).toEqual([]);
  });

  it('takes the address that was said before that of the environment', async () => {
    await expect(create({ rayAddress: 'http://127.0.0.1:9' })).rejects.toMatchObject({ exitCode: EXIT.unreachable });
  });

  it('refuses what no node has', async () => {
    await expect(create({ trialGpus: 2 })).rejects.toMatchObject({ codes: ['ray.resources'] });
  }, 20_000);

  it('says what is wrong with a token', async () => {
    ray.token = 'another';
    await expect(create()).rejects.toMatchObject({ codes: ['ray.token'] });
  });

  it('shows the doctor what the cluster has, where one is named', async () => {
    const found: string[] = [];
    const examine = async (what: string, look: () => string | Promise<string>) =>
      found.push(`${what}: ${await look()}`) > 0;
    await lookAtRay(environment(), examine);
    await lookAtRay(environment({ RAY_API_SERVER_ADDRESS: '' }), examine);
    expect(found).toEqual([`Ray: ${ray.address}: Ray 2.60.0, 2 nodes, 8 CPUs, 2 GPUs`]);
  });
});
