import { canonicalJson } from '@ratebook/core/canonical';
import { parsePolicy } from '@ratebook/core/policy';
import { valueOrThrow } from '@ratebook/core/refusal';
import { parseStudyPlan } from '@ratebook/core/study';
import { smallJob } from '../../executor/testing/small-job.js';
import { runFolder } from '../../executor/local.js';
import { createJob, type StoredJob } from '../../job/job-store.js';
import { join } from 'node:path';
import { LOG_FILE } from '../../monitor/learning-rate-monitor.js';
import { type LogLine, readRunLog } from '../../monitor/run-log.js';
import type { StoredStudy } from '../../study/study-runs.js';

/** Of the small job: evaluated at half, five eighths and the end. */
const [TOTAL, RUNG] = [240, 120];

/** Four policies on a LeNet, of which one loses the net; halved once, the best two confirmed with one more seed. */
export async function createSmallStudy(home: string): Promise<StoredStudy> {
  const policies = ['constant(0.05)', 'cosine(0.1)', 'constant(0.003)', 'constant(1e8)'];
  const job = smallJob('digits-lenet', policies);
  const seeds = [
    { seed: 5, dataSeed: 6 },
    { seed: 7, dataSeed: 8 },
  ];
  const plan = valueOrThrow(
    parseStudyPlan({
      version: 1,
      method: 'single',
      totalUpdates: TOTAL,
      updatesPerEpoch: 34,
      tokensPerUpdate: null,
      evaluateAt: [RUNG, 150, TOTAL],
      search: { draw: 'grid', seed: 0, space: {} },
      candidates: policies.map((policy) => ({
        policy: JSON.parse(JSON.stringify(valueOrThrow(parsePolicy(policy)))) as unknown,
        template: null,
        origin: 'written down',
      })),
      halving: { eta: 2, rungs: [RUNG, TOTAL], keepsOneBelow: true },
      by: 'loss',
      direction: 'maximize',
      target: null,
      phases: null,
      confirmations: 1,
      rangeTest: null,
    }),
  );
  const study = { plan, seeds };
  const runs = policies.map((_, arm) => ({ arm, role: 'trial' as const, ...seeds[0]! }));
  const stored = await createJob(home, { ...job, kind: 'study', study, runs });
  return { folder: stored.folder, job: { ...stored.job, study } };
}

/** What the logs of a job say, but for clocks, memory and places: the same for whoever trained it. */
export async function contentOfLogs(stored: StoredJob): Promise<readonly string[]> {
  const contents: string[] = [];
  for (const index of stored.job.runs.keys()) {
    const lines = await readRunLog(join(runFolder(stored, index), LOG_FILE));
    const kept = lines.map(({ message }) => message).filter(({ type }) => type !== 'usage');
    contents.push(kept.map((message) => canonicalJson(withoutPlace(message))).join('\n'));
  }
  return contents;
}

function withoutPlace(message: LogLine['message']) {
  if (message.type === 'checkpoint') return { ...message, path: null };
  if (message.type === 'evaluation') return { ...message, predictions: message.predictions !== null };
  // Another Python computes the same bits.
  return message.type === 'ready' ? { ...message, versions: { ...message.versions, python: '' } } : message;
}
