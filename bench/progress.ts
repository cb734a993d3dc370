import process from 'node:process';

const began = performance.now();

/** What the bench is at, on standard error: standard output is for the figures. */
export function say(what: string): void {
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  process.stderr.write(`${seconds.padStart(4)} s  ${what}\n`);
}
