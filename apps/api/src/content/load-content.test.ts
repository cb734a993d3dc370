import { RefusedError } from '@ratebook/core/refusal';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Listed, loadContent, nodesOf, TestRegistry } from '../testing.js';
import { OWN_CONTENT } from './load-content.js';

/** Every row of every table, as PostgreSQL last wrote it: a row that was written again has another `xmin`. */
async function rowsWritten({ sql }: TestRegistry): Promise<Readonly<Record<string, string>>> {
  const tables = await sql<{ name: string }[]>`select tablename as name from pg_tables where schemaname = 'public'`;
  const written = await Promise.all(
    tables.map(async ({ name }) => {
      const [row] = await sql<{ rows: string }[]>`
        select count(*) || ' ' || coalesce(sum(xmin::text::bigint), 0) as rows from ${sql(name)}`;
      return [name, row?.rows ?? ''] as const;
    }),
  );
  return Object.fromEntries(written);
}

interface ShownSubmission {
  readonly state: string;
  readonly level: number;
  readonly standing: string;
  readonly report: { readonly checks: readonly { readonly verdict: string; readonly isRequired: boolean }[] };
}

interface RankedRow {
  readonly rankFrom: number;
  readonly rankTo: number;
  readonly rankOf: number;
  readonly n: number;
  readonly isBaseline: boolean;
  readonly isLeader: boolean;
}

async function copyOfContent(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ratebook-content-'));
  await cp(OWN_CONTENT, folder, { recursive: true });
  return folder;
}

