import { canonicalJson, digestText } from '../canonical/index.js';
import {
  compilePolicy,
  largestLearningRateField,
  parsePolicy,
  parsePolicyDocument,
  type Policy,
  scaleLearningRates,
} from '../policy/index.js';
import { readRange } from '../range-test/index.js';
import { valueOrThrow } from '../refusal/index.js';
import type { Run } from '../run/index.js';
import { LICENCE, type Submission, type SubmittedArm } from '../submission/index.js';
import { keyPairFrom } from '../submission/sign.js';
import { budgetAtShare, type BudgetShare, type Task, taskName } from '../task/index.js';
import type { Ticket } from '../ticket/index.js';
import { armHashOf } from '../verification/case.js';
import { type ForgedRun, type ForgedRunRequest, forgeRun, taskPoints } from './forge-run.js';
import { forgeTask } from './forge-task.js';
import { ForgedSubmission } from './forged-submission.js';

/** The forge's own key pair: 32 bytes of 7. Never enrolled anywhere but in tests. */
export const FORGED_KEYS = keyPairFrom(new Uint8Array(32).fill(7));
export const FORGED_ACCOUNT = 'ada';
const RECEIVED_AT = '2026-03-01T12:00:00.000Z';
const EXPIRES_AT = '2026-03-02T12:00:00.000Z';

/** What both kinds of submission may be told. Everything has a default. */
export interface ForgeOptions {
  readonly task?: Task;
  /** Shorthand for a task whose budget is this many updates. */
  readonly updates?: number;
  readonly budgetShare?: BudgetShare;
  /** Seeds, where no ticket brings its own. */
  readonly runs?: number;
  /** As the registry issued it. Absent: the forge issues one. Null: an import. */
  readonly ticket?: Ticket | null;
  readonly account?: string;
  /** base64url; with `publicKey` it replaces the forge's own pair. */
  readonly secretKey?: string;
  readonly publicKey?: string;
  readonly receivedAt?: string;
}

export interface EvaluationOptions extends ForgeOptions {
  /** Notations or policy documents, one an arm. */
  readonly policies?: readonly (string | object)[];
  /** How a run ends, by its index in the submission (seed by seed, arm by arm); completed where not said. */
  readonly statuses?: Readonly<Record<number, Run['status']>>;
}

export interface RangeTestOptions extends ForgeOptions {
  /** The policy that is swept. */
  readonly policy?: string | object;
  readonly learningRates?: readonly number[];
  readonly prefixUpdates?: number;
}

export interface Setting {
  readonly task: Task;
  readonly budget: SubmittedArm['budget'];
  readonly seeds: Ticket['seeds'];
}

export function settingOf(options: ForgeOptions): Setting {
  const base = options.task ?? forgeTask();
  const task =
    options.updates === undefined ? base : { ...base, budget: { unit: 'updates' as const, amount: options.updates } };
  return {
    task,
    budget: budgetAtShare(task.budget, options.budgetShare ?? 1, task.trainer),
    seeds:
      options.ticket?.seeds ??
      Array.from({ length: options.runs ?? 3 }, (_, index) => ({ seed: 1000 + index, dataSeed: 2000 + index })),
  };
}

/** A policy from its notation or document; throws where it cannot be read. */
export function readPolicy(policy: string | object): Policy {
  return valueOrThrow(typeof policy === 'string' ? parsePolicy(policy) : parsePolicyDocument(policy));
}

export const armOf = ({ task, budget }: Setting, policy: Policy): SubmittedArm => ({
  task: taskName(task),
  budget,
  policy: JSON.parse(canonicalJson(policy)) as SubmittedArm['policy'],
  recipe: task.recipe,
});

export function compiledFor({ task, budget }: Setting, policy: Policy) {
  const { updatesPerEpoch, tokensPerUpdate } = task.trainer;
  return valueOrThrow(compilePolicy(policy, { totalUpdates: budget.updates, updatesPerEpoch, tokensPerUpdate }));
}

/** A ticket of the forge for some arms. */
function ticketFor({ task, seeds }: Setting, kind: Ticket['kind'], arms: Ticket['arms']): Ticket {
  return {
    id: 'forged-ticket',
    task: taskName(task),
    kind,
    arms,
    seeds,
    controlSeed: 999,
    nonce: 'forged-nonce-0123456789',
    expiresAt: EXPIRES_AT,
  };
}

