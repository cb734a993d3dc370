/** An ISO time as people read it, to the minute: `2026-11-26 10:50 UTC`. */
export function utcTime(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
