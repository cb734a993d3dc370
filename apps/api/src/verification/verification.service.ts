import { valueOrThrow } from '@ratebook/core/refusal';
import { armHash, parseTiming, parseTrace, type Run, type RunSummary } from '@ratebook/core/run';
import { artefactsOf, parseSubmission, runId, type Submission, type SubmittedArm } from '@ratebook/core/submission';
import { budgetShareOf, recipeHash } from '@ratebook/core/task';
import {
  type ArtefactRecord,
  edition2026_1,
  type Evidence,
  levelName,
  lossSuffixDigest,
  NEVER_PROVED,
  type VerificationReport,
  verifySubmission,
} from '@ratebook/core/verification';
import { ArmStore } from '../arm/arm.store.js';
import type { Connection } from '../database/client.js';
import { compileFor, contextOf, readPolicy } from '../policy/policy.service.js';
import { type PolicyRecord, PolicyStore } from '../policy/policy.store.js';
import { RangeTestStore } from '../range-test/range-test.store.js';
import type { RegistryParts } from '../registry-parts.js';
import { type RunFacts, RunStore } from '../run/run.store.js';
import { SearchStore } from '../search/search.store.js';
import { storeStudy } from '../study/study-record.js';
import { type SubmissionRecord, SubmissionStore } from '../submission/submission.store.js';
import type { TaskRecord } from '../task/task.store.js';
import { VerificationStore } from './verification.store.js';

const EDITION = edition2026_1;

/** What verification needs beside the evidence, to write down what it found. */
interface Gathered {
  readonly record: SubmissionRecord;
  readonly submission: Submission;
  readonly task: TaskRecord;
  readonly evidence: Evidence;
}

/**
 * Verifies a submission: everything a check may look at is loaded first, the checks are core's and touch no database,
 * and what they found is written in one transaction. Done again it writes the same.
 */
export async function verifyAndStore(registry: RegistryParts, id: string): Promise<VerificationReport> {
  const began = performance.now();
  const gathered = await gatherEvidence(registry, id);
  await registry.submissions.markVerifying(gathered.record.rowId);
  const report = verifySubmission(gathered.evidence, EDITION);
  await registry.sql.begin((transaction) => storeOutcome(registry, transaction, gathered, report));
  registry.events.submissionVerified(id, report.conclusion, report.level, Math.round(performance.now() - began));
  return report;
}

async function gatherEvidence(registry: RegistryParts, id: string): Promise<Gathered> {
  const record = await registry.submissions.find(id);
  if (!record) throw new Error(`There is no submission ${id}.`);
  const [text, key, ticket, accounts, tasks] = await Promise.all([
    registry.submissions.textOf(record.rowId),
    registry.keys.find(record.keyId),
    record.ticketId === null ? null : registry.tickets.findByRow(record.ticketId),
    registry.accounts.findManyByIds([record.accountId]),
    registry.tasks.findManyByIds([record.taskId]),
  ]);
  const submission = valueOrThrow(parseSubmission(text));
  const [task, account] = [tasks[0], accounts[0]?.handle];
  if (!task || account === undefined) throw new Error(`The submission ${id} has lost its task or account.`);
  const artefacts = await loadArtefacts(registry, artefactsOf(submission));
  const evidence: Evidence = {
    text,
    submissionId: record.id,
    receivedAt: record.receivedAt.toISOString(),
    account,
    keyId: record.keyId,
    signature: record.signature,
    key: key && { publicKey: key.publicKey, account, revokedAt: revokedBefore(key.revokedAt, record.receivedAt) },
    ticket: ticket && {
      ticket: {
        id: ticket.id,
        task: task.name,
        kind: ticket.kind,
        arms: ticket.armHashes === null ? null : [...ticket.armHashes],
        seeds: [...ticket.seeds],
        controlSeed: ticket.controlSeed,
        nonce: ticket.nonce,
        expiresAt: ticket.expiresAt.toISOString(),
      },
      account,
      // One submission a ticket is a key of the table: the one that holds it is the one that used it.
      usedBy: record.id,
    },
    tasks: new Map([[task.name, { task: task.document, isOpen: true }]]),
    artefacts,
    otherRunsByLossSuffix: await findSharedSuffixes(registry, submission, artefacts, record.rowId),
  };
  return { record, submission, task, evidence };
}

