import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { z } from 'zod';
import { CommandFailure, EXIT } from '../failure.js';
import { findJson } from '../files/folder.js';
import type { RayAddress } from './address.js';
import type { RayToken } from './token.js';

/** The Jobs API that this runner speaks. */
const API_VERSION = '4';
const ANSWERS_WITHIN_MS = 30_000;
/** More than a cluster of thousands of nodes says of itself. */
const LONGEST_ANSWER = 16 * 2 ** 20;
const SHOWN = 300;

/** The cluster does not answer: what was trained is kept. */
export class RayUnreachable extends CommandFailure {
  override readonly name = 'RayUnreachable';

  constructor(origin: string, reason: string) {
    super(
      `The Ray cluster at ${origin} does not answer (${reason}). The work so far is kept: the same command goes on from there once it does. Where that is not its address, --ray-address says it.`,
      EXIT.unreachable,
      ['ray.unreachable'],
    );
  }
}

/** `session_name`: another one each time that a cluster is started. */
const VersionSchema = z.object({ version: z.string(), ray_version: z.string(), session_name: z.string() });
export type RayVersion = z.infer<typeof VersionSchema>;

const JobSchema = z.object({
  status: z.enum(['PENDING', 'RUNNING', 'SUCCEEDED', 'FAILED', 'STOPPED']),
  message: z.string().nullish(),
  error_type: z.string().nullish(),
  driver_exit_code: z.number().nullish(),
});
export type RayJob = z.infer<typeof JobSchema>;

/** What a cluster has on each kind of node, and how many there are of it. */
const StatusSchema = z.object({
  data: z.object({
    clusterStatus: z.object({
      loadMetricsReport: z.object({
        nodeTypes: z.array(z.tuple([z.record(z.string(), z.number()), z.number()])).default([]),
      }),
    }),
  }),
});
export type NodeResources = Readonly<Record<string, number>>;

/** A job as it is submitted. Its variables can be read by everybody who sees the dashboard: no secret belongs in them. */
export interface RaySubmission {
  readonly id: string;
  readonly entrypoint: string;
  readonly packageName: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
}

interface Reply {
  readonly status: number;
  readonly text: string;
}

interface Sent {
  readonly method: 'GET' | 'PUT' | 'POST';
  readonly path: string;
  readonly body?: Uint8Array;
  readonly type?: string;
  readonly hasToken?: boolean;
}

/**
 * The Jobs API of a cluster. By node:http, not fetch: fetch says that it is a browser, which Ray turns away. No redirect is
 * followed: the token goes to the address that the person named alone.
 */
export class RayClient {
  readonly origin: string;
  private readonly token: RayToken | null;

  constructor({ origin }: RayAddress, token: RayToken | null) {
    this.origin = origin;
    this.token = token;
  }

  /** Refuses a cluster of another API. */
  async version(): Promise<RayVersion> {
    const version = this.parse(VersionSchema, await this.ask({ method: 'GET', path: '/api/version' }), 'its version');
    if (version.version !== API_VERSION)
      throw new CommandFailure(
        `The Ray cluster at ${this.origin} (Ray ${version.ray_version}) speaks version ${version.version} of the Jobs API; expected ${API_VERSION}, as Ray 2 does.`,
        1,
        ['ray.version'],
      );
    return version;
  }

  /** Whether it answers whoever asks: then whoever reaches it can run code there. */
  async isOpen(): Promise<boolean> {
    const { status } = await this.send({ method: 'GET', path: '/api/version', hasToken: false });
    return status === 200;
  }

  /** What each node of the cluster has, used or not. */
  async nodes(): Promise<readonly NodeResources[]> {
    const reply = await this.ask({ method: 'GET', path: '/api/cluster_status' });
    const { data } = this.parse(StatusSchema, reply, 'its resources');
    return data.clusterStatus.loadMetricsReport.nodeTypes.flatMap(([resources, count]) =>
      Array.from({ length: count }, () => resources),
    );
  }

  /** Puts a package there, unless it is already. */
  async putPackage(name: string, zip: Uint8Array): Promise<void> {
    const path = `/api/packages/gcs/${name}`;
    if ((await this.send({ method: 'GET', path })).status === 200) return;
    await this.ask({ method: 'PUT', path, body: zip, type: 'application/octet-stream' });
  }

  /** Submits a job; `exists` where one of this name is there, whatever became of it. */
  async submit({ id, entrypoint, packageName, variables, metadata }: RaySubmission): Promise<'submitted' | 'exists'> {
    const body = JSON.stringify({
      entrypoint,
      submission_id: id,
      runtime_env: { working_dir: `gcs://${packageName}`, env_vars: variables },
      metadata,
    });
    const sent: Sent = { method: 'POST', path: '/api/jobs/', body: Buffer.from(body), type: 'application/json' };
    const reply = await this.send(sent);
    if (saysItExists(reply)) return 'exists';
    this.assertDone(sent, reply);
    return 'submitted';
  }

