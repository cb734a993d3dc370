import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TARGET_AGE_SECONDS } from '../jobs/queue.js';
import { TestRegistry } from '../testing.js';
import { BODY_LIMIT_BYTES } from './graphql.route.js';

let registry: TestRegistry;
beforeAll(async () => {
  registry = await TestRegistry.start();
});
afterAll(() => registry.close());

const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${registry.origin}${path}`, { headers, redirect: 'manual' });

describe('GET /graphql in a browser', () => {
  const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

  it('shows GraphiQL, all of it from this server', async () => {
    const page = await get('/graphql', { accept });
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toContain('text/html');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    const html = await page.text();
    const addresses = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address ?? '');
    expect(addresses).toContain('/graphiql/graphiql.js');
    for (const address of addresses) {
      expect(address.startsWith('/graphiql/'), address).toBe(true);
      expect((await get(address)).status, address).toBe(200);
    }
  });

  it('begins with an example that the registry can answer', async () => {
    const html = await (await get('/graphql', { accept })).text();
    const example = /<script type="text\/plain" id="example">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
    const { data, errors } = await registry.ask(example);
    expect(errors).toEqual([]);
    expect(data.bestPolicy.length).toBeGreaterThan(0);
  });

  it('leads there from the root, and answers a query where there is one', async () => {
    expect((await get('/')).headers.get('location')).toBe('/graphql');
    const answered = await get('/graphql?query=%7B__typename%7D', { accept, 'apollo-require-preflight': '1' });
    expect(await answered.json()).toEqual({ data: { __typename: 'Query' } });
  });

  it('has no other files', async () => {
    for (const name of ['package.json', '../main.js', '%2e%2e/main.js', '']) {
      const reply = await get(`/graphiql/${name}`);
      expect(reply.status, name).not.toBe(200);
    }
  });
});

describe('health', () => {
  it('is alive, and ready while the database answers', async () => {
    expect(await (await get('/healthz')).json()).toEqual({ status: 'alive' });
    const ready = await get('/readyz');
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({ status: 'ready' });
  });

  it('is alive and no longer ready once it was told to stop', async () => {
    registry.isServing = false;
    const [alive, ready] = [await get('/healthz'), await get('/readyz')];
    registry.isServing = true;
    expect(alive.status).toBe(200);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toEqual({ status: 'stopping' });
  });
});

describe('GET /metrics', () => {
  const metric = async (name: string) =>
    (await (await get('/metrics')).text()).split('\n').filter((line) => line.startsWith(name));

  it('counts requests by address, and every unknown address as one', async () => {
    const others = (lines: readonly string[]) =>
      Number(lines.find((line) => line.includes('operation="other",status="404"'))?.split(' ')[1] ?? 0);
    const before = others(await metric('ratebook_request_seconds_count'));
    for (const path of ['/wp-login.php', '/a', '/b/c']) expect((await get(path)).status).toBe(404);
    const lines = await metric('ratebook_request_seconds_count');
    expect(others(lines)).toBe(before + 3);
    expect(lines.join('\n')).not.toContain('wp-login');
  });

  it('says that the queue is stalled once its oldest job has waited too long', async () => {
    await registry.parts.queue.ask('rank-task', registry.taskName);
    expect(await metric('ratebook_queue_is_stalled')).toEqual(['ratebook_queue_is_stalled 0']);
    registry.clock.advance({ seconds: TARGET_AGE_SECONDS + 1 });
    expect(await metric('ratebook_queue_is_stalled')).toEqual(['ratebook_queue_is_stalled 1']);
    expect(await metric('ratebook_queue_jobs')).toEqual(['ratebook_queue_jobs 1']);
    expect(await metric('ratebook_queue_oldest_seconds')).toEqual([
      `ratebook_queue_oldest_seconds ${String(TARGET_AGE_SECONDS + 1)}`,
    ]);
    const { queue } = await registry.data('{ queue { isStalled queued oldestAgeSeconds } }');
    expect(queue).toEqual({ isStalled: true, queued: 1, oldestAgeSeconds: TARGET_AGE_SECONDS + 1 });
    await registry.work();
    expect(await metric('ratebook_queue_is_stalled')).toEqual(['ratebook_queue_is_stalled 0']);
  });
});

describe('any request', () => {
  it('may come from any origin, with a token in its header', async () => {
    const asked = await fetch(`${registry.origin}/graphql`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://elsewhere.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization, content-type',
      },
    });
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-origin')).toBe('*');
    expect(asked.headers.get('access-control-allow-headers')).toContain('authorization');
    expect(asked.headers.get('access-control-allow-methods')).toContain('PUT');
    expect(asked.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('has an id of its own', async () => {
    const ids = await Promise.all([1, 2].map(async () => (await get('/healthz')).headers.get('x-request-id')));
    expect(new Set(ids).size).toBe(2);
    expect(ids).not.toContain(null);
  });

  it('to an address where there is nothing is told so', async () => {
    const reply = await get('/nothing');
    expect(reply.status).toBe(404);
    expect(await reply.json()).toEqual({ errors: [{ message: 'There is nothing at this address.' }] });
  });
});

describe('POST /graphql', () => {
  const post = (body: NonNullable<RequestInit['body']>, headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${registry.origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      ...(body instanceof ReadableStream ? { duplex: 'half' as const } : {}),
    });
  const codeOf = async (reply: Response) =>
    ((await reply.json()) as { errors: { extensions: { code: string } }[] }).errors[0]?.extensions.code;

  it('with a body that is not JSON is told so, without a trace', async () => {
    const reply = await post('{"query": ');
    expect(reply.status).toBe(400);
    const text = await reply.text();
    expect(text).toContain('document.not-json');
    expect(text).not.toContain('at JSON.parse');
  });

  it('with a body over the limit is told the limit: declared, or found out while reading', async () => {
    const body = JSON.stringify({ query: `{ __typename } # ${'x'.repeat(BODY_LIMIT_BYTES)}` });
    const declared = await post(body);
    expect(declared.status).toBe(413);
    expect(await codeOf(declared)).toBe('document.too-large');
    const chunk = new Uint8Array(64 * 1024).fill(32);
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent += chunk.length;
        if (sent > 8 * BODY_LIMIT_BYTES) controller.close();
        else controller.enqueue(chunk);
      },
    });
    const found = await post(endless);
    expect(found.status).toBe(413);
    expect(await codeOf(found)).toBe('document.too-large');
  });

  it('never says what a failure inside was', async () => {
    const name = '\u0000';
    for (const query of ['{ account(handle: $x) { handle } }', '{ run(id: $x) { id } }', '{ ticket(id: $x) { id } }']) {
      const { data, errors } = await registry.ask(`query ($x: String!) ${query}`, { x: name });
      expect(
        errors.map(({ extensions }) => extensions?.['code']),
        query,
      ).not.toContain('INTERNAL');
      expect(JSON.stringify({ data, errors }), query).not.toContain('0x00');
    }
  });
});
