import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What was asked of the stand-in. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

interface StandInJob {
  status: 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'STOPPED';
  message: string;
  driver_exit_code: number | null;
}

/**
 * A stand-in for Ray's dashboard, on a real socket: it answers as Ray 2.60 was seen to, and trains nothing. What a cluster
 * really does is tried in ray-study.test.ts.
 */
export class StandInRay {
  /** Null: it answers everybody. */
  token: string | null = null;
  version = '4';
  session = 'session_1';
  /** Whether what it says of jobs is an error of its own. */
  isTroubled = false;
  /** Whether it takes a job and its answer to that is lost. */
  losesReply = false;
  nodeTypes: readonly (readonly [Readonly<Record<string, number>>, number])[] = [[{ CPU: 4, GPU: 1 }, 2]];
  readonly seen: SeenRequest[] = [];
  readonly jobs = new Map<string, StandInJob>();
  readonly packages = new Map<string, Buffer>();
  /** Called with the variables of a job that was submitted. */
  onSubmit: (id: string, variables: Readonly<Record<string, string>>) => void = () => undefined;
  private readonly server: Server;

  private constructor(server: Server) {
    this.server = server;
  }

  static async start(): Promise<StandInRay> {
    const server = createServer();
    const ray = new StandInRay(server);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks);
        const { method = '', url: path = '', headers } = request;
        ray.seen.push({ method, path, headers, body: body.toString('utf8') });
        const [status, answer] = ray.answer({ method, path, headers, body: body.toString('utf8') }, body);
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return ray;
  }

  get address(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer({ method, path, headers, body }: SeenRequest, bytes: Buffer): [number, unknown] {
    if (headers['sec-fetch-mode'] !== undefined && method !== 'GET')
      return [405, 'Method Not Allowed for browser traffic.'];
    if (this.token !== null && headers.authorization === undefined)
      return [401, 'Unauthorized: Missing authentication token'];
    if (this.token !== null && headers.authorization !== `Bearer ${this.token}`)
      return [403, 'Forbidden: Invalid authentication token'];
    if (path === '/api/version')
      return [200, { version: this.version, ray_version: '2.60.0', ray_commit: 'c', session_name: this.session }];
    if (path === '/api/cluster_status')
      return [200, { data: { clusterStatus: { loadMetricsReport: { nodeTypes: this.nodeTypes } } } }];
    const packageName = /^\/api\/packages\/gcs\/(.+)$/.exec(path)?.[1];
    if (packageName !== undefined) {
      if (method === 'GET') return this.packages.has(packageName) ? [200, {}] : [404, 'Package not found'];
      this.packages.set(packageName, bytes);
      return [200, {}];
    }
    if (method === 'POST' && path === '/api/jobs/') return this.submit(body);
    return this.answerOfJob(method, path);
  }

  private submit(body: string): [number, unknown] {
    const sent = JSON.parse(body) as { submission_id: string; runtime_env: { env_vars: Record<string, string> } };
    const { submission_id: id, runtime_env } = sent;
    if (this.jobs.has(id))
      return [
        500,
        `Traceback (most recent call last):\n  File "job_manager.py", line 553, in submit_job\nValueError: Job with submission_id ${id} already exists. Please use a different submission_id.\n.`,
      ];
    this.jobs.set(id, { status: 'RUNNING', message: '', driver_exit_code: null });
    this.onSubmit(id, runtime_env.env_vars);
    if (this.losesReply) return [504, 'Gateway Timeout'];
    return [200, { job_id: id, submission_id: id }];
  }

  private answerOfJob(method: string, path: string): [number, unknown] {
    const [, id = '', action] = /^\/api\/jobs\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? [];
    if (this.isTroubled) return [503, 'Service Unavailable'];
    const job = this.jobs.get(id);
    if (job === undefined) return [404, `Job ${id} does not exist`];
    if (method === 'POST' && action === 'stop') {
      const isStopped = job.status === 'RUNNING';
      if (isStopped) job.status = 'STOPPED';
      return [200, { stopped: isStopped }];
    }
    return [
      200,
      { ...job, submission_id: id, error_type: job.status === 'FAILED' ? 'JOB_ENTRYPOINT_COMMAND_ERROR' : null },
    ];
  }
}
