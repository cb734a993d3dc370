import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { monotonicSeconds } from '../clock.js';
import { CommandFailure } from '../failure.js';
import { WORKER_ENVIRONMENT } from '../python/worker-environment.js';
import type { RayClient, RayJob } from './client.js';
import { findJobNote, mayBeAtWork, removeJobNote, writeJobNote } from './job-note.js';
import type { Mailbox, RaySetting } from './mailbox.js';
import { makeRayPackage } from './package.js';
import type { TrialResources } from './resources.js';

/** How often a driver is lost, with nothing answered in between, before that is no accident any more. */
const MOST_LOSSES = 3;

/** A driver that is asked nothing for so long ends: its runner is gone for good. */
const IDLE_SECONDS = 1800;

const STOPS_WITHIN_SECONDS = 20;
const LOOK_EVERY_MS = 300;

/** What all jobs of a study have in common. */
export interface StudyJobOptions {
  readonly client: RayClient;
  readonly mailbox: Mailbox;
  /** Of the study itself, on this machine: every executor sees there that a job may be at work. */
  readonly studyFolder: string;
  /** Names this study in this folder, in letters and digits. */
  readonly key: string;
  readonly resources: TrialResources;
  readonly microBatch: number | null;
  /** Null: in the home of whoever runs the cluster, on each machine. */
  readonly dataFolder: string | null;
  /** For people, where a job is lost and begun again. */
  readonly say: (line: string) => void;
}

/**
 * The Ray job of a study. One at a time: a runner that comes back takes up the one that still works; one that is lost is
 * followed by the next, which goes on from the logs of the runs.
 */
export class StudyJob {
  private readonly options: StudyJobOptions;
  private attempt = 0;
  private losses = 0;
  /** Whether the cluster has said that it has the job. */
  private isSubmitted = false;
  /** Whether it may have it: an answer to the submission can be lost. */
  private mayWork = false;

  constructor(options: StudyJobOptions) {
    this.options = options;
  }

  /** The number of the job at work, which another one's asks do not reach; 0 before the first. */
  get number(): number {
    return this.attempt;
  }

  /** Refuses a study that a job on another cluster may be training: to be asked before anything of it is touched. */
  async assertNotElsewhere(): Promise<void> {
    const { client, studyFolder } = this.options;
    const note = await findJobNote(studyFolder);
    if (note === null || note.origin === client.origin) return;
    // The same cluster may answer at two addresses.
    if ((await client.version()).session_name !== note.session) throw mayBeAtWork(studyFolder, note);
  }

  /**
   * Looks after the job: takes up one that works, submits the first or, where one is lost, the next, which is to be asked
   * anew; `number` tells. Fails where that does not help. Says whether Ray has begun it.
   */
  async look(): Promise<'PENDING' | 'RUNNING'> {
    const { client, mailbox, studyFolder, say } = this.options;
    if (!this.isSubmitted) return this.begin();
    const job = await client.findJob(this.id);
    if (isAtWork(job)) return job.status;
    [this.isSubmitted, this.mayWork] = [false, false];
    await removeJobNote(studyFolder);
    const how = lossOf(job);
    const hasBegun = (await mailbox.driverEvents(this.attempt)).some(({ event }) => event === 'ready');
    if (job?.status === 'STOPPED')
      throw new CommandFailure(
        `The Ray job ${this.id} was stopped by somebody else. The work so far is kept: the same command goes on from there.`,
        1,
        ['ray.stopped'],
      );
    if (job?.status === 'FAILED' && !hasBegun)
      throw new CommandFailure(`The Ray job ${this.id} could not begin. ${how}`, 1, ['ray.failed']);
    this.losses += 1;
    if (this.losses > MOST_LOSSES)
      throw new CommandFailure(
        `The Ray job of this study was lost ${String(this.losses)} times in a row. ${how} The work so far is kept: the same command goes on from there.`,
        1,
        ['ray.failed'],
      );
    say(`Ray: job ${this.id} was lost and is submitted again. ${how}`);
    return this.submitNext();
  }

  /** Something was answered: what was lost before was an accident. */
  hasProgress(): void {
    this.losses = 0;
  }

  /** Stops the job wherever it is, and waits until the cluster says so. */
  async stop(): Promise<void> {
    if (!this.mayWork) return;
    [this.isSubmitted, this.mayWork] = [false, false];
    // Also for one that the cluster begins later, or does not stop: it trains nothing more.
    await this.options.mailbox.close();
    await this.options.client.stop(this.id);
    await this.waitForEnd(this.id);
  }