/** A key that was revoked after the receipt was good when it signed. */
function revokedBefore(revokedAt: Date | null, receivedAt: Date): string | null {
  return revokedAt !== null && revokedAt <= receivedAt ? revokedAt.toISOString() : null;
}

async function loadArtefacts(registry: RegistryParts, hashes: readonly string[]) {
  const artefacts = new Map<string, ArtefactRecord>();
  for (const hash of hashes) {
    const value = await registry.artefacts.findJson(hash);
    artefacts.set(hash, value === null ? { state: 'missing' } : { state: 'present', value });
  }
  return artefacts;
}

function suffixOf(run: Run, artefacts: Evidence['artefacts']): string | null {
  const artefact = artefacts.get(run.trace);
  const trace = artefact?.state === 'present' ? parseTrace(artefact.value) : null;
  const { suffixLosses, suffixDistinct } = EDITION.thresholds;
  return trace?.ok === true ? lossSuffixDigest(trace.value.loss, suffixLosses, suffixDistinct) : null;
}

async function findSharedSuffixes(
  registry: RegistryParts,
  submission: Submission,
  artefacts: Evidence['artefacts'],
  rowId: number,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const hashes = submission.arms.map(hashOfArm);
  const runs = submission.runs.flatMap((run) => {
    const suffix = suffixOf(run, artefacts);
    return suffix === null ? [] : [{ suffix, seed: run.seed, armHash: hashes[run.arm] ?? null }];
  });
  const found = await registry.runs.findBySuffix(
    runs.map(({ suffix }) => suffix),
    rowId,
  );
  const shared = new Map<string, string[]>();
  for (const { lossSuffix, id, seed, armHash: arm } of found) {
    // The same arm with the same seed may well end in the same losses: that is what a reproduction looks like.
    if (runs.every((run) => run.suffix !== lossSuffix || (run.seed === seed && run.armHash === arm))) continue;
    const ids = shared.get(lossSuffix) ?? [];
    ids.push(id);
    shared.set(lossSuffix, ids);
  }
  return shared;
}

async function storeOutcome(
  registry: RegistryParts,
  connection: Connection,
  { record, submission, task, evidence }: Gathered,
  report: VerificationReport,
): Promise<void> {
  await new VerificationStore(connection).replace(record.rowId, {
    edition: report.edition,
    level: report.level,
    levelName: levelName(report.level),
    conclusion: report.conclusion,
    notProved: NEVER_PROVED,
    verifiedAt: registry.clock(),
    checks: report.checks,
  });
  const armIds = await storeArms(connection, submission, task, report.conclusion === 'accepted');
  await new RunStore(connection).replaceOfSubmission(
    record.rowId,
    submission.runs.flatMap((run, index) => {
      const armId = armIds[run.arm] ?? null;
      if (armId === null) return [];
      const facts = runFacts({ run, index, armId, record, evidence, summary: report.summaries[index] ?? null });
      return [{ facts: { ...facts, level: report.level }, evaluations: run.evaluations }];
    }),
  );
  await storeRangeTest(connection, submission, record, task);
  if (submission.kind === 'study') {
    const artefact = evidence.artefacts.get(submission.study ?? '');
    await storeStudy(connection, { submission, submissionRowId: record.rowId, task, artefact, armIds });
  }
  await new SubmissionStore(connection).conclude(record.rowId, report.conclusion, report.level);
  if (report.conclusion === 'accepted') await registry.queue.ask('rank-task', task.name, connection);
}

/** The identity of a submitted arm, or null where its policy cannot be read. */
function hashOfArm(arm: SubmittedArm): string | null {
  const policy = readPolicy(arm.policy);
  if (!policy.ok) return null;
  const { task, budget, recipe } = arm;
  return armHash({ task, budget, policyHash: policy.value.hash, recipeHash: recipeHash(recipe) });
}

/** The submission's arms as rows, in its order; null for one whose policy or budget could not be read. */
async function storeArms(
  connection: Connection,
  submission: Submission,
  task: TaskRecord,
  isFound: boolean,
): Promise<readonly (number | null)[]> {
  const ids: (number | null)[] = [];
  for (const arm of submission.arms) ids.push(await storeArm(connection, arm, task, isFound));
  return ids;
}

