import type { Hash } from '@ratebook/core/canonical';
import type { Feeds } from '../tensor.js';

export const SPLIT_NAMES = ['train', 'validation', 'test'] as const;
export type SplitName = (typeof SPLIT_NAMES)[number];

/** The items of one split. */
export interface Split {
  /** Number of each item in the whole data set. */
  readonly items: Int32Array;
  /** Class of each item. */
  readonly labels: Int32Array;
  /** The net's inputs and `labels` for the items at these positions of the split. */
  readonly batch: (positions: Int32Array) => Feeds;
}

/** A data set in memory. `digest` is of all its items with their splits: see `dataDigest`. */
export interface Dataset {
  readonly digest: Hash;
  readonly splits: Readonly<Record<SplitName, Split>>;
}

/** One item before it becomes numbers of a net. */
export interface Item<Content> {
  readonly label: number;
  readonly content: Content;
  /** The content as one line: what the digest and the split are taken of. */
  readonly line: string;
}
