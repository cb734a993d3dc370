import { registryAddress } from '../../src/environment';

const PASSED_ON = ['accept', 'authorization', 'content-type', 'apollo-require-preflight'] as const;

/**
 * The registry's API at the site's own address, so that a browser needs no other origin. The address behind it is read for
 * each request: one build serves any registry. Sizes and costs are limited by the registry.
 */
async function passOn(request: Request): Promise<Response> {
  const headers = new Headers();
  for (const name of PASSED_ON) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  const address = new URL(registryAddress());
  address.search = new URL(request.url).search;
  try {
    const answer = await fetch(address, {
      method: request.method,
      headers,
      cache: 'no-store',
      redirect: 'manual',
      signal: request.signal,
      ...(request.method === 'GET' ? {} : { body: request.body, duplex: 'half' as const }),
    });
    const kept = new Headers();
    for (const name of ['content-type', 'cache-control', 'content-security-policy']) {
      const value = answer.headers.get(name);
      if (value !== null) kept.set(name, value);
    }
    return new Response(answer.body, { status: answer.status, headers: kept });
  } catch {
    const message = 'The registry gave no answer. Nothing was changed; try again when it is back.';
    return Response.json({ errors: [{ message, extensions: { code: 'REGISTRY_UNREACHABLE' } }] }, { status: 502 });
  }
}

export { passOn as GET, passOn as POST };
