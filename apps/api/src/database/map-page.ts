import type { Page } from './cursor.js';

/** The same page with every row changed. */
export function mapPage<T, U>(page: Page<T>, change: (row: T) => U): Page<U> {
  return { ...page, edges: page.edges.map(({ cursor, node }) => ({ cursor, node: change(node) })) };
}
