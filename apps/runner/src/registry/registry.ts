import { type AnyVariables, createClient, fetchExchange, type TypedDocumentNode } from '@urql/core';
import type { Task } from '@ratebook/core/task';
import { gzipSync } from 'fflate';
import { Kind, OperationTypeNode } from 'graphql';
import { CommandFailure, Interrupted, RegistryUnreachable } from '../failure.js';
import { findJson } from '../files/folder.js';
import { z } from 'zod';
import * as documents from './documents.js';

interface RefusedReply {
  readonly refusals: readonly { readonly code: string; readonly message: string }[];
}

/** What is asked of `openTicket`. */
export interface TicketRequest {
  readonly task: string;
  readonly kind: 'EVALUATION' | 'RANGE_TEST' | 'STUDY';
  /** Null for a study. */
  readonly arms:
    | readonly {
        readonly policy: unknown;
        readonly recipe: unknown;
        readonly budget: { unit: string; amount: number; updates: number };
      }[]
    | null;
  readonly seeds: number;
}

const ANSWERS_WITHIN_SECONDS = 30;

/** Codes by which a registry says that it is there and cannot answer: trying again later helps. */
const OUTAGE_CODES = new Set(['REGISTRY_UNAVAILABLE']);

const ErrorsSchema = z.object({
  errors: z.array(z.object({ message: z.string(), extensions: z.record(z.string(), z.unknown()).optional() })).min(1),
});

/** An error as GraphQL and the artefact address report it. */
interface ReportedError {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** The registry, as the runner knows it: one method a thing it asks for. Refusals are thrown as `CommandFailure`s. */
export class Registry {
  readonly apiUrl: string;
  private readonly signal: AbortSignal | null;

  /** Requests under way end when `signal` is aborted. */
  constructor(apiUrl: string, signal: AbortSignal | null = null) {
    this.apiUrl = apiUrl;
    this.signal = signal;
  }

  async requestChallenge(handle: string, publicKey: string) {
    return accepted((await this.ask(documents.requestChallenge, { handle, publicKey })).requestChallenge);
  }

  async signIn(nonce: string, signature: string) {
    return accepted((await this.ask(documents.signIn, { nonce, signature })).signIn);
  }

  async openTicket(input: TicketRequest, token: string) {
    const variables = { input: { ...input, arms: input.arms === null ? null : [...input.arms] } };
    return accepted((await this.ask(documents.openTicket, variables, token)).openTicket).ticket;
  }

  async renewTicket(id: string, token: string) {
    return accepted((await this.ask(documents.renewTicket, { id }, token)).renewTicket).ticket;
  }

  async submitRuns(document: string, keyId: string, signature: string, token: string) {
    return accepted((await this.ask(documents.submitRuns, { document, keyId, signature }, token)).submitRuns);
  }

  async proposeTask(document: Task, token: string) {
    return accepted((await this.ask(documents.proposeTask, { document }, token)).proposeTask);
  }

  /** The task document, or null where there is no such task. */
  async findTask(name: string) {
    return (await this.ask(documents.taskByName, { slug: name })).task;
  }

  async openTasks() {
    return (await this.ask(documents.openTasks, {})).tasks.edges.map(({ node }) => node);
  }

  async findSubmission(id: string) {
    return (await this.ask(documents.submissionState, { id })).submission;
  }

  /** A submission as it was signed, with the seconds of its runs; null where there is none of that id. */
  async findSubmissionText(id: string) {
    return (await this.ask(documents.submissionText, { id })).submission;
  }

  /** The newest range tests of a task. */
  async findRangeTests(task: string) {
    return (await this.ask(documents.rangeTestsOfTask, { task })).rangeTests.edges.map(({ node }) => node);
  }

  /** What it answers for a model, best evidence first. */
  async bestPolicies(question: {
    readonly model: string;
    readonly adaptation: string | null;
    readonly rank: number | null;
    readonly taskKind: string;
  }) {
    return (await this.ask(documents.bestPolicies, question)).bestPolicy;
  }