export function assemble(
  setting: Setting,
  options: ForgeOptions,
  parts: Pick<Submission, 'kind' | 'arms'> & {
    readonly ticketArms: Ticket['arms'];
    readonly forged: readonly ForgedRun[];
    readonly rangeTestOf: (runs: readonly Run[], traces: ReadonlyMap<string, unknown>) => Submission['rangeTest'];
  },
): ForgedSubmission {
  const { kind, arms, ticketArms, forged, rangeTestOf } = parts;
  const artefacts = new Map<string, unknown>();
  const runs = forged.map(({ run, trace }): Run => {
    const hash = digestText(canonicalJson(trace));
    artefacts.set(hash, trace);
    return { ...run, trace: hash };
  });
  const ticket = options.ticket === undefined ? ticketFor(setting, kind, ticketArms) : options.ticket;
  const { secretKey, publicKey } = options;
  return new ForgedSubmission({
    submission: {
      version: 1,
      kind,
      ticket: ticket === null ? null : { id: ticket.id, nonce: ticket.nonce },
      licence: LICENCE,
      runner: { version: '0.1.0', packageDigest: null },
      environment: {
        platform: 'forged',
        device: 'cpu',
        deviceCount: 1,
        versions: { forge: '1' },
        dataDigest: setting.task.data.digest,
        weightsDigest: null,
      },
      arms,
      runs,
      rangeTest: rangeTestOf(runs, artefacts),
      study: null,
    },
    task: setting.task,
    ticket,
    artefacts,
    account: options.account ?? FORGED_ACCOUNT,
    keys: secretKey !== undefined && publicKey !== undefined ? { secretKey, publicKey } : FORGED_KEYS,
    receivedAt: options.receivedAt ?? RECEIVED_AT,
    afterSigning: (evidence) => evidence,
  });
}

/** Two arms with three seeds each, under a ticket, as an honest runner sends them; what is told is otherwise. */
export function forgeEvaluation(options: EvaluationOptions = {}): ForgedSubmission {
  const setting = settingOf(options);
  const { task, budget, seeds } = setting;
  const policies = (options.policies ?? ['cosine(0.1, warmup=10%)', 'constant(0.05)']).map((one) => readPolicy(one));
  const arms = policies.map((policy) => armOf(setting, policy));
  const compiled = policies.map((policy) => compiledFor(setting, policy));
  const requests = seeds
    .flatMap(({ seed, dataSeed }) => compiled.map((policy, arm) => ({ policy, arm, seed, dataSeed })))
    .map((planned, index): ForgedRunRequest => ({
      ...planned,
      task,
      recipe: task.recipe,
      role: 'arm',
      status: options.statuses?.[index] ?? 'completed',
      plannedUpdates: budget.updates,
      evaluateAt: taskPoints(task, budget.updates),
    }));
  const ticketArms = arms.map((arm, index) => armHashOf(arm, policies[index] as Policy));
  return assemble(setting, options, {
    kind: 'evaluation',
    arms,
    ticketArms,
    forged: requests.map((request) => forgeRun(request)),
    rangeTestOf: () => null,
  });
}

/** A grid of five learning rates with three seeds each, over the first quarter of the budget (20 updates at least). */
export function forgeRangeTest(options: RangeTestOptions = {}): ForgedSubmission {
  const setting = settingOf({ updates: 80, ...options });
  const { task, budget, seeds } = setting;
  const swept = readPolicy(options.policy ?? 'cosine(0.1)');
  const prefixUpdates = options.prefixUpdates ?? Math.max(20, Math.ceil(budget.updates / 4));
  const heights = options.learningRates ?? [0.01, 0.03, 0.1, 0.3, 3];
  const policies = heights.map((height) => scaleLearningRates(swept, height));
  const arms = policies.map((policy) => armOf(setting, policy));
  const requests = seeds.flatMap(({ seed, dataSeed }) =>
    policies.map((policy, arm): ForgedRunRequest => {
      const compiled = compiledFor(setting, policy);
      const status = compiled.peakLearningRate > 1 ? 'diverged' : 'completed';
      const planned = { policy: compiled, arm, seed, dataSeed, status, plannedUpdates: prefixUpdates } as const;
      return { ...planned, task, recipe: task.recipe, role: 'trial', evaluateAt: [0, prefixUpdates] };
    }),
  );
  const sweptArm = armOf(setting, swept);
  return assemble(setting, options, {
    kind: 'range-test',
    arms,
    ticketArms: [armHashOf(sweptArm, swept)],
    forged: requests.map((request) => forgeRun(request)),
    rangeTestOf: (runs) => {
      const lossAt = (run: Run, t: number) => run.evaluations.find((one) => one.t === t)?.metrics['loss'] ?? null;
      const points = runs.map((run) => ({
        learningRate: largestLearningRateField(policies[run.arm] as Policy),
        seed: run.seed,
        loss: lossAt(run, prefixUpdates),
        startLoss: lossAt(run, 0) ?? 0,
      }));
      return { method: 'grid', policy: sweptArm.policy, prefixUpdates, points, readOuts: readRange(points) };
    },
  });
}
