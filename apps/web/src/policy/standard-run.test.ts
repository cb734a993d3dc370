import { expect, it } from 'vitest';
import { standardRun } from './standard-run';

it('shows a policy over the first round number of updates that it suits', () => {
  expect(standardRun('cosine(1e-4, warmup=3%)')).toEqual({ by: 'updates', updates: 1000 });
  expect(standardRun('cosine(1e-4, warmup=1000)').updates).toBe(10_000);
  expect(standardRun('multi-step(0.1, factor=0.1, at=[60000, 80000], warmup=500000)').updates).toBe(1_000_000);
});

it('asks for data, batch and epochs where a policy counts in epochs', () => {
  expect(standardRun('constant(1, warmup=1 epochs)').by).toBe('epochs');
  expect(standardRun('constant(1, warmup=1000 tokens)')).toEqual({ by: 'updates', updates: 1000 });
});
