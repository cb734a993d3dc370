import { rampPolicy, type RangePoint, readRamp } from '../range-test/index.js';
import type { Run, Trace } from '../run/index.js';
import { armHashOf } from '../verification/case.js';
import { armOf, assemble, compiledFor, type ForgeOptions, settingOf } from './forge.js';
import { forgeRun } from './forge-run.js';
import type { ForgedSubmission } from './forged-submission.js';

export interface RampOptions extends ForgeOptions {
  /** How the ramp ends: at its last update, or at a loss that is not finite. */
  readonly status?: 'completed' | 'diverged';
}

/** A ramp of 60 updates from 1e-4 to 10 in a budget of 80, one run, as an honest runner sends it. */
export function forgeRamp(options: RampOptions = {}): ForgedSubmission {
  const setting = settingOf({ updates: 80, ...options, runs: 1 });
  const { task, budget, seeds } = setting;
  const updates = 60;
  const policy = rampPolicy({ from: 1e-4, to: 10, updates, totalUpdates: budget.updates });
  const [arm, compiled] = [armOf(setting, policy), compiledFor(setting, policy)];
  const requests = seeds
    .slice(0, 1)
    .map(({ seed, dataSeed }) => ({
      ...{ policy: compiled, arm: 0, seed, dataSeed, task, recipe: task.recipe, role: 'trial' as const },
      status: options.status ?? 'diverged',
      plannedUpdates: updates,
      evaluateAt: [0, updates],
    }));
  return assemble(setting, options, {
    kind: 'range-test',
    arms: [arm],
    ticketArms: [armHashOf(arm, policy)],
    forged: requests.map((request) => forgeRun(request)),
    rangeTestOf: (runs, traces) => {
      const points = runs.flatMap((run) => pointsOf(run, traces.get(run.trace) as Trace, compiled.learningRateAt));
      const { readOuts } = readRamp(points, updates);
      return { method: 'ramp', policy: arm.policy, prefixUpdates: updates, points, readOuts };
    },
  });
}

function pointsOf(run: Run, trace: Trace, learningRateAt: (t: number) => number): readonly RangePoint[] {
  const startLoss = run.evaluations.find(({ t }) => t === 0)?.metrics['loss'] ?? 0;
  return trace.loss.map((loss, t) => ({ learningRate: learningRateAt(t), seed: run.seed, loss, startLoss }));
}
