import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { MEASURED_MODEL, MEASURED_TASK } from './database/seed-runs.js';
import type { Figure } from './figure.js';
import { ROOT, type Server, startListening } from './processes.js';

const SITE = join(ROOT, 'apps/web');
const PAGES: Readonly<Record<string, string>> = {
  front: '/',
  task: `/tasks/${MEASURED_TASK}`,
  model: `/models/${MEASURED_MODEL}`,
  tasks: '/tasks',
  policies: '/policies',
  guide: '/guide',
  search: '/search?text=cosine',
};

/** The scripts that each page loads, packed; nothing where the site is not built. */
export async function benchSite(graphqlUrl: string): Promise<readonly Figure[]> {
  if (!existsSync(join(SITE, '.next/BUILD_ID'))) return [];
  const site = await startSite(graphqlUrl);
  try {
    const figures: Figure[] = [];
    for (const [page, path] of Object.entries(PAGES)) {
      figures.push({
        id: `site.script-kb.${page}`,
        value: (await scriptBytes(site.url, path)) / 1000,
        unit: 'kB',
        goal: null,
        better: 'lower',
        about: `scripts that ${path} loads in a browser of today, gzip, 1 kB is 1,000 bytes`,
      });
    }
    return figures;
  } finally {
    await site.stop();
  }
}

async function startSite(graphqlUrl: string): Promise<Server> {
  const port = String(await freePort());
  const words = [join(SITE, 'node_modules/next/dist/bin/next'), 'start', SITE, '-H', '127.0.0.1', '-p', port];
  return startListening(words, { RATEBOOK_API_URL: graphqlUrl }, `http://127.0.0.1:${port}`, '/icon.svg');
}

async function scriptBytes(site: string, path: string): Promise<number> {
  const reply = await fetch(site + path);
  const html = await reply.text();
  if (reply.status !== 200) throw new Error(`${path} answered ${String(reply.status)}.`);
  const tags = [...html.matchAll(/<script[^>]*\ssrc="([^"]+)"[^>]*>/g)].filter(([tag]) => !/\snomodule/i.test(tag));
  const sources = new Set(tags.map(([, source = '']) => source.replaceAll('&amp;', '&')));
  let bytes = 0;
  for (const source of sources) {
    const script = await fetch(new URL(source, site));
    if (script.status !== 200) throw new Error(`${source} of ${path} answered ${String(script.status)}.`);
    bytes += gzipSync(Buffer.from(await script.arrayBuffer())).length;
  }
  return bytes;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (typeof address === 'object' && address) resolve(address.port);
        else reject(new Error('There is no free port.'));
      });
    });
  });
}
