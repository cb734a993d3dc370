import type { Spread } from '@ratebook/core/summary';
import { duration } from './duration.js';

/** What stands where nothing was measured. */
export const NOTHING = '–';

/** A mean with its deviation over runs: "0.9312 ± 0.0041". */
export function spreadText({ mean, deviation }: Spread, digits = 4): string {
  if (mean === null) return NOTHING;
  return deviation === null ? mean.toFixed(digits) : `${mean.toFixed(digits)} ± ${deviation.toFixed(digits)}`;
}

export const shareText = (share: number | null | undefined): string =>
  share == null ? NOTHING : `${(100 * share).toFixed(1)}%`;

export const countText = (count: number | null): string => (count === null ? NOTHING : count.toLocaleString('en'));

/** Seconds in tenths where they are few. */
export const secondsText = (seconds: number | null): string =>
  seconds === null ? NOTHING : seconds < 60 ? `${seconds.toFixed(1)} s` : duration(seconds);

const JOULES_PER_WATT_HOUR = 3600;

export const energyText = (joules: number | null): string =>
  joules === null ? NOTHING : `${(joules / JOULES_PER_WATT_HOUR).toPrecision(3)} Wh`;

const MEBIBYTE = 2 ** 20;
const GIBIBYTE = 2 ** 30;

export function memoryText(bytes: number | null): string {
  if (bytes === null) return NOTHING;
  return bytes < GIBIBYTE ? `${(bytes / MEBIBYTE).toFixed(0)} MiB` : `${(bytes / GIBIBYTE).toFixed(1)} GiB`;
}
