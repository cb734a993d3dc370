// Turns the collected originals into content/: `npx tsx scripts/import-reference/import.ts <folder of the originals>`.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { type Citation, parseCitation, parseLandscape, withConflicts } from '../../packages/core/src/citation/index.js';
import { valueOrThrow } from '../../packages/core/src/refusal/index.js';
import { type Model, parseModel } from '../../packages/core/src/task/index.js';
import { convnextLandscape, type ConvnextRun, debertaLandscape, type DebertaRun } from './landscapes.js';
import { familyOf, parametersIn, readModel } from './names.js';
import { peftCitation, type PeftRun } from './peft.js';
import { publishedCitation, type PublishedRecord } from './published.js';
import { quotedCitations } from './seed-recipes.js';

const CONTENT = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'content');

function readLines(path: string): readonly unknown[] {
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

/** A JSON array with one record a line: a change of one record is a change of one line. */
function writeRecords(path: string, records: readonly unknown[]): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `[\n${records.map((record) => JSON.stringify(record)).join(',\n')}\n]\n`);
  process.stdout.write(`${path}: ${String(records.length)} records\n`);
}

/** Facts about models that their names do not tell. */
const KNOWN: Readonly<Record<string, Partial<Model>>> = {
  'llama-3.2-3b': { name: 'Llama-3.2-3B', aliases: ['meta-llama/Llama-3.2-3B'] },
  'deberta-base': { name: 'DeBERTa-base', aliases: ['microsoft/deberta-base'] },
  'deberta-v3-base': { name: 'DeBERTa-v3-base', aliases: ['microsoft/deberta-v3-base'] },
  'llama-7b': { name: 'LLaMA-7B', aliases: ['decapoda-research/llama-7b-hf', 'Alpaca-7B', 'Vicuna-7B', 'WizardLM-7B'] },
  'gpt-j-6b': { name: 'GPT-J-6B', aliases: ['EleutherAI/gpt-j-6b', 'GPT4All-J-6B'] },
  'pythia-6.9b': { name: 'Pythia-6.9B', aliases: ['EleutherAI/pythia-6.9b', 'Dolly-7B'] },
};

/** The nets of the registry's own tasks. */
const OWN_NETS: readonly string[] = [
  'digits-mlp',
  'gloss-bag',
  'all-minilm-l6-v2',
  'smollm2-135m-instruct',
  'resnet-8',
];

function modelsOf(citations: readonly Citation[], own: readonly Model[]): readonly Model[] {
  const names = new Map<string, Set<string>>();
  for (const { model, modelName } of citations) {
    if (model === null) continue;
    const held = names.get(model) ?? new Set();
    names.set(model, held.add(modelName));
  }
  const named = [...names].map(([slug, stated]): Model => {
    const bases = [...new Set([...stated].map((name) => readModel(name).base))];
    const known = KNOWN[slug] ?? {};
    const name = known.name ?? bases[0] ?? slug;
    const parameterCount = bases.map(parametersIn).find((count) => count !== null) ?? parametersIn(name);
    const aliases = [...new Set([...bases, ...(known.aliases ?? [])])].filter(
      (alias) => alias !== name && alias !== slug,
    );
    return { slug, name, family: familyOf(slug), parameterCount, aliases };
  });
  return [...named, ...own].toSorted((a, b) => (a.slug < b.slug ? -1 : 1));
}

function ownModels(): readonly Model[] {
  const held = JSON.parse(readFileSync(join(CONTENT, 'models/models.json'), 'utf8')) as Model[];
  return held.filter(({ slug }) => OWN_NETS.includes(slug));
}

function main(originals: string | undefined): void {
  if (originals === undefined) throw new Error('Name the folder of the originals.');
  const records = JSON.parse(readFileSync(join(originals, 'published-results.json'), 'utf8')) as PublishedRecord[];
  const runs = JSON.parse(readFileSync(join(originals, 'peft-metamathqa.json'), 'utf8')) as PeftRun[];
  const published = records.map(publishedCitation);
  const quoted = quotedCitations(published);
  const peft = runs.map(peftCitation);
  const all = withConflicts([...published, ...quoted, ...peft]).map((citation) =>
    valueOrThrow(parseCitation(citation)),
  );
  const part = (from: number, count: number) => all.slice(from, from + count);
  writeRecords(join(CONTENT, 'citations/published-results.json'), part(0, published.length));
  writeRecords(join(CONTENT, 'citations/quoted-recipes.json'), part(published.length, quoted.length));
  writeRecords(join(CONTENT, 'citations/peft-metamathqa.json'), part(published.length + quoted.length, peft.length));
  writeRecords(
    join(CONTENT, 'models/models.json'),
    modelsOf(all, ownModels()).map((model) => valueOrThrow(parseModel(model))),
  );
  for (const landscape of [
    debertaLandscape(readLines(join(originals, 'opda-deberta-base-mnli.jsonl')) as DebertaRun[]),
    convnextLandscape(readLines(join(originals, 'opda-convnext-tiny-imagenet.jsonl')) as ConvnextRun[]),
  ]) {
    writeRecords(join(CONTENT, `landscapes/${landscape.id}.json`), [valueOrThrow(parseLandscape(landscape))]);
  }
}

main(process.argv[2]);