describe('the project’s own content, loaded into an empty registry', () => {
  let registry: TestRegistry;
  beforeAll(async () => {
    registry = await TestRegistry.start({ tasks: [] });
    await loadContent(registry.parts, null);
  });
  afterAll(() => registry.close());

  /** All rows of a top-level list, page after page. */
  async function allOf<T>(list: string, fields: string): Promise<readonly T[]> {
    const rows: T[] = [];
    for (let after: string | null = null; ; ) {
      const { page }: { page: Required<Listed<T>> } = await registry.data(
        `query ($after: String) { page: ${list}(first: 100, after: $after) {
          edges { node { ${fields} } } pageInfo { hasNextPage endCursor } } }`,
        { after },
      );
      rows.push(...nodesOf(page));
      if (!page.pageInfo.hasNextPage) return rows;
      after = page.pageInfo.endCursor;
    }
  }

  it('gives every model, task, citation and landscape once', async () => {
    const models = await allOf<{ slug: string; landscapes: readonly { runCount: number }[] }>(
      'models',
      'slug landscapes { runCount }',
    );
    const tasks = await allOf<unknown>('tasks', 'name state');
    const citations = await allOf<{ id: string }>('citations', 'id');
    expect(new Set(models.map(({ slug }) => slug)).size).toBe(122);
    expect(models).toHaveLength(122);
    expect(tasks).toEqual([
      { name: 'digits-mlp@1', state: 'OPEN' },
      { name: 'minilm-rotten-tomatoes-lora@1', state: 'OPEN' },
      { name: 'minilm-wordnet-glosses-full@1', state: 'OPEN' },
      { name: 'smollm2-speeches-lora@1', state: 'OPEN' },
      { name: 'wordnet-glosses@1', state: 'OPEN' },
    ]);
    expect(new Set(citations.map(({ id }) => id)).size).toBe(359);
    expect(citations).toHaveLength(359);
    const landscapes = models.flatMap((model) => model.landscapes);
    expect(landscapes).toHaveLength(2);
    expect(landscapes.reduce((sum, { runCount }) => sum + runCount, 0)).toBe(1536);
  });

  it('has a policy with a page of its own for every citation whose schedule is known', async () => {
    const citations = await allOf<{
      id: string;
      policyNotation: string | null;
      policy: { hash: string; notation: string; law: string } | null;
    }>('citations', 'id policyNotation policy { hash notation law }');
    const known = citations.filter(({ policyNotation }) => policyNotation !== null);
    expect(known.length).toBeGreaterThan(320);
    expect(known.filter(({ policy, policyNotation }) => policy?.notation !== policyNotation)).toEqual([]);
    expect(new Set(known.map(({ policy }) => policy?.law))).toContain('plateau');
    const hashes = new Set(known.map(({ policy }) => policy?.hash));
    const listed = await allOf<{ hash: string; citations: Listed<{ id: string }> }>(
      'policies',
      'hash citations(first: 50) { edges { node { id } } }',
    );
    const cited = listed.filter((policy) => nodesOf(policy.citations).length > 0);
    expect(new Set(cited.map(({ hash }) => hash))).toEqual(hashes);
  });

  it('has the project’s submissions verified to level 2, each with its whole report', async () => {
    const { account } = await registry.data<{
      account: { submissionCount: number; submissions: Listed<ShownSubmission> };
    }>(`{ account(handle: "ratebook") { submissionCount submissions(first: 50) {
      edges { node { state level standing report { conclusion checks { id verdict isRequired } } } } } } }`);
    expect(account.submissionCount).toBe(25);
    const submissions = nodesOf(account.submissions);
    expect(submissions.map(({ state, level, standing }) => [state, level, standing])).toEqual(
      Array.from({ length: 25 }, () => ['ACCEPTED', 2, 'ticketed']),
    );
    for (const { report } of submissions) {
      const required = report.checks.filter(({ isRequired }) => isRequired);
      expect(required.length).toBeGreaterThan(10);
      expect(required.filter(({ verdict }) => verdict === 'FAIL')).toEqual([]);
    }
  });

  it('has both tasks ranked before the load is over, the baseline and the planned arms on each', async () => {
    for (const [task, arms] of [
      ['digits-mlp', 12],
      ['wordnet-glosses', 10],
    ] as const) {
      const { board } = await registry.data<{ board: { rows: Listed<RankedRow> } }>(
        `query ($task: String!) { board(task: $task) { view rowCount computedAt
          rows { edges { node { rankFrom rankTo rankOf n isBaseline isLeader inLeaderGroup level } } } } }`,
        { task },
      );
      const rows = nodesOf(board.rows);
      expect(board).toMatchObject({ view: 'ALL', rowCount: rows.length });
      expect(rows).toHaveLength(arms);
      expect(rows.map(({ isLeader }) => isLeader)).toEqual(rows.map((_, index) => index === 0));
      for (const { rankFrom, rankTo, rankOf } of rows) {
        expect(rankOf).toBe(arms);
        expect(rankFrom).toBeGreaterThanOrEqual(1);
        expect(rankTo).toBeGreaterThanOrEqual(rankFrom);
      }
      expect(rows.filter(({ isBaseline }) => isBaseline).map(({ n }) => n)).toEqual([20]);
    }
    const { queue } = await registry.data('{ queue { queued } }');
    expect(queue.queued).toBe(0);
  });

  it('has studies by every method, each decided again from its runs, their winners on the board with what they cost', async () => {
    const { studies } = await registry.data<{
      studies: Listed<{
        readonly method: string;
        readonly problem: string | null;
        readonly task: { readonly name: string };
        readonly winner: { readonly arm: { readonly searchUpdates: number | null } } | null;
      }>;
    }>(`{ studies { edges { node { method problem task { name } winner { arm { searchUpdates } } } } } }`);
    const all = nodesOf(studies);
    expect(all.filter(({ problem }) => problem !== null)).toEqual([]);
    for (const task of ['digits-mlp@1', 'wordnet-glosses@1', 'minilm-rotten-tomatoes-lora@1']) {
      const methods = all.flatMap((one) => (one.task.name === task ? [one.method] : []));
      expect(methods.toSorted(), task).toEqual(['COMPOSITE', 'COST_EFFECTIVE', 'SINGLE']);
    }
    for (const { winner } of all) expect(winner?.arm.searchUpdates).toBeGreaterThan(0);
  });

  it('changes nothing when it is loaded again', async () => {
    const before = await rowsWritten(registry);
    expect(before['citation']).toMatch(/^359 /);
    const told = vi.spyOn(registry.parts.events, 'contentLoaded');
    registry.clock.advance({ seconds: 60 });
    await loadContent(registry.parts, null);
    expect(told).not.toHaveBeenCalled();
    expect(await rowsWritten(registry)).toEqual(before);
  });

  it('is not opened again once it is there: neither submissions nor their artefacts', async () => {
    const folder = await copyOfContent();
    const account = join(folder, 'registry', 'ratebook');
    for (const name of await readdir(account))
      if (name !== 'account.json') await writeFile(join(account, name), 'nothing that could be read');
    const before = await rowsWritten(registry);
    await loadContent(registry.parts, folder);
    expect(await rowsWritten(registry)).toEqual(before);
    await rm(folder, { recursive: true });
  });

  it('takes a citation that a later version corrects, and leaves the others as many as they were', async () => {
    const folder = await copyOfContent();
    const path = join(folder, 'citations', 'quoted-recipes.json');
    const records = JSON.parse(await readFile(path, 'utf8')) as { id: string; dataset: string | null }[];
    const [first] = records;
    if (first === undefined) throw new Error('There are no quoted recipes.');
    first.dataset = 'a dataset that was misread';
    await writeFile(path, JSON.stringify(records));
    await loadContent(registry.parts, folder);
    const { citation, counts } = await registry.data(
      'query ($id: String!) { citation(id: $id) { dataset } counts { citations } }',
      { id: first.id },
    );
    expect([citation.dataset, counts.citations]).toEqual(['a dataset that was misread', 359]);
    await loadContent(registry.parts, null);
    await rm(folder, { recursive: true });
  });
});

