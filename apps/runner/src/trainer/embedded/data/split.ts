import { createHash } from 'node:crypto';
import type { Hash } from '@ratebook/core/canonical';
import { mix32 } from '../random.js';
import { type Item, SPLIT_NAMES, type SplitName } from './dataset.js';

/** How many of `of` parts of the hash space go to each split; what is left over is not used. */
export interface SplitShares {
  readonly of: number;
  readonly validation: number;
  readonly test: number;
  readonly train: number;
}

/**
 * The split of an item, by the hash of its line: the same for ever, whatever is added or sorted otherwise; equal items
 * never stand on both sides. Null where the item is not used.
 */
export function splitOf(line: string, shares: SplitShares): SplitName | null {
  const part = mix32(hashText(line)) % shares.of;
  if (part < shares.validation) return 'validation';
  if (part < shares.validation + shares.test) return 'test';
  return part < shares.validation + shares.test + shares.train ? 'train' : null;
}

/** FNV-1a over UTF-16 code units, 32 bits. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/**
 * Sorts items into their splits and digests them. The canonical form of a data set is one line an item, in order:
 * split, tab, label, tab, content; the digest is SHA-256 of its UTF-8 bytes. Items that no split uses are not in it.
 */
export function splitItems<Content>(
  items: readonly Item<Content>[],
  shares: SplitShares,
): {
  readonly digest: Hash;
  readonly splits: Readonly<Record<SplitName, { readonly numbers: number[]; readonly items: Item<Content>[] }>>;
} {
  const digest = createHash('sha256');
  const splits = {
    train: { numbers: [] as number[], items: [] as Item<Content>[] },
    validation: { numbers: [] as number[], items: [] as Item<Content>[] },
    test: { numbers: [] as number[], items: [] as Item<Content>[] },
  };
  for (const [number, item] of items.entries()) {
    const name = splitOf(item.line, shares);
    if (name === null) continue;
    digest.update(`${name}\t${item.label}\t${item.line}\n`);
    splits[name].numbers.push(number);
    splits[name].items.push(item);
  }
  for (const name of SPLIT_NAMES) {
    if (splits[name].items.length === 0) throw new RangeError(`The ${name} split has no items.`);
  }
  return { digest: digest.digest('hex') as Hash, splits };
}
