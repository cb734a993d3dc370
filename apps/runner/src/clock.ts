/** Milliseconds since 1970, UTC. The one place that reads the calendar. */
export function now(): number {
  return Date.now();
}

/** Seconds on a clock that never jumps. */
export function monotonicSeconds(): number {
  return performance.now() / 1000;
}