describe('content that cannot be read', () => {
  let registry: TestRegistry;
  let folder: string;
  beforeEach(async () => {
    registry = await TestRegistry.start({ tasks: [] });
    folder = await copyOfContent();
  });
  afterEach(async () => {
    await registry.close();
    await rm(folder, { recursive: true });
  });

  /** Changes one record of a file that holds a list of them, or one. */
  async function change(path: string, index: number, changes: Readonly<Record<string, unknown>>): Promise<void> {
    const read: unknown = JSON.parse(await readFile(join(folder, path), 'utf8'));
    const changed = (record: unknown, at: number) => (at === index ? { ...(record as object), ...changes } : record);
    await writeFile(
      join(folder, path),
      JSON.stringify(Array.isArray(read) ? read.map(changed) : changed(read, 0)),
    );
  }

  const failureOf = async () => {
    const error: unknown = await loadContent(registry.parts, folder).then(
      () => null,
      (cause: unknown) => cause,
    );
    if (!(error instanceof Error)) throw new Error('The content was loaded.');
    return error;
  };

  async function expectEmpty() {
    const written = await rowsWritten(registry);
    expect(Object.keys(written)).toContain('content_file');
    expect(Object.entries(written).filter(([, rows]) => rows !== '0 0')).toEqual([]);
  }

  it.each([
    ['models/models.json', 7, { parameterCount: 'many', aliases: [3] }, ['parameterCount', 'aliases[0]']],
    ['tasks/digits-mlp.json', 0, { kind: 3, controlShare: 'half' }, ['kind', 'controlShare']],
    ['citations/quoted-recipes.json', 4, { kind: 'rumour', rank: 1.5 }, ['kind', 'rank']],
    ['landscapes/opda-deberta-base-mnli.json', 0, { title: '', note: 4 }, ['title', 'note']],
  ])('in %s stops the load with its place and every bad field, and leaves nothing', async (path, index, bad, fields) => {
    await change(path, index, bad);
    const error = await failureOf();
    expect(error.message).toBe(`content/${path}, record ${String(index)}`);
    expect(error.cause).toBeInstanceOf(RefusedError);
    const { refusals } = error.cause as RefusedError;
    expect(refusals.map((refusal) => refusal.path).toSorted()).toEqual(fields.toSorted());
    await expectEmpty();
  });

  it('because it is not JSON says which file it is', async () => {
    await writeFile(join(folder, 'citations', 'quoted-recipes.json'), '[{');
    expect((await failureOf()).message).toBe('content/citations/quoted-recipes.json is not JSON.');
    await expectEmpty();
  });

  it.each([
    ['tasks/wordnet-glosses.json', 'The task wordnet-glosses@1 names the model nobody-knows, which is not known.'],
    [
      'landscapes/opda-convnext-tiny-imagenet.json',
      'The landscape opda-convnext-tiny-imagenet names the model nobody-knows, which is not known.',
    ],
  ])('because %s names a model that is not there takes back what was written before it', async (path, message) => {
    await change(path, 0, { model: 'nobody-knows' });
    expect((await failureOf()).message).toBe(message);
    await expectEmpty();
  });

  /** The content's first submission, and where its two files lie. */
  async function firstSubmission() {
    const account = join(folder, 'registry', 'ratebook');
    const name = (await readdir(account)).filter((one) => /^[0-9a-f]{12}\.json$/.test(one)).toSorted()[0] ?? '';
    const record = JSON.parse(await readFile(join(account, name), 'utf8')) as Readonly<Record<'id' | 'text', string>>;
    return { ...record, record, path: join(account, name), packed: join(account, name.replace('.json', '.jsonl.gz')) };
  }

  /** What a load that was stopped has left of the account: nothing. */
  async function expectNoAccount() {
    const written = await rowsWritten(registry);
    const left = ['account', 'runner_key', 'ticket', 'submission', 'job', 'run', 'board_row'].map((table) => written[table]);
    expect(left).toEqual(left.map(() => '0 0'));
  }

  const flipped = (text: string, pattern: RegExp) => {
    const changed = text.replace(pattern, (_, before: string, digit: string) => before + (digit === '1' ? '2' : '1'));
    if (changed === text) throw new Error('There was nothing to flip.');
    return changed;
  };

  it('because one digit of a submission’s text is another stops the load, and the repaired one is taken', async () => {
    const { path, record, id, text } = await firstSubmission();
    await writeFile(path, JSON.stringify({ ...record, text: flipped(text, /("accuracy":0\.)(\d)/) }));
    const { message } = await failureOf();
    expect(message).toContain(`${id.slice(0, 12)}.json: the text has the digest`);
    await expectNoAccount();
    await writeFile(path, JSON.stringify(record));
    await loadContent(registry.parts, folder);
    const { submission } = await registry.data('query ($id: String!) { submission(id: $id) { state level } }', { id });
    expect(submission).toEqual({ state: 'ACCEPTED', level: 2 });
  });

  it.each([
    ['one digit of a trace is another', /("loss":\[)(\d)/, /lacks what the submission names: [0-9a-f]{64}$/],
    ['an artefact is no canonical JSON', /("loss":)(\[)/, /\.jsonl\.gz$/],
  ])('because %s stops the load with the file’s name', async (_, pattern, message) => {
    const { packed, id } = await firstSubmission();
    const text = gunzipSync(await readFile(packed)).toString('utf8');
    await writeFile(packed, gzipSync(flipped(text, pattern)));
    const error = await failureOf();
    expect(error.message).toContain(`${id.slice(0, 12)}.jsonl.gz`);
    expect(error.message).toMatch(message);
    await expectNoAccount();
  });

  it('because an account’s record is cut off says which file it is', async () => {
    const { path } = await firstSubmission();
    await writeFile(path, (await readFile(path, 'utf8')).slice(0, -10));
    expect((await failureOf()).message).toBe(`${path} is not JSON.`);
    await expectNoAccount();
  });

  it('with a signature of another text is rejected by S01 and ranks nowhere', async () => {
    const { path, record, id } = await firstSubmission();
    const other = (await readdir(join(path, '..'))).filter((one) => /^[0-9a-f]{12}\.json$/.test(one)).toSorted()[1] ?? '';
    const { signature } = JSON.parse(await readFile(join(path, '..', other), 'utf8')) as { signature: string };
    await writeFile(path, JSON.stringify({ ...record, signature }));
    await loadContent(registry.parts, folder);
    const { submission, runs } = await registry.data<{
      submission: { state: string; report: ShownSubmission['report'] };
      runs: Listed<{ submission: { id: string } }>;
    }>(
      `query ($id: String!) { submission(id: $id) { state report { checks { id verdict } } }
        runs(first: 100) { edges { node { submission { id } } } } }`,
      { id },
    );
    expect(submission.state).toBe('REJECTED');
    expect(submission.report.checks).toContainEqual({ id: 'S01', verdict: 'FAIL' });
    const ranked = new Set(nodesOf(runs).map((run) => run.submission.id));
    expect(ranked.size).toBeGreaterThan(0);
    expect(ranked).not.toContain(id);
  });
});
