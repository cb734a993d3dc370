import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataDirectory, stampOf } from './environments.js';
import { type Tool, toolName } from './tools.js';
import type { LoadAnswer, LoadRequest } from './worker.js';

const PYTHON = fileURLToPath(new URL('python/', import.meta.url));

/**
 * What a tool's library answered before, so that a run which was stopped goes on, and one after a change asks for what
 * changed alone. An answer holds for the very same request, requirements and loader; all else is asked again.
 */
export class Answers {
  readonly #path: string;
  readonly #madeBy: string;
  readonly #known = new Map<string, LoadAnswer>();
  readonly #used = new Set<string>();
  /** Packages and versions that answered. */
  versions: Readonly<Record<string, string>> | null = null;

  constructor(tool: Tool) {
    this.#path = pathOf(tool);
    this.#madeBy = madeBy(tool);
    if (existsSync(this.#path)) this.#read();
  }

  #read(): void {
    for (const line of readFileSync(this.#path, 'utf8').split('\n')) {
      const entry = readEntry(line);
      if (entry?.madeBy !== this.#madeBy) continue;
      if ('versions' in entry) this.versions = entry.versions;
      else this.#known.set(entry.key, entry.answer);
    }
  }

  find(request: LoadRequest): LoadAnswer | undefined {
    const key = keyOf(request);
    this.#used.add(key);
    return this.#known.get(key);
  }

  keep(request: LoadRequest, answer: LoadAnswer): void {
    const key = keyOf(request);
    this.#known.set(key, answer);
    this.#append({ madeBy: this.#madeBy, key, answer });
  }

  keepVersions(versions: Readonly<Record<string, string>>): void {
    this.versions = versions;
    this.#append({ madeBy: this.#madeBy, versions });
  }

  /** Forgets what was not asked for since this was made. */
  prune(): void {
    const kept = [...this.#known].filter(([key]) => this.#used.has(key));
    const lines = kept.map(([key, answer]) => ({ madeBy: this.#madeBy, key, answer }));
    const all = this.versions === null ? lines : [{ madeBy: this.#madeBy, versions: this.versions }, ...lines];
    mkdirSync(dirname(this.#path), { recursive: true });
    writeFileSync(this.#path, all.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }

  #append(entry: Entry): void {
    mkdirSync(dirname(this.#path), { recursive: true });
    appendFileSync(this.#path, `${JSON.stringify(entry)}\n`);
  }
}

/** Forgets all that a tool's library ever answered. */
export function forgetAnswers(tool: Tool): void {
  rmSync(pathOf(tool), { force: true });
}

function pathOf(tool: Tool): string {
  return join(dataDirectory(), 'conformance', 'answers', `${toolName(tool).replaceAll(' ', '-')}.jsonl`);
}

type Entry =
  | { readonly madeBy: string; readonly key: string; readonly answer: LoadAnswer }
  | { readonly madeBy: string; readonly versions: Readonly<Record<string, string>> };

/** Null for a line that was cut off when the command was stopped. */
function readEntry(line: string): Entry | null {
  try {
    return JSON.parse(line) as Entry;
  } catch {
    return null;
  }
}

function keyOf(request: LoadRequest): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('hex');
}

/** What an answer depends on beside the request: what is installed, and the code that asks it. */
function madeBy({ environment, loader }: Tool): string {
  const shared = readdirSync(PYTHON).filter((name) => name.endsWith('.py'));
  const digest = createHash('sha256').update(stampOf(environment));
  for (const name of [...shared.toSorted(), `loaders/${loader}.py`]) {
    digest.update(`${name}\0${readFileSync(join(PYTHON, name), 'utf8')}\0`);
  }
  return digest.digest('hex');
}
