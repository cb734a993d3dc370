import type { SearchHit } from './hit';

/** Asks the site, from the browser, what a text finds. An answer that is none counts as nothing to show: it throws. */
export async function askSearch(text: string, signal: AbortSignal): Promise<readonly SearchHit[]> {
  const reply = await fetch(`/search/answers?q=${encodeURIComponent(text)}`, { signal });
  if (!reply.ok) throw new Error(`The search answered with ${String(reply.status)}.`);
  return (await reply.json()) as readonly SearchHit[];
}