/** `isFound`: whether search finds the policy. What was rejected is reached by its id alone. */
async function storeArm(
  connection: Connection,
  arm: SubmittedArm,
  task: TaskRecord,
  isFound: boolean,
): Promise<number | null> {
  const policy = readPolicy(arm.policy);
  const budgetShare = budgetShareOf(task.document.budget, arm.budget);
  if (!policy.ok || budgetShare === null) return null;
  const compiled = compileFor(policy.value.document, contextOf(arm.budget.updates, task.document.trainer));
  if (!compiled.ok) return null;
  const stored = await new PolicyStore(connection).findOrInsert(policy.value);
  if (isFound) await indexPolicy(connection, stored);
  return new ArmStore(connection).findOrInsert({
    hash: armHash({ task: task.name, budget: arm.budget, policyHash: stored.hash, recipeHash: recipeHash(arm.recipe) }),
    taskId: task.id,
    policyId: stored.id,
    recipeHash: recipeHash(arm.recipe),
    recipe: arm.recipe,
    budgetUnit: arm.budget.unit,
    budgetAmount: arm.budget.amount,
    budgetUpdates: arm.budget.updates,
    budgetShare,
    peakLearningRate: compiled.value.peakLearningRate,
  });
}

function indexPolicy(connection: Connection, policy: PolicyRecord): Promise<void> {
  return new SearchStore(connection).upsert({
    kind: 'POLICY',
    key: policy.hash,
    title: policy.notation,
    subtitle: `policy, ${policy.law}`,
    href: `/policies/${policy.hash}`,
    evidence: null,
    notation: policy.notation,
    peakLearningRate: policy.largestLearningRate,
    text: policy.hash,
  });
}

function runFacts(whole: {
  run: Run;
  index: number;
  armId: number;
  record: SubmissionRecord;
  evidence: Evidence;
  summary: RunSummary | null;
}): RunFacts {
  const { run, index, armId, record, evidence, summary } = whole;
  const timing = run.timing === null ? null : evidence.artefacts.get(run.timing);
  const read = timing?.state === 'present' ? parseTiming(timing.value) : null;
  const times = read?.ok === true ? read.value : null;
  return {
    id: runId(record.id, index),
    submissionId: record.rowId,
    index,
    armId,
    taskId: record.taskId,
    accountId: record.accountId,
    role: run.role,
    status: run.status,
    reason: run.reason,
    seed: run.seed,
    dataSeed: run.dataSeed,
    learningRateSemantics: run.learningRateSemantics,
    finalTest: summary?.finalTest ?? null,
    finalValidation: summary?.finalValidation ?? null,
    bestValidation: summary?.bestValidation ?? null,
    minimumLoss: summary?.minimumLoss ?? null,
    updates: run.cost.updates,
    examples: run.cost.examples,
    tokens: run.cost.tokens,
    flops: run.cost.flops,
    wallSeconds: times?.wallSeconds.at(-1) ?? null,
    deviceSeconds: times?.deviceSeconds.at(-1) ?? null,
    traceHash: run.trace,
    lossSuffix: suffixOf(run, evidence.artefacts),
    isImported: record.ticketId === null,
    level: 0,
    receivedAt: record.receivedAt,
  };
}

async function storeRangeTest(
  connection: Connection,
  submission: Submission,
  record: SubmissionRecord,
  task: TaskRecord,
): Promise<void> {
  const { rangeTest } = submission;
  const policy = rangeTest === null ? null : readPolicy(rangeTest.policy);
  if (rangeTest === null || policy?.ok !== true) return;
  const stored = await new PolicyStore(connection).findOrInsert(policy.value);
  await new RangeTestStore(connection).replace(
    {
      submissionId: record.rowId,
      taskId: task.id,
      policyId: stored.id,
      method: rangeTest.method,
      prefixUpdates: rangeTest.prefixUpdates,
      best: rangeTest.readOuts.best,
      usableLow: rangeTest.readOuts.usable?.low ?? null,
      usableHigh: rangeTest.readOuts.usable?.high ?? null,
      edge: rangeTest.readOuts.edge,
    },
    rangeTest.points,
  );
}
