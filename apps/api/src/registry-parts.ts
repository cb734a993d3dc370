import { AccountService } from './account/account.service.js';
import { AccountStore } from './account/account.store.js';
import { ArmStore } from './arm/arm.store.js';
import { ArtefactStore } from './artefact/artefact.store.js';
import { BoardStore } from './board/board.store.js';
import { CitationStore } from './citation/citation.store.js';
import type { Clock } from './clock.js';
import type { Sql } from './database/client.js';
import type { Events } from './events.js';
import { CountStore } from './jobs/count.store.js';
import { Queue } from './jobs/queue.js';
import { LandscapeStore } from './landscape/landscape.store.js';
import { ModelStore } from './model/model.store.js';
import { PolicyStore } from './policy/policy.store.js';
import { RangeTestStore } from './range-test/range-test.store.js';
import { RecommendationService } from './recommendation/recommendation.service.js';
import { RunStore } from './run/run.store.js';
import { RunnerKeyStore } from './runner-key/runner-key.store.js';
import { SearchStore } from './search/search.store.js';
import { StudyStore } from './study/study.store.js';
import { SubmissionService } from './submission/submission.service.js';
import { SubmissionStore } from './submission/submission.store.js';
import { TaskEventStore } from './task/task-event.store.js';
import { TaskService } from './task/task.service.js';
import { TaskStore } from './task/task.store.js';
import { TicketService } from './ticket/ticket.service.js';
import { TicketStore } from './ticket/ticket.store.js';
import { VerificationStore } from './verification/verification.store.js';

/** What the registry is made of, given from outside. */
export interface RegistryDependencies {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly events: Events;
  readonly dataDirectory: string;
  /** The registry's own origin, part of what a runner signs to sign in. */
  readonly origin: string;
}

/** The registry's stores and services on one database, made once a process. */
export class RegistryParts {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly events: Events;
  readonly accounts: AccountStore;
  readonly keys: RunnerKeyStore;
  readonly models: ModelStore;
  readonly tasks: TaskStore;
  readonly taskEvents: TaskEventStore;
  readonly policies: PolicyStore;
  readonly arms: ArmStore;
  readonly tickets: TicketStore;
  readonly submissions: SubmissionStore;
  readonly artefacts: ArtefactStore;
  readonly runs: RunStore;
  readonly rangeTests: RangeTestStore;
  readonly studies: StudyStore;
  readonly verifications: VerificationStore;
  readonly boards: BoardStore;
  readonly citations: CitationStore;
  readonly landscapes: LandscapeStore;
  readonly search: SearchStore;
  readonly counts: CountStore;
  readonly queue: Queue;
  readonly signIn: AccountService;
  readonly tasking: TaskService;
  readonly ticketing: TicketService;
  readonly receiving: SubmissionService;
  readonly recommendations: RecommendationService;

  constructor({ sql, clock, events, dataDirectory, origin }: RegistryDependencies) {
    this.sql = sql;
    this.clock = clock;
    this.events = events;
    this.accounts = new AccountStore(sql);
    this.keys = new RunnerKeyStore(sql);
    this.models = new ModelStore(sql);
    this.tasks = new TaskStore(sql);
    this.taskEvents = new TaskEventStore(sql);
    this.policies = new PolicyStore(sql);
    this.arms = new ArmStore(sql);
    this.tickets = new TicketStore(sql);
    this.submissions = new SubmissionStore(sql);
    this.artefacts = new ArtefactStore(sql, dataDirectory, clock);
    this.runs = new RunStore(sql);
    this.rangeTests = new RangeTestStore(sql);
    this.studies = new StudyStore(sql);
    this.verifications = new VerificationStore(sql);
    this.boards = new BoardStore(sql);
    this.citations = new CitationStore(sql);
    this.landscapes = new LandscapeStore(sql);
    this.search = new SearchStore(sql);
    this.counts = new CountStore(sql);
    this.queue = new Queue(sql, clock);
    this.signIn = new AccountService(sql, clock, events, origin);
    this.tasking = new TaskService(sql, clock, events);
    this.ticketing = new TicketService(sql, clock, events);
    this.receiving = new SubmissionService({ sql, clock, events, queue: this.queue, artefacts: this.artefacts });
    this.recommendations = new RecommendationService(this);
  }
}
