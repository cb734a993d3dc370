import type { Viewer } from '../account/account.service.js';
import type { AccountRecord } from '../account/account.store.js';
import type { ArmRecord } from '../arm/arm.store.js';
import type { CitationRecord } from '../citation/citation.store.js';
import { accessError } from '../errors.js';
import type { ModelRecord } from '../model/model.store.js';
import type { PolicyRecord } from '../policy/policy.store.js';
import type { RegistryParts } from '../registry-parts.js';
import type { RangeTestRecord } from '../range-test/range-test.store.js';
import type { EvaluationsOfRun, RunRecord } from '../run/run.store.js';
import type { SearchCost, StudyOfSubmission, StudyTrialRecord } from '../study/study.store.js';
import type { SubmissionRecord } from '../submission/submission.store.js';
import type { TaskHistory } from '../task/task-event.store.js';
import type { TaskRecord } from '../task/task.store.js';
import { BatchLoader } from './batch-loader.js';

/** What a resolver is given: the registry, who asks, and this request's loaders. */
export class RequestContext {
  readonly registry: RegistryParts;
  readonly viewer: Viewer | null;
  readonly requestId: string;
  // Apollo copies the context for each request, and a copy has no #private fields.
  private made: Loaders | null = null;

  constructor(registry: RegistryParts, viewer: Viewer | null, requestId: string) {
    this.registry = registry;
    this.viewer = viewer;
    this.requestId = requestId;
  }

  /** Made on first use: most requests follow no relation. */
  get loaders(): Loaders {
    this.made ??= new Loaders(this.registry);
    return this.made;
  }

  /** The viewer, or an access error. */
  get signedIn(): Viewer {
    if (!this.viewer) throw accessError('UNAUTHENTICATED');
    return this.viewer;
  }

  /** The viewer where it is a steward, or an access error. */
  get steward(): Viewer {
    if (!this.signedIn.isSteward) throw accessError('FORBIDDEN', 'Only stewards of this registry may do this.');
    return this.signedIn;
  }
}

class Loaders {
  readonly account: BatchLoader<AccountRecord, 'id'>;
  readonly model: BatchLoader<ModelRecord, 'id'>;
  readonly task: BatchLoader<TaskRecord, 'id'>;
  readonly taskHistory: BatchLoader<TaskHistory, 'taskId'>;
  readonly policy: BatchLoader<PolicyRecord, 'id'>;
  readonly arm: BatchLoader<ArmRecord, 'id'>;
  readonly submission: BatchLoader<SubmissionRecord, 'rowId'>;
  readonly run: BatchLoader<RunRecord, 'rowId'>;
  readonly rangeTest: BatchLoader<RangeTestRecord, 'rowId'>;
  readonly studyOfSubmission: BatchLoader<StudyOfSubmission, 'submissionId'>;
  readonly studyTrial: BatchLoader<StudyTrialRecord, 'rowId'>;
  readonly evaluations: BatchLoader<EvaluationsOfRun, 'runRowId'>;
  readonly searchCost: BatchLoader<SearchCost, 'armId'>;
  readonly citation: BatchLoader<CitationRecord, 'rowId'>;

  constructor(registry: RegistryParts) {
    this.account = new BatchLoader('id', (ids) => registry.accounts.findManyByIds(ids));
    this.model = new BatchLoader('id', (ids) => registry.models.findManyByIds(ids));
    this.task = new BatchLoader('id', (ids) => registry.tasks.findManyByIds(ids));
    this.taskHistory = new BatchLoader('taskId', (ids) => registry.taskEvents.findHistories(ids));
    this.policy = new BatchLoader('id', (ids) => registry.policies.findManyKept(ids));
    this.arm = new BatchLoader('id', (ids) => registry.arms.findManyByIds(ids));
    this.submission = new BatchLoader('rowId', (ids) => registry.submissions.findManyByIds(ids));
    this.run = new BatchLoader('rowId', (ids) => registry.runs.findManyByIds(ids));
    this.rangeTest = new BatchLoader('rowId', (ids) => registry.rangeTests.findManyByIds(ids));
    this.studyOfSubmission = new BatchLoader('submissionId', (ids) => registry.studies.findOfSubmissions(ids));
    this.studyTrial = new BatchLoader('rowId', (ids) => registry.studies.findTrials(ids));
    this.evaluations = new BatchLoader('runRowId', (ids) => registry.runs.evaluationsOf(ids));
    this.searchCost = new BatchLoader('armId', (ids) => registry.studies.searchCosts(ids));
    this.citation = new BatchLoader('rowId', (ids) => registry.citations.findManyByIds(ids));
  }
}
