import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';

const require = createRequire(new URL('./apps/api/package.json', import.meta.url));

/**
 * One vitest for the whole house. `source` lets packages be tested without a build. graphql is aliased to its CommonJS
 * entry because type-graphql loads that one; two copies refuse to work together ("from another module or realm").
 */
export default defineConfig({
  resolve: { conditions: ['source'], alias: [{ find: /^graphql$/, replacement: require.resolve('graphql') }] },
  ssr: { resolve: { conditions: ['source'], externalConditions: ['source'] } },
  test: {
    // Most of the time is spent waiting for processes; one file at a time would leave a core idle.
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'core', include: ['packages/core/src/**/*.test.ts'] } },
      { extends: true, test: { name: 'bench', include: ['bench/**/*.test.ts'] } },
      { extends: true, test: { name: 'runner', include: ['apps/runner/src/**/*.test.ts'], testTimeout: 60_000 } },
      {
        extends: true,
        test: { name: 'web', include: ['apps/web/**/*.test.{ts,tsx}'], exclude: ['**/node_modules/**', '**/.next/**'] },
      },
      {
        extends: true,
        test: {
          name: 'api',
          include: ['apps/api/src/**/*.test.ts'],
          globalSetup: ['apps/api/src/testing/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'house',
          include: ['test/**/*.test.ts', 'scripts/**/*.test.ts'],
          globalSetup: ['apps/api/src/testing/global-setup.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          exclude: ['**/node_modules/**'],
        },
      },
    ],
  },
});
