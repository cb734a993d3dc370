import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry as MetricRegistry } from 'prom-client';

/** What /metrics shows. Labels hold kinds and outcomes, never ids. */
export class Metrics {
  readonly registry = new MetricRegistry();
  readonly requestSeconds: Histogram<'operation' | 'status'>;
  readonly submissions: Counter<'outcome'>;
  readonly tickets: Counter<'kind'>;
  readonly verifications: Counter<'conclusion'>;
  readonly jobFailures: Counter<'kind'>;
  readonly queuedJobs: Gauge;
  readonly oldestQueuedSeconds: Gauge;
  readonly queueIsStalled: Gauge;

  constructor() {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    this.requestSeconds = new Histogram({
      name: 'ratebook_request_seconds',
      help: 'Seconds from the first byte of a request to the last of its reply.',
      labelNames: ['operation', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    });
    this.submissions = new Counter({
      name: 'ratebook_submissions_total',
      help: 'Submissions received, by outcome: accepted, duplicate or refused.',
      labelNames: ['outcome'],
      registers,
    });
    this.tickets = new Counter({
      name: 'ratebook_tickets_total',
      help: 'Tickets issued, by kind.',
      labelNames: ['kind'],
      registers,
    });
    this.verifications = new Counter({
      name: 'ratebook_verifications_total',
      help: 'Submissions verified, by conclusion.',
      labelNames: ['conclusion'],
      registers,
    });
    this.jobFailures = new Counter({
      name: 'ratebook_job_failures_total',
      help: 'Attempts at a job that failed and will be made again.',
      labelNames: ['kind'],
      registers,
    });
    this.queuedJobs = new Gauge({ name: 'ratebook_queue_jobs', help: 'Jobs waiting or at work.', registers });
    this.oldestQueuedSeconds = new Gauge({
      name: 'ratebook_queue_oldest_seconds',
      help: 'Age of the job that has waited longest, in seconds.',
      registers,
    });
    this.queueIsStalled = new Gauge({
      name: 'ratebook_queue_is_stalled',
      help: '1 while the oldest job has waited longer than its target age.',
      registers,
    });
  }
}
