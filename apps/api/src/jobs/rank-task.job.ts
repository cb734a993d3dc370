import { type BoardRow, type RankedArm, type RankedRun, rankArms } from '@ratebook/core/ranking';
import { armHash } from '@ratebook/core/run';
import { BUDGET_SHARES, budgetAtShare, type BudgetShare, recipeHash } from '@ratebook/core/task';
import { ArmStore, type ArmRecord } from '../arm/arm.store.js';
import { type BoardRowRecord, BoardStore, VIEWS } from '../board/board.store.js';
import { rankingRules } from '../board/ranking-rules.js';
import type { Connection } from '../database/client.js';
import { compileFor, contextOf, curveOf, readPolicy } from '../policy/policy.service.js';
import { type PolicyRecord, PolicyStore } from '../policy/policy.store.js';
import type { RegistryParts } from '../registry-parts.js';
import { type RankedRun as StoredRun, RunStore } from '../run/run.store.js';
import { type SearchCost, StudyStore } from '../study/study.store.js';
import { type TaskRecord, TaskStore } from '../task/task.store.js';

const OBJECTIVE = 'best-metric';
const CURVE_POINTS = 60;

/** Ranks a task anew: every share of its budget through every view, all of them replaced in one transaction. */
export async function rankTask(registry: RegistryParts, taskName: string): Promise<void> {
  const task = await registry.tasks.find(taskName);
  if (!task) throw new Error(`There is no task ${taskName}.`);
  const rows = await registry.sql.begin(async (transaction) => {
    // Two rankings of one task at once would delete each other's rows.
    await transaction`select 1 from task where id = ${task.id} for update`;
    let count = 0;
    for (const share of BUDGET_SHARES) count += await rankShare(registry, transaction, task, share);
    await new TaskStore(transaction).recount(task.id);
    return count;
  });
  registry.events.boardsRanked(taskName, rows);
}

async function rankShare(registry: RegistryParts, connection: Connection, task: TaskRecord, share: BudgetShare) {
  const runs = await new RunStore(connection).findRanked(task.id, share);
  const arms = await new ArmStore(connection).findManyByIds([...new Set(runs.map(({ armId }) => armId))]);
  const policies = await new PolicyStore(connection).findManyByIds(arms.map(({ policyId }) => policyId));
  const costs = await new StudyStore(connection).searchCosts(arms.map(({ id }) => id));
  const { metric, calibration } = task.document;
  const input = {
    direction: metric.direction,
    chance: calibration?.chance ?? null,
    calibration: calibration && { variance: calibration.standardDeviation ** 2, runs: calibration.runs },
    arms: rankedArms(runs),
  };
  const drawn = drawArms(task, share, { arms, policies, costs });
  const store = new BoardStore(connection);
  let count = 0;
  for (const view of VIEWS) {
    const board = rankArms({ ...input, view }, rankingRules);
    const rows = board.rows.flatMap((row, position) => {
      const arm = drawn.get(row.armHash);
      return arm ? [toRow(row, position, board.rows.filter(({ rank }) => rank !== null).length, arm)] : [];
    });
    count += rows.length;
    const head = { taskId: task.id, objective: OBJECTIVE, budget: share, view };
    const version = { rankingVersion: board.rankingVersion, computedAt: registry.clock() };
    await store.replace({ ...head, ...version, seedDeviation: board.seedDeviation }, rows);
  }
  return count;
}

function rankedArms(runs: readonly StoredRun[]): readonly RankedArm[] {
  const byArm = new Map<string, RankedRun[]>();
  for (const run of runs) {
    // A pruned run was stopped by a search on purpose: it says nothing about the arm's end.
    if (run.status === 'pruned') continue;
    const held = byArm.get(run.armHash) ?? [];
    held.push({
      account: run.account,
      metric: run.finalTest,
      status: run.status,
      level: run.level,
      isImported: run.isImported,
      updates: run.updates,
      deviceSeconds: run.deviceSeconds,
    });
    byArm.set(run.armHash, held);
  }
  return [...byArm].map(([hash, held]) => ({ armHash: hash, runs: held }));
}

/** What a row shows of an arm beside its numbers. */
type DrawnArm = Pick<
  BoardRowRecord,
  'armId' | 'policyHash' | 'notation' | 'peakLearningRate' | 'curve' | 'isBaseline' | 'searchUpdates'
>;

function drawArms(
  task: TaskRecord,
  share: BudgetShare,
  found: {
    readonly arms: readonly ArmRecord[];
    readonly policies: readonly PolicyRecord[];
    readonly costs: readonly SearchCost[];
  },
): ReadonlyMap<string, DrawnArm> {
  const { arms, policies, costs } = found;
  const costOf = new Map(costs.map(({ armId, updates }) => [armId, updates]));
  const byId = new Map(policies.map((policy) => [policy.id, policy]));
  const baseline = baselineHash(task, share);
  return new Map(
    arms.flatMap((arm): [string, DrawnArm][] => {
      const policy = byId.get(arm.policyId);
      if (!policy) return [];
      const compiled = compileFor(policy.document, contextOf(arm.budgetUpdates, task.document.trainer));
      const drawn = {
        armId: arm.id,
        policyHash: policy.hash,
        notation: policy.notation,
        peakLearningRate: arm.peakLearningRate,
        curve: compiled.ok ? curveOf(compiled.value, arm.budgetUpdates, CURVE_POINTS).learningRate : [],
        isBaseline: arm.hash === baseline,
        searchUpdates: costOf.get(arm.id) ?? null,
      };
      return [[arm.hash, drawn]];
    }),
  );
}

function baselineHash(task: TaskRecord, share: BudgetShare): string | null {
  const policy = readPolicy(task.document.baseline);
  if (!policy.ok) return null;
  const { budget, recipe, trainer } = task.document;
  return armHash({
    task: task.name,
    budget: budgetAtShare(budget, share, trainer),
    policyHash: policy.value.hash,
    recipeHash: recipeHash(recipe),
  });
}

function toRow(row: BoardRow, position: number, rankOf: number, drawn: DrawnArm): BoardRowRecord {
  return {
    ...drawn,
    position,
    armHash: row.armHash,
    rankFrom: row.rank?.from ?? null,
    rankTo: row.rank?.to ?? null,
    rankOf,
    n: row.runs,
    accounts: row.accounts,
    mean: row.mean,
    lower: row.lower,
    upper: row.upper,
    score: row.score,
    isLeader: row.isLeader,
    inLeaderGroup: row.inLeaderGroup,
    isImported: row.isImported,
    level: row.level,
    divergedRuns: row.divergedRuns,
    abandonedRuns: row.abandonedRuns,
    divergenceProbability: row.divergence.mean,
    meanUpdates: row.meanUpdates,
    meanDeviceSeconds: row.meanDeviceSeconds,
    unrankedReason: row.unrankedReason,
  };
}