  /** Lets the job end by itself: nothing is asked any more. */
  async close(): Promise<void> {
    if (!this.mayWork) return;
    await this.options.mailbox.close();
    if (!(await this.waitForEnd(this.id))) return this.stop();
    [this.isSubmitted, this.mayWork] = [false, false];
  }

  private get id(): string {
    return `rb-${this.options.key}-${String(this.attempt)}`;
  }

  /** Finds the job that an earlier runner left, or that this one has submitted without hearing so; else submits one. */
  private async begin(): Promise<'PENDING' | 'RUNNING'> {
    const { mailbox, client, studyFolder, say } = this.options;
    const before = await mailbox.findSetting();
    this.attempt = before?.attempt ?? 0;
    const note = await findJobNote(studyFolder);
    if (note === null) return this.submitNext();
    await this.assertNotElsewhere();
    // A cluster that was begun anew has ended its jobs. Where something of them still runs, another nonce ends it.
    if (note.session !== (await client.version()).session_name) return this.submitNext();
    const job = await client.findJob(note.job);
    if (isAtWork(job)) {
      if (before !== null && note.job === this.id && (await this.canTakeUp(before))) {
        if (!this.mayWork) say(`Ray: job ${this.id} is still at work, and is taken up again.`);
        [this.isSubmitted, this.mayWork] = [true, true];
        return job.status;
      }
      await client.stop(note.job);
      await this.waitForEnd(note.job);
    }
    return this.submitNext();
  }

  /** Whether an earlier job trains as this one would, and still takes asks. */
  private async canTakeUp(before: RaySetting): Promise<boolean> {
    const { mailbox, resources, microBatch } = this.options;
    mailbox.takeUp(before);
    const isSame = before.cpus === resources.cpus && before.gpus === resources.gpus && before.microBatch === microBatch;
    return isSame && !(await mailbox.isClosed());
  }

  private async submitNext(): Promise<'PENDING'> {
    const { client, mailbox, studyFolder, key, resources, microBatch, dataFolder } = this.options;
    const { name, zip } = await makeRayPackage();
    const { session_name: session } = await client.version();
    for (;;) {
      this.attempt += 1;
      const nonce = randomUUID();
      // Written before it is submitted: a runner that dies in between finds the job by it.
      await writeJobNote(studyFolder, { job: this.id, origin: client.origin, session });
      await mailbox.begin({
        ...{ nonce, attempt: this.attempt, ...resources, microBatch, dataFolder },
        ...{ idleSeconds: IDLE_SECONDS, environment: WORKER_ENVIRONMENT },
      });
      await client.putPackage(name, zip);
      this.mayWork = true;
      const submitted = await client.submit({
        id: this.id,
        entrypoint: 'python -m ratebook_ray',
        packageName: name,
        variables: {
          RATEBOOK_RAY_FOLDER: mailbox.folder,
          RATEBOOK_RAY_STUDY: key,
          RATEBOOK_RAY_ATTEMPT: String(this.attempt),
          RATEBOOK_RAY_NONCE: nonce,
        },
        metadata: { ratebook: 'study' },
      });
      // One of this name is over: it was lost together with what was known of it here.
      if (submitted === 'exists') continue;
      this.isSubmitted = true;
      return 'PENDING';
    }
  }

  /** Whether a job has ended in time; then nothing may be at work on the study any more. */
  private async waitForEnd(id: string): Promise<boolean> {
    const { client, studyFolder } = this.options;
    const until = monotonicSeconds() + STOPS_WITHIN_SECONDS;
    while (monotonicSeconds() < until) {
      if (!isAtWork(await client.findJob(id))) {
        await removeJobNote(studyFolder);
        return true;
      }
      await wait(LOOK_EVERY_MS);
    }
    return false;
  }
}

type WorkingJob = RayJob & { readonly status: 'PENDING' | 'RUNNING' };

const isAtWork = (job: RayJob | null): job is WorkingJob => job?.status === 'PENDING' || job?.status === 'RUNNING';

/** In words, what Ray says of a job that is not at work any more. */
function lossOf(job: RayJob | null): string {
  if (job === null) return 'The cluster does not know it any more.';
  if (job.status === 'SUCCEEDED') return 'Its driver ended before it was told to.';
  const said = (job.message ?? '').trim().split('\n').slice(-5).join('\n');
  const code = job.driver_exit_code ?? null;
  return `Ray says ${job.error_type ?? job.status}${code === null ? '' : `, exit code ${String(code)}`}: ${said}`;
}