  /** A job; null where the cluster knows none of this name. */
  async findJob(id: string): Promise<RayJob | null> {
    const sent: Sent = { method: 'GET', path: `/api/jobs/${id}` };
    const reply = await this.send(sent);
    if (reply.status === 404) return null;
    this.assertDone(sent, reply);
    return this.parse(JobSchema, reply, `the job ${id}`);
  }

  /** Asks a job to stop; that it has is told by `findJob`. One that is over, or gone, stays as it is. */
  async stop(id: string): Promise<void> {
    await this.send({ method: 'POST', path: `/api/jobs/${id}/stop` });
  }

  private async ask(sent: Sent): Promise<Reply> {
    const reply = await this.send(sent);
    this.assertDone(sent, reply);
    return reply;
  }

  private assertDone({ method, path }: Sent, { status, text }: Reply): void {
    if (status >= 200 && status < 300) return;
    throw new CommandFailure(
      `The Ray cluster at ${this.origin} answered ${method} ${path} with ${String(status)}: ${lastLine(text)}`,
      1,
      ['ray.refused'],
    );
  }

  private parse<T>(schema: z.ZodType<T>, { text }: Reply, what: string): T {
    const parsed = schema.safeParse(findJson(text));
    if (parsed.success) return parsed.data;
    throw new CommandFailure(
      `What ${this.origin} says of ${what} is not what Ray says: ${lastLine(text)}. Is it the address of a Ray dashboard?`,
      1,
      ['ray.version'],
    );
  }

  private async send(sent: Sent): Promise<Reply> {
    const reply = await this.exchange(sent);
    const { status, text } = reply;
    if (sent.hasToken !== false && (status === 401 || status === 403)) throw this.tokenRefused();
    // The dashboard has its own troubles; they say nothing of what was asked.
    if (status >= 500 && !saysItExists(reply))
      throw new RayUnreachable(
        this.origin,
        `it answered ${sent.method} ${sent.path} with ${String(status)}: ${lastLine(text)}`,
      );
    return reply;
  }

  private tokenRefused(): CommandFailure {
    const where = 'RAY_AUTH_TOKEN, RAY_AUTH_TOKEN_PATH or ~/.ray/auth_token';
    return new CommandFailure(
      this.token === null
        ? `The Ray cluster at ${this.origin} wants a token, and none was found: put it in ${where}.`
        : `The Ray cluster at ${this.origin} does not take the token from ${this.token.from}. Ray itself looks in ${where}, in this order.`,
      1,
      ['ray.token'],
    );
  }

  private tooLong(path: string): CommandFailure {
    return new CommandFailure(
      `What ${this.origin} answers to ${path} has no end. Is it the address of a Ray dashboard?`,
      1,
      ['ray.version'],
    );
  }

  private exchange({ method, path, body, type, hasToken = true }: Sent): Promise<Reply> {
    const url = new URL(path, this.origin);
    const headers = {
      ...(type === undefined ? {} : { 'content-type': type }),
      ...(body === undefined ? {} : { 'content-length': String(body.byteLength) }),
      ...(hasToken && this.token !== null ? { authorization: `Bearer ${this.token.value}` } : {}),
    };
    const request = url.protocol === 'https:' ? requestHttps : requestHttp;
    return new Promise((resolve, reject) => {
      const fail = (error: NodeJS.ErrnoException) =>
        reject(new RayUnreachable(this.origin, error.code ?? error.message));
      const outgoing = request(url, { method, headers, timeout: ANSWERS_WITHIN_MS }, (incoming) => {
        let text = '';
        incoming.setEncoding('utf8');
        incoming.on('data', (chunk: string) => {
          text += chunk;
          if (text.length <= LONGEST_ANSWER) return;
          reject(this.tooLong(path));
          outgoing.destroy();
        });
        incoming.on('error', fail);
        incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, text }));
      });
      outgoing.on('timeout', () => outgoing.destroy(new Error('no answer in 30 seconds')));
      outgoing.on('error', fail);
      outgoing.end(body);
    });
  }
}

/** Ray has no code for a job whose name is taken. */
const saysItExists = ({ status, text }: Reply) => status === 500 && text.includes('already exists');

/** The end of what a server says: of a Python traceback its last line tells. */
function lastLine(text: string): string {
  const line =
    text
      .trimEnd()
      .split('\n')
      .findLast((one) => one.trim().length > 1) ?? '';
  return line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line || 'nothing';
}
