import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { TrainerError } from '../../trainer.js';
import { float32Tensor, int32Tensor } from '../tensor.js';
import type { Dataset, Item, Split } from './dataset.js';
import { splitItems, type SplitShares } from './split.js';

/** 8×8 images of handwritten digits, pixels 0…16: scikit-learn's copy of the UCI set (see NOTICE). */
const FILE = new URL('../../../../data/digits.csv.gz', import.meta.url);
const PIXELS = 64;
const LARGEST_PIXEL = 16;
const SHARES: SplitShares = { of: 10, validation: 2, test: 2, train: 6 };

/** Loads the digits. Throws a `TrainerError` (`data-missing`) where the file is not there or not whole. */
export async function loadDigits(): Promise<Dataset> {
  const { digest, splits } = splitItems(await readItems(), SHARES);
  const toSplit = ({ numbers, items }: { numbers: readonly number[]; items: readonly Item<readonly number[]>[] }) =>
    digitsSplit(numbers, items);
  return {
    digest,
    splits: { train: toSplit(splits.train), validation: toSplit(splits.validation), test: toSplit(splits.test) },
  };
}

async function readItems(): Promise<Item<readonly number[]>[]> {
  let text: string;
  try {
    text = gunzipSync(await readFile(FILE)).toString('latin1');
  } catch (cause) {
    throw new TrainerError('data-missing', 'The digits data set could not be read.', 'Install the runner again.', {
      cause,
    });
  }
  return text
    .trimEnd()
    .split('\n')
    .map((row) => {
      const numbers = row.split(',').map(Number);
      const label = numbers[PIXELS];
      if (numbers.length !== PIXELS + 1 || label === undefined || !numbers.every(Number.isInteger)) {
        throw new TrainerError('data-missing', 'The digits data set is damaged.', 'Install the runner again.');
      }
      const content = numbers.slice(0, PIXELS);
      return { label, content, line: content.join(' ') };
    });
}

function digitsSplit(numbers: readonly number[], items: readonly Item<readonly number[]>[]): Split {
  const labels = Int32Array.from(items, ({ label }) => label);
  // Sixteenths are exact in binary: no rounding here.
  const pixels = Float32Array.from(items.flatMap(({ content }) => content.map((pixel) => pixel / LARGEST_PIXEL)));
  return {
    items: Int32Array.from(numbers),
    labels,
    batch: (positions) => {
      const batchPixels = new Float32Array(positions.length * PIXELS);
      for (const [row, position] of positions.entries()) {
        batchPixels.set(pixels.subarray(position * PIXELS, (position + 1) * PIXELS), row * PIXELS);
      }
      return {
        pixels: float32Tensor([positions.length, PIXELS], batchPixels),
        labels: int32Tensor(
          [positions.length],
          positions.map((position) => labels[position] ?? 0),
        ),
      };
    },
  };
}
