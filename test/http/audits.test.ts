import { TestRegistry } from '@ratebook/api/testing';
import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let registry: TestRegistry;
beforeAll(async () => {
  registry = await TestRegistry.start();
});
afterAll(() => registry.close());

// The address is only known once the registry runs; names and number of the audits do not depend on it.
const names = serverAudits({ url: 'http://registry.invalid/graphql' }).map(({ id, name }) => ({ id, name }));
const asked = names.filter(({ name }) => /^(?:MUST|SHOULD)\b/.test(name));

describe('GraphQL over HTTP', () => {
  it('is audited by every MUST and SHOULD there is an audit for; the rest are MAY', () => {
    const rest = names.filter((audit) => !asked.includes(audit));
    expect(rest.filter(({ name }) => !name.startsWith('MAY'))).toEqual([]);
    expect(asked.length).toBeGreaterThan(30);
  });

  it.each(asked)('$id: $name', async ({ id }) => {
    const audit = serverAudits({ url: `${registry.origin}/graphql` }).find((candidate) => candidate.id === id);
    const result = await audit?.fn();
    expect(result?.status, result?.status === 'ok' ? '' : result?.reason).toBe('ok');
  });
});
