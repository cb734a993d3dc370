import { unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { makeRayPackage } from './package.js';

it('sends driver, worker and data to a cluster, under a name that only their content changes', async () => {
  const { name, zip } = await makeRayPackage();
  expect(name).toMatch(/^_ray_pkg_[0-9a-f]{16}\.zip$/);
  const files = Object.keys(unzipSync(zip));
  for (const one of ['ratebook_ray/__main__.py', 'ratebook_worker/loop.py', 'assets/digits.csv.gz'])
    expect(files).toContain(one);
  expect(files.filter((one) => one.includes('__pycache__'))).toEqual([]);
  expect((await makeRayPackage()).name).toBe(name);
});
