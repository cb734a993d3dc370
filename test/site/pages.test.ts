import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../kit/browser.js';
import { ask, registryEnvironment, type RunningRegistry, startRegistry } from '../kit/registry.js';
import { scratchFolder } from '../kit/scratch.js';

const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1440, height: 900 };

interface StudyExample {
  readonly id: string;
  readonly method: string;
  readonly plan: { readonly strategy: string };
}

interface Examples {
  readonly policies: { readonly edges: readonly { readonly node: { readonly hash: string } }[] };
  readonly rangeTests: { readonly edges: readonly { readonly node: { readonly id: string } }[] };
  readonly completed: { readonly edges: readonly { readonly node: { readonly id: string } }[] };
  readonly diverged: { readonly edges: readonly { readonly node: { readonly id: string } }[] };
  readonly studies: { readonly edges: readonly { readonly node: StudyExample }[] };
  readonly citations: { readonly edges: readonly { readonly node: { readonly id: string } }[] };
}

/** One study of each method and strategy that the content has. */
function exampleStudies({ studies }: Examples): readonly string[] {
  const kinds = new Map(studies.edges.map(({ node }) => [`${node.method} ${node.plan.strategy}`, node.id]));
  const methods = new Set(studies.edges.map(({ node }) => node.method));
  // Without this an empty list would pass for a page that opens.
  expect([...methods].toSorted()).toEqual(['COMPOSITE', 'COST_EFFECTIVE', 'SINGLE']);
  return [...kinds.values()];
}

/** Pages that have no name of their own in the content: one of each kind. */
async function examplePages(apiUrl: string): Promise<readonly string[]> {
  const found = await ask<Examples>(
    apiUrl,
    `{ policies(first: 1) { edges { node { hash } } } rangeTests(first: 1) { edges { node { id } } }
      completed: runs(first: 1, status: COMPLETED) { edges { node { id } } }
      diverged: runs(first: 1, status: DIVERGED) { edges { node { id } } }
      studies(first: 50) { edges { node { id method plan { strategy } } } }
      citations(first: 1) { edges { node { id } } } }`,
  );
  const run = found.completed.edges[0]?.node.id ?? '';
  return [
    `/policies/${found.policies.edges[0]?.node.hash ?? ''}`,
    `/range-tests/${found.rangeTests.edges[0]?.node.id ?? ''}`,
    ...exampleStudies(found).map((id) => `/studies/${id}`),
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
  '/studies',
  '/studies?task=digits-mlp@1',
  '/studies?task=nobody@1',
  '/playground',
  '/playground?policy=cosine(2e-5, warmpu=3%25)&examples=100',
  '/playground?policy=plateau(1e-3, metric=eval_loss)&updates=5000&trainer=json',
  '/compare',
  '/compare?policy=step(0.1, factor=0.1, every=50)&policy=multi-step(0.1, factor=0.1, at=[50])&policy=cosin(1)&updates=100',
  '/citations',
  '/people/ratebook',
  '/guide',
  '/methodology',
  '/methodology/verification',
  '/methodology/tuning',
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

  it('shows an error under its column as one types a policy, and keeps all that was typed in the address', async () => {
    const page = await browser.newPage();
    await page.goto(`${registry.siteUrl}/playground`, { waitUntil: 'networkidle' });
    const line = page.getByLabel('A policy, as one line or as a document');
    await line.fill('cosine(2e-5, warmpu=3%)');
    const caret = page.locator('.refusal pre');
    await caret.waitFor();
    const [typed = '', sign = ''] = ((await caret.textContent()) ?? '').split('\n');
    expect(typed.slice(sign.indexOf('^'))).toBe('warmpu=3%)');
    expect(await page.locator('.refusal').textContent()).toContain('Did you mean "warmup"?');

    await line.fill('cosine(2e-5, warmup=1 epochs)');
    await page.getByLabel('Data, batch and epochs').check();
    await page.getByLabel('Training examples').fill('1001');
    await page.getByLabel('Examples an update').fill('10');
    await page.getByLabel('Epochs', { exact: true }).fill('3');
    await page.getByText(/^Written for 303 updates/).waitFor();
    await page.getByRole('link', { name: 'JSON table' }).click();
    await page.waitForURL(/trainer=json/);

    const other = await browser.newPage();
    await other.goto(page.url());
    expect(await other.getByLabel('A policy, as one line or as a document').inputValue()).toBe(
      'cosine(2e-5, warmup=1 epochs)',
    );
    expect(await other.getByLabel('Epochs', { exact: true }).inputValue()).toBe('3');
    expect(await other.getByRole('link', { name: 'JSON table' }).getAttribute('aria-current')).toBe('true');
    await Promise.all([page.close(), other.close()]);
  });

  it('copies an export whole, and says so', async () => {
    const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
    const page = await context.newPage();
    const query = new URLSearchParams({ policy: 'linear(1)', updates: '60', trainer: 'csv' }).toString();
    await page.goto(`${registry.siteUrl}/playground?${query}`, { waitUntil: 'networkidle' });
    await page.getByRole('button', { name: 'Copy: a row for every update' }).click();
    await page.getByText('Copied').waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied.trim().split('\n')).toHaveLength(61);
    const file = await fetch(`${registry.siteUrl}/playground/export?${query}`);
    expect(await file.text()).toBe(copied);
    expect(file.headers.get('content-disposition')).toMatch(/filename="policy-[0-9a-f]{12}\.csv"/);
    await context.close();
  });

  it('refuses the file of an export with its reason', async () => {
    const reply = await fetch(`${registry.siteUrl}/playground/export?policy=cosin(1)`);
    expect([reply.status, await reply.text()]).toEqual([400, expect.stringContaining('Did you mean "cosine"?')]);
  });

  it('draws, exports and compares without JavaScript too: what is typed goes into a form', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${registry.siteUrl}/playground`);
    await page.getByLabel('A policy, as one line or as a document').fill('fix(k0=0.5)');
    await page.getByLabel('Updates in all').fill('250');
    await page.getByRole('button', { name: 'Draw and export' }).click();
    expect(await page.locator('.reading code').textContent()).toBe('constant(0.5)');
    expect(await page.textContent('main')).toContain('Written for 250 updates');
    await page.getByRole('link', { name: 'CSV table' }).click();
    expect(await page.locator('.export pre').first().textContent()).toContain('update,learning_rate\n0,0.5\n');

    await page.getByRole('link', { name: 'Compare it with others' }).click();
    await page.getByLabel('Policy B').fill('linear(0.5 -> 0.5)');
    await page.getByRole('button', { name: 'Compare' }).click();
    expect(await page.textContent('main')).toContain('equivalent on these 250 updates');
    await context.close();
  });

  it('writes the best answer to a model for the reader’s tool and run', async () => {
    const query = new URLSearchParams({ adaptation: 'lora', rank: '32', updates: '2000', trainer: 'json' }).toString();
    const html = await (await fetch(`${registry.siteUrl}/models/llama-3.2-3b?${query}`)).text();
    expect(html).toContain('For the tool that you train with');
    expect(html).toMatch(/Written for 2,000 updates/);
  });

  it('says that there is no such thing, with 404, for addresses that name nothing', async () => {
    for (const path of ['/models/no-such-model', '/tasks/none@1', '/runs/none', '/nowhere'])
      expect((await fetch(`${registry.siteUrl}${path}`)).status, path).toBe(404);
  });
});
