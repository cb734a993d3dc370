import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../kit/browser.js';
import { ask, registryEnvironment, type RunningRegistry, startRegistry } from '../kit/registry.js';
import { scratchFolder } from '../kit/scratch.js';

const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1440, height: 900 };

interface Examples {
  readonly policies: { readonly edges: readonly { readonly node: { readonly hash: string } }[] };
  readonly rangeTests: { readonly edges: readonly { readonly node: { readonly id: string } }[] };
  readonly completed: { readonly edges: readonly { readonly node: { readonly id: string } }[] };
  readonly diverged: { readonly edges: readonly { readonly node: { readonly id: string } }[] };
  readonly citations: { readonly edges: readonly { readonly node: { readonly id: string } }[] };
}

/** Pages that have no name of their own in the content: one of each kind. */
async function examplePages(apiUrl: string): Promise<readonly string[]> {
  const found = await ask<Examples>(
    apiUrl,
    `{ policies(first: 1) { edges { node { hash } } } rangeTests(first: 1) { edges { node { id } } }
      completed: runs(first: 1, status: COMPLETED) { edges { node { id } } }
      diverged: runs(first: 1, status: DIVERGED) { edges { node { id } } }
      citations(first: 1) { edges { node { id } } } }`,
  );
  const run = found.completed.edges[0]?.node.id ?? '';
  return [
    `/policies/${found.policies.edges[0]?.node.hash ?? ''}`,
    `/range-tests/${found.rangeTests.edges[0]?.node.id ?? ''}`,
    `/runs/${run}`,
    `/runs/${found.diverged.edges[0]?.node.id ?? ''}`,
    `/submissions/${run.split('-')[0] ?? ''}`,
    `/citations/${found.citations.edges[0]?.node.id ?? ''}`,
  ];
}

const NAMED_PAGES = [
  '/',
  '/search?q=bert',
  '/models',
  '/models/llama-3.2-3b?adaptation=lora&rank=32',
  '/models/deberta-base',
  '/models/digits-mlp',
  '/tasks',
  '/tasks/digits-mlp@1',
  '/tasks/wordnet-glosses@1',
  '/policies',
  '/citations',
  '/people/ratebook',
  '/guide',
  '/methodology',
  '/methodology/verification',
  '/methodology/ranking',
  '/api',
];

describe('every page of the site', () => {
  const scratch = scratchFolder('site');
  let registry: RunningRegistry;
  let browser: Browser;
  let pages: readonly string[];

  beforeAll(async () => {
    registry = await startRegistry(await registryEnvironment(join(scratch.path, 'data')));
    browser = await launchBrowser();
    pages = [...NAMED_PAGES, ...(await examplePages(registry.apiUrl))];
  });

  afterAll(async () => {
    await Promise.allSettled([browser.close(), registry.stop()]);
    scratch.remove();
  });

  it.each([
    ['desktop, light', DESKTOP, 'light'],
    ['phone, dark', PHONE, 'dark'],
  ] as const)(
    'opens without an error, and nothing but tables scrolls sideways: %s',
    async (_, viewport, colorScheme) => {
      const context = await browser.newContext({ viewport, colorScheme });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(`${page.url()}: ${message.text()}`);
      });
      page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
      for (const path of pages) {
        const reply = await page.goto(`${registry.siteUrl}${path}`, { waitUntil: 'networkidle' });
        expect(reply?.status(), path).toBe(200);
        expect(await page.locator('h1').count(), path).toBe(1);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow, path).toBe(0);
      }
      expect(complaints).toEqual([]);
      await context.close();
    },
  );

  it('is readable without JavaScript: the answer, the board and the checks are in the page as it comes', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    const textOf = async (path: string) => {
      await page.goto(`${registry.siteUrl}${path}`);
      return (await page.textContent('main')) ?? '';
    };
    expect(await textOf('/models/llama-3.2-3b?adaptation=lora&rank=32')).toContain('cosine(1e-4, warmup=500)');
    expect(await textOf('/tasks/digits-mlp@1')).toContain('multi-step(0.1, factor=0.1, at=[50%, 80%])');
    expect(await textOf('/search?q=dolly')).toMatch(/Dolly/);
    await context.close();
  });

  it('answers as one types in the search box', async () => {
    const page = await browser.newPage();
    await page.goto(registry.siteUrl, { waitUntil: 'networkidle' });
    await page.getByRole('combobox').or(page.getByRole('searchbox')).first().pressSequentially('llama-3.2');
    await page.getByText('Llama-3.2-3B').first().waitFor({ timeout: 10_000 });
    await page.close();
  });

  it('says that there is no such thing, with 404, for addresses that name nothing', async () => {
    for (const path of ['/models/no-such-model', '/tasks/none@1', '/runs/none', '/nowhere'])
      expect((await fetch(`${registry.siteUrl}${path}`)).status, path).toBe(404);
  });
});
