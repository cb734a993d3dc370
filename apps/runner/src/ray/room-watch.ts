import { monotonicSeconds } from '../clock.js';
import { CommandFailure } from '../failure.js';
import type { RayClient } from './client.js';
import { missingRoom, type TrialResources } from './resources.js';

/** A job and its first training begin in less. */
const SAYS_AFTER_SECONDS = 30;

/** How long what no node has, or a job that Ray does not begin, is waited for. */
export const ROOM_PATIENCE_SECONDS = 600;

export interface RoomWatchOptions {
  readonly client: Pick<RayClient, 'nodes'>;
  readonly resources: TrialResources;
  readonly say: (line: string) => void;
  readonly clock?: () => number;
}

/**
 * Watches over a study of which nothing is being trained: nodes may have left since they were looked at first. Says what is
 * waited for; what no node has is waited for so long and no longer. A cluster that others use is waited for without end.
 */
export class RoomWatch {
  private readonly options: RoomWatchOptions;
  private readonly clock: () => number;
  private movedAt: number;
  private stuckSince: number | null = null;
  private said = '';

  constructor(options: RoomWatchOptions) {
    this.options = options;
    this.clock = options.clock ?? monotonicSeconds;
    this.movedAt = this.clock();
  }

  /** `isAtWork`: some training is under way. `isPending`: Ray has not begun the job yet. */
  async look({ isAtWork, isPending }: { readonly isAtWork: boolean; readonly isPending: boolean }): Promise<void> {
    const now = this.clock();
    if (isAtWork) {
      this.movedAt = now;
      this.stuckSince = null;
      this.said = '';
    }
    if (now - this.movedAt < SAYS_AFTER_SECONDS) return;
    const missing =
      missingRoom(await this.options.client.nodes(), this.options.resources) ??
      (isPending ? 'Ray has not begun the job, though a node could hold a training.' : null);
    if (missing === null) {
      this.stuckSince = null;
      this.sayOnce('the nodes that could hold a training are at work on something else.');
      return;
    }
    this.stuckSince ??= now;
    if (now - this.stuckSince > ROOM_PATIENCE_SECONDS)
      throw new CommandFailure(
        `Nothing of this study could be trained for ${String(ROOM_PATIENCE_SECONDS / 60)} minutes. ${missing} The work so far is kept: the same command goes on from there.`,
        1,
        ['ray.resources'],
      );
    this.sayOnce(`${missing} The study stops where that lasts ${String(ROOM_PATIENCE_SECONDS / 60)} minutes.`);
  }

  private sayOnce(what: string): void {
    if (this.said === what) return;
    this.said = what;
    this.options.say(`Ray: waiting for room: ${what}`);
  }
}
