import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../kit/browser.js';
import { ask, registryEnvironment, type RunningRegistry, startRegistry } from '../kit/registry.js';
import { Runner } from '../kit/runner.js';
import { scratchFolder } from '../kit/scratch.js';

const TASK = 'digits-mlp@1';
const POLICIES = ['cosine(0.1, warmup=5%)', 'linear(0.12, warmup=10%)', 'constant(1e-3)'] as const;

interface Row {
  readonly notation: string;
  readonly rankFrom: number | null;
  readonly n: number;
  readonly accounts: number;
  readonly inLeaderGroup: boolean;
  readonly level: number;
}

const BOARD = `query ($task: String!) {
  board(task: $task, objective: BEST_METRIC, first: 50) {
    view
    rows { edges { node { notation rankFrom n accounts inLeaderGroup level } } }
  }
}`;

/** The whole way of one run, by real processes: a stranger's first day with a fresh registry. */
/** Arms that come with the content of digits-mlp. */
const ARMS_AT_FIRST = 12;

describe('from a fresh machine to a ranked row', () => {
  const scratch = scratchFolder('first-day');
  let registry: RunningRegistry;
  let browser: Browser;
  let ada: Runner;
  let submission: string;

  beforeAll(async () => {
    registry = await startRegistry(await registryEnvironment(join(scratch.path, 'data')));
    browser = await launchBrowser();
    ada = new Runner(join(scratch.path, 'home'), registry.apiUrl);
  });

  afterAll(async () => {
    await Promise.allSettled([browser.close(), registry.stop()]);
    scratch.remove();
  });

  async function board(): Promise<readonly Row[]> {
    const answer = await ask<{ board: { rows: { edges: readonly { node: Row }[] } } }>(registry.apiUrl, BOARD, {
      task: TASK,
    });
    return answer.board.rows.edges.map(({ node }) => node);
  }

  async function open(path: string): Promise<Page> {
    const page = await browser.newPage();
    await page.goto(`${registry.siteUrl}${path}`, { waitUntil: 'load' });
    return page;
  }

  async function untilVerified(id: string): Promise<{ state: string; level: number; levelName: string }> {
    for (;;) {
      const found = await ada.json('status', id);
      if (found['state'] !== 'QUEUED' && found['state'] !== 'VERIFYING')
        return found as unknown as { state: string; level: number; levelName: string };
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  it('says where it runs and what to try next', () => {
    expect(registry.printed()).toContain(registry.siteUrl);
    expect(registry.printed()).toContain(registry.apiUrl);
    expect(registry.printed()).toContain('npm run -s ratebook -- range-test digits-mlp');
  });

  it('has content from the first minute: boards with verified runs, citations, landscapes', async () => {
    const { counts } = await ask<{ counts: Record<string, number> }>(
      registry.apiUrl,
      '{ counts { tasks runs citations landscapeRuns } }',
    );
    expect(counts).toMatchObject({ tasks: 5, landscapeRuns: 1536, citations: 359 });
    const rows = await board();
    expect(rows).toHaveLength(ARMS_AT_FIRST);
    expect(rows.every(({ level }) => level === 2)).toBe(true);
    expect(rows.filter(({ n }) => n === 20)).toHaveLength(1);
  });

  it('signs a stranger in with a key that only they can read', async () => {
    const answer = await ada.json('login', 'ada');
    expect(answer['handle']).toBe('ada');
    expect(statSync(join(ada.home, 'keys/runner.json')).mode & 0o777).toBe(0o600);
    const { secretKey } = JSON.parse(readFileSync(join(ada.home, 'keys/runner.json'), 'utf8')) as { secretKey: string };
    expect(JSON.stringify(answer)).not.toContain(secretKey);
  });

  it('finds the usable learning rates, plots them, and the registry recomputes the same', async () => {
    const ended = await ada.run('range-test', 'digits-mlp', '--points', '9');
    expect(ended.status, ended.stderr).toBe(0);
    expect(ended.stdout).toMatch(/best\s+0\.\d+\s+least held-out loss/);
    expect(ended.stdout).toContain('diverged');
    const best = Number(/best\s+([\d.e-]+)\s+least/.exec(ended.stdout)?.[1]);
    const id = /Submitted as ([0-9a-f]{12})/.exec(ended.stdout)?.[1] ?? '';
    expect(await untilVerified(id)).toMatchObject({ state: 'ACCEPTED', level: 2 });
    const { submission: stored } = await ask<{ submission: { rangeTest: { best: number } } }>(
      registry.apiUrl,
      'query ($id: String!) { submission(id: $id) { rangeTest { best } } }',
      { id },
    );
    expect(stored.rangeTest.best).toBe(best);
  });

  it('evaluates three policies with the three seeds of a ticket, and reaches level 2', async () => {
    const answer = await ada.json('evaluate', 'digits-mlp', ...POLICIES);
    submission = String(answer['submission']);
    expect(await untilVerified(submission)).toMatchObject({
      state: 'ACCEPTED',
      level: 2,
      levelName: 'L2 trace-consistent',
    });
  });

  it('ranks them: a repeated arm gains seeds and an account, a new one its own row, a bad one its place', async () => {
    await expect.poll(async () => (await board()).length, { timeout: 20_000 }).toBe(ARMS_AT_FIRST + 2);
    const byNotation = new Map((await board()).map((row) => [row.notation, row]));
    // The seeds are the registry's and new each time: what is asserted holds for any of them.
    expect(byNotation.get(POLICIES[0])).toMatchObject({ n: 6, accounts: 2 });
    expect(byNotation.get(POLICIES[1])).toMatchObject({ n: 3, accounts: 1 });
    const bad = byNotation.get(POLICIES[2]);
    expect(bad?.inLeaderGroup).toBe(false);
    expect(bad?.rankFrom).toBeGreaterThan(5);
  });

  it('shows the row on the task’s page, with view and interval', async () => {
    const page = await open(`/tasks/${TASK}`);
    const row = page.getByRole('row').filter({ hasText: POLICIES[1] });
    await expect.poll(() => row.count()).toBe(1);
    expect(await row.textContent()).toContain('L2');
    await page.close();
  });

  it('shows a run’s curve, its trace and every check of the report', async () => {
    interface Answer {
      readonly submission: { readonly runs: { readonly edges: readonly { readonly node: { readonly id: string } }[] } };
    }
    const { submission: sent } = await ask<Answer>(
      registry.apiUrl,
      'query ($id: String!) { submission(id: $id) { runs(first: 1) { edges { node { id } } } } }',
      { id: submission },
    );
    const page = await open(`/runs/${sent.runs.edges[0]?.node.id ?? ''}`);
    expect(await page.locator('svg path').count()).toBeGreaterThan(1);
    for (const check of ['F01', 'F08', 'S01', 'S03', 'T01', 'T06', 'T09'])
      expect(await page.getByText(check, { exact: true }).count(), check).toBeGreaterThan(0);
    await page.close();
  });

  it('answers which policy is best: measured here, from the group that leads', async () => {
    const { bestPolicy } = await ask<{ bestPolicy: readonly { evidence: string; notation: string; level: number }[] }>(
      registry.apiUrl,
      '{ bestPolicy(model: "digits-mlp") { evidence notation level } }',
    );
    expect(bestPolicy[0]).toMatchObject({ evidence: 'MEASURED_HERE', level: 2 });
    const leaders = (await board()).filter(({ inLeaderGroup }) => inLeaderGroup).map(({ notation }) => notation);
    expect(leaders).toContain(bestPolicy[0]?.notation);
  });

  it('answers for Llama-3.2-3B with LoRA of rank 32: the published run and its source, then the formula', async () => {
    interface Answer {
      readonly evidence: string;
      readonly standing: string;
      readonly rank: number | null;
      readonly notation: string | null;
      readonly bandSentence: string | null;
      readonly source: { readonly text: string; readonly url: string | null } | null;
    }
    const { bestPolicy } = await ask<{ bestPolicy: readonly Answer[] }>(
      registry.apiUrl,
      `{ bestPolicy(model: "meta-llama/Llama-3.2-3B", adaptation: "lora", rank: 32) {
        evidence standing rank notation bandSentence source { text url } } }`,
    );
    expect(bestPolicy[0]).toMatchObject({
      evidence: 'PUBLISHED',
      standing: 'MEASURED',
      rank: 32,
      notation: 'cosine(1e-4, warmup=500)',
      bandSentence: 'one LR tried, no band',
    });
    expect(bestPolicy[0]?.source?.text).toMatch(/PEFT/i);
    expect(bestPolicy.at(-1)?.evidence).toBe('FORMULA');
    const page = await open('/models/llama-3.2-3b?adaptation=lora&rank=32');
    expect(await page.textContent('main')).toContain('one LR tried, no band');
    await page.close();
  });

  it('finds everything from the front page’s search', async () => {
    const page = await open('/search?q=llama');
    expect(await page.getByRole('link', { name: /Llama-3\.2-3B/ }).count()).toBeGreaterThan(0);
    await page.close();
  });

  it('stops everything at Ctrl-C, and keeps what was acknowledged for the next start', async () => {
    expect(await registry.stop()).toBe(0);
    await expect(fetch(registry.apiUrl)).rejects.toThrow();
    registry = await startRegistry(registry.environment);
    expect((await board()).length).toBe(ARMS_AT_FIRST + 2);
  });
});
