import type { Environment } from '../environment.js';
import type { Watcher } from '../executor/local.js';
import type { Output } from '../output.js';
import { LiveView } from './live-view/live-view.js';
import { Progress } from './progress.js';

/** What shows a job depends on. */
export interface WatcherSetting {
  readonly output: Output;
  readonly environment: Pick<Environment, 'isUnattended'>;
}

/** Who shows a job: the live view on a terminal that a person watches, else the progress line. */
export function createWatcher({ output, environment }: WatcherSetting): Watcher {
  return output.isLive && !environment.isUnattended ? new LiveView(output) : new Progress(output);
}
