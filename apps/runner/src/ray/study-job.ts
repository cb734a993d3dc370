import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { monotonicSeconds } from '../clock.js';
import { CommandFailure } from '../failure.js';
import { WORKER_ENVIRONMENT } from '../python/worker-environment.js';
import type { RayClient, RayJob } from './client.js';
import type { Mailbox } from './mailbox.js';
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
  private isSubmitted = false;

  constructor(options: StudyJobOptions) {
    this.options = options;
  }

  /** The number of the job at work; 0 before the first. */
  get number(): number {
    return this.attempt;
  }

  /** Sees to it that a job works: the one that does, or a new one, which has been asked nothing yet. */
  async begin(): Promise<void> {
    if (this.isSubmitted) return;
    const { mailbox, client, resources, say } = this.options;
    const before = await mailbox.findSetting();
    this.attempt = before?.attempt ?? 0;
    const job = before === null ? null : await client.findJob(this.id);
    if (before !== null && job !== null && isAtWork(job)) {
      if (before.cpus === resources.cpus && before.gpus === resources.gpus && !(await mailbox.isClosed())) {
        this.isSubmitted = true;
        say(`Ray: job ${this.id} is still at work, and is taken up again.`);
        return;
      }
      await this.stop();
    }
    await this.submitNext();
  }

  /**
   * Looks after the job: where it is lost the next one is submitted, and true is answered: it has to be asked anew. Fails
   * where that does not help.
   */
  async look(): Promise<boolean> {
    const { client, mailbox, say } = this.options;
    const job = await client.findJob(this.id);
    if (job !== null && isAtWork(job)) return false;
    this.isSubmitted = false;
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
    await this.submitNext();
    return true;
  }

  /** Something was answered: what was lost before was an accident. */
  hasProgress(): void {
    this.losses = 0;
  }

  /** Stops the job wherever it is, and waits until the cluster says so. */
  async stop(): Promise<void> {
    const { client } = this.options;
    this.isSubmitted = false;
    if (this.attempt === 0) return;
    await client.stop(this.id);
    await this.waitForEnd();
  }

  /** Lets the job end by itself: nothing is asked any more. */
  async close(): Promise<void> {
    if (!this.isSubmitted) return;
    this.isSubmitted = false;
    await this.options.mailbox.close();
    if (!(await this.waitForEnd())) await this.stop();
  }

  private get id(): string {
    return `rb-${this.options.key}-${String(this.attempt)}`;
  }

  private async submitNext(): Promise<void> {
    const { client, mailbox, key, resources, microBatch, dataFolder } = this.options;
    const { name, zip } = await makeRayPackage();
    for (;;) {
      this.attempt += 1;
      const nonce = randomUUID();
      // Written before it is submitted: a runner that dies in between finds the job by it.
      await mailbox.begin({
        ...{ nonce, attempt: this.attempt, ...resources, microBatch, dataFolder },
        ...{ idleSeconds: IDLE_SECONDS, environment: WORKER_ENVIRONMENT },
      });
      await client.putPackage(name, zip);
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
      return;
    }
  }

  /** Whether it has ended in time. */
  private async waitForEnd(): Promise<boolean> {
    const until = monotonicSeconds() + STOPS_WITHIN_SECONDS;
    while (monotonicSeconds() < until) {
      const job = await this.options.client.findJob(this.id);
      if (job === null || !isAtWork(job)) return true;
      await wait(LOOK_EVERY_MS);
    }
    return false;
  }
}

const isAtWork = ({ status }: RayJob) => status === 'PENDING' || status === 'RUNNING';

/** In words, what Ray says of a job that is not at work any more. */
function lossOf(job: RayJob | null): string {
  if (job === null) return 'The cluster does not know it any more.';
  if (job.status === 'SUCCEEDED') return 'Its driver ended before it was told to.';
  const said = (job.message ?? '').trim().split('\n').slice(-5).join('\n');
  const code = job.driver_exit_code ?? null;
  return `Ray says ${job.error_type ?? job.status}${code === null ? '' : `, exit code ${String(code)}`}: ${said}`;
}
