import { describe, expect, it } from 'vitest';
import { assertCanBeAsked, assertHasResources } from './resources.js';

describe('what a training holds', () => {
  it('is a share of a GPU, or whole ones', () => {
    for (const gpus of [0, 0.0001, 0.5, 1, 4]) assertCanBeAsked({ cpus: 0.5, gpus });
    for (const gpus of [1.5, -1, 0.00001, NaN, Infinity])
      expect(() => assertCanBeAsked({ cpus: 1, gpus })).toThrow(`--trial-gpus is ${String(gpus)}; expected`);
    assertCanBeAsked({ cpus: 0.0001, gpus: 0 });
    for (const cpus of [0, -1, 0.00001, NaN])
      expect(() => assertCanBeAsked({ cpus, gpus: 0 })).toThrow(`--trial-cpus is ${String(cpus)}; expected`);
  });

  it('must fit on one node: two halves of it are none', () => {
    const nodes = [{ CPU: 8 }, { CPU: 2, GPU: 1 }];
    assertHasResources(nodes, { cpus: 8, gpus: 0 });
    assertHasResources(nodes, { cpus: 2, gpus: 0.5 });
    expect(() => assertHasResources(nodes, { cpus: 4, gpus: 1 })).toThrow(
      'A training asks for 4 CPUs and 1 GPU, and no node of the cluster has that: its nodes have 8 CPUs and 0 GPUs; 2 CPUs and 1 GPU.',
    );
    expect(() => assertHasResources([], { cpus: 1, gpus: 0 })).toThrow('it has no node');
  });
});
