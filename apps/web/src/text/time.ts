const STEPS = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
] as const;

/** An age or a length of time in its largest whole unit: `2 hours`, `1 minute`, `40 seconds`. */
export function formatAge(seconds: number): string {
  const [size, unit] = STEPS.find(([length]) => seconds >= length) ?? [1, 'second'];
  const count = Math.max(0, Math.floor(seconds / size));
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** A measured time with three figures: `0.42 s`, `38.1 s`, `12.4 min`, `5.31 h`. */
export function formatDuration(seconds: number): string {
  if (seconds < 120) return `${Number(seconds.toPrecision(3))} s`;
  if (seconds < 7_200) return `${Number((seconds / 60).toPrecision(3))} min`;
  return `${Number((seconds / 3_600).toPrecision(3))} h`;
}

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
const MOMENT = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});

/** `25 November 2026`, UTC. Text that is no full date (`2026-07`) is given back as it is. */
export function formatDay(text: string): string {
  return /^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(Date.parse(text)) ? DAY.format(new Date(text)) : text;
}

/** `25 Nov 2026, 03:51 UTC`. */
export function formatMoment(text: string): string {
  return Number.isNaN(Date.parse(text)) ? text : `${MOMENT.format(new Date(text))} UTC`;
}