  /** Whether it answers at all. */
  async counts() {
    return (await this.ask(documents.anything, {})).counts;
  }

  /** Uploads an artefact under its digest; gzip is transport. Uploading what is there already is fine. */
  async putArtefact(digest: string, text: string, token: string): Promise<void> {
    const address = new URL(`/artefacts/${digest}`, this.apiUrl).href;
    const { status, body } = await fetch(address, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: gzipSync(new TextEncoder().encode(text), { mtime: 0 }),
      signal: this.deadline(),
    })
      .then(async (reply) => ({ status: reply.status, body: await reply.text() }))
      .catch((error: unknown) => {
        throw this.outage(error);
      });
    if (status < 400) return;
    const parsed = ErrorsSchema.safeParse(findJson(body));
    if (parsed.success) throw this.failure(parsed.data.errors);
    throw status >= 500
      ? new RegistryUnreachable(this.apiUrl, `HTTP status ${String(status)}`)
      : new CommandFailure(`The registry refused an artefact: HTTP status ${String(status)}.`);
  }

  private deadline(): AbortSignal {
    const timeout = AbortSignal.timeout(ANSWERS_WITHIN_SECONDS * 1000);
    return this.signal === null ? timeout : AbortSignal.any([timeout, this.signal]);
  }

  private async ask<Data, Variables extends AnyVariables>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
    token?: string,
  ): Promise<Data> {
    const client = createClient({
      url: this.apiUrl,
      exchanges: [fetchExchange],
      preferGetMethod: false,
      fetchOptions: {
        signal: this.deadline(),
        ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
      },
    });
    const isMutation = document.definitions.some(
      (one) => one.kind === Kind.OPERATION_DEFINITION && one.operation === OperationTypeNode.MUTATION,
    );
    const { data, error } = await (
      isMutation ? client.mutation(document, variables) : client.query(document, variables)
    ).toPromise();
    if (error?.networkError !== undefined)
      throw this.outage(error.networkError, (error.response as Response | undefined)?.status);
    if (error !== undefined) throw this.failure(error.graphQLErrors);
    if (data === undefined) throw new RegistryUnreachable(this.apiUrl, 'an empty answer');
    return data;
  }

  /** A request that got no answer of a registry. */
  private outage(error: unknown, status?: number): CommandFailure {
    if (this.signal?.aborted === true) return new Interrupted();
    if (status !== undefined && status >= 400)
      return new RegistryUnreachable(this.apiUrl, `HTTP status ${String(status)}`);
    return new RegistryUnreachable(this.apiUrl, reasonOf(error));
  }

  /** What the registry says went wrong: a refusal, or that it cannot answer now. */
  private failure(errors: readonly ReportedError[]): CommandFailure {
    const messages = errors.map(({ message }) => message).join('\n');
    const codes = errors.flatMap(({ extensions }) => {
      const code = extensions?.['code'];
      return typeof code === 'string' ? [code] : [];
    });
    return codes.some((code) => OUTAGE_CODES.has(code))
      ? new RegistryUnreachable(this.apiUrl, messages)
      : new CommandFailure(messages || 'The registry answered with an error and no message.', 1, codes);
  }
}

/** Why a request failed, in a few words: node keeps it in the cause of "fetch failed". */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${String(ANSWERS_WITHIN_SECONDS)} s`;
  const cause = error.cause instanceof Error ? error.cause : error;
  const { code } = cause as NodeJS.ErrnoException;
  return code ?? cause.message;
}

/** The accepted part of a union, or a failure that shows every refusal. */
function accepted<Reply extends { readonly __typename: string }>(
  reply: Reply,
): Exclude<Reply, { readonly __typename: 'Refused' }> {
  if (reply.__typename === 'Refused') {
    const { refusals } = reply as unknown as RefusedReply;
    throw new CommandFailure(
      refusals.map(({ message }) => message).join('\n'),
      1,
      refusals.map(({ code }) => code),
    );
  }
  return reply as Exclude<Reply, { readonly __typename: 'Refused' }>;
}
