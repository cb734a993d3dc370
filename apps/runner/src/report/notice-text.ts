import type { Notice } from '../monitor/judge.js';
import { short } from './short.js';

/** What the monitor made of an event, in a sentence. */
export function noticeText(notice: Notice): string {
  if (notice.kind === 'steered') {
    const { t, from, to, metrics } = notice.change;
    const heard = Object.entries(metrics).map(([name, value]) => `${name} ${short(value)}`);
    return `after ${String(t)} updates (${heard.join(', ')}): LR ${short(from)} → ${short(to)}`;
  }
  const { t, heldOutLoss, startLoss } = notice.found;
  return `diverged: held-out loss ${short(heldOutLoss)} after ${String(t)} updates, ${short(startLoss)} at the start; stopped`;
}
