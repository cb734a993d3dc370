import { describe, expect, it } from 'vitest';
import { installerVariables, workerVariables } from './worker-environment.js';

const OURS = {
  PATH: '/usr/bin',
  HOME: '/home/ada',
  LC_ALL: 'C.UTF-8',
  CUDA_VISIBLE_DEVICES: '1',
  HF_HOME: '/data/hub',
  https_proxy: 'http://proxy:3128',
  PIP_INDEX_URL: 'https://packages.example/simple',
  RATEBOOK_API_URL: 'http://127.0.0.1:4000/graphql',
  DATABASE_URL: 'postgres://secret@db/ratebook',
  AWS_SECRET_ACCESS_KEY: 'secret',
  PYTHONPATH: '/somewhere/else',
  CUBLAS_WORKSPACE_CONFIG: 'something',
  UNSET: undefined,
};

describe('the environment of a training process', () => {
  const variables = workerVariables(OURS);

  it('has what system, devices and the hub of models are set by', () => {
    expect(variables).toMatchObject({
      PATH: '/usr/bin',
      HOME: '/home/ada',
      LC_ALL: 'C.UTF-8',
      CUDA_VISIBLE_DEVICES: '1',
      HF_HOME: '/data/hub',
      https_proxy: 'http://proxy:3128',
    });
  });

  it('has no secret that was not meant for it', () => {
    const words = Object.entries(variables).flat().join(' ');
    expect(words).not.toMatch(/secret|RATEBOOK|PIP_/);
  });

  it('makes trainings repeat, whatever the person has set', () => {
    expect(variables).toMatchObject({ PYTHONHASHSEED: '0', CUBLAS_WORKSPACE_CONFIG: ':4096:8' });
    expect(variables['PYTHONPATH']).toMatch(/worker[/\\]src$/);
  });

  it('is another one for pip and npm, which are told where packages come from', () => {
    const installing = installerVariables(OURS);
    expect(installing).toMatchObject({ PATH: '/usr/bin', PIP_INDEX_URL: 'https://packages.example/simple' });
    expect(installing).not.toHaveProperty('PYTHONPATH');
    expect(installing).not.toHaveProperty('AWS_SECRET_ACCESS_KEY');
  });
});
