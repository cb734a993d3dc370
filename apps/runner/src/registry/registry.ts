import { type AnyVariables, createClient, fetchExchange, type TypedDocumentNode } from '@urql/core';
import { gzipSync } from 'fflate';
import { Kind, OperationTypeNode } from 'graphql';
import { CommandFailure, RegistryUnreachable } from '../failure.js';
import * as documents from './documents.js';

interface RefusedReply {
  readonly refusals: readonly { readonly code: string; readonly message: string }[];
}

/** What is asked of `openTicket`. */
export interface TicketRequest {
  readonly task: string;
  readonly kind: 'EVALUATION' | 'RANGE_TEST';
  readonly arms: readonly {
    readonly policy: unknown;
    readonly recipe: unknown;
    readonly budget: { unit: string; amount: number; updates: number };
  }[];
  readonly seeds: number;
}

const ANSWERS_WITHIN_MS = 30_000;

/** The registry, as the runner knows it: one method a thing it asks for. Refusals are thrown as `CommandFailure`s. */
export class Registry {
  readonly apiUrl: string;

  constructor(apiUrl: string) {
    this.apiUrl = apiUrl;
  }

  async requestChallenge(handle: string, publicKey: string) {
    return accepted((await this.ask(documents.requestChallenge, { handle, publicKey })).requestChallenge);
  }

  async signIn(nonce: string, signature: string) {
    return accepted((await this.ask(documents.signIn, { nonce, signature })).signIn);
  }

  async openTicket(input: TicketRequest, token: string) {
    const variables = { input: { ...input, arms: [...input.arms] } };
    return accepted((await this.ask(documents.openTicket, variables, token)).openTicket).ticket;
  }

  async renewTicket(id: string, token: string) {
    return accepted((await this.ask(documents.renewTicket, { id }, token)).renewTicket).ticket;
  }

  async submitRuns(document: string, keyId: string, signature: string, token: string) {
    return accepted((await this.ask(documents.submitRuns, { document, keyId, signature }, token)).submitRuns);
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

  async boardRows(task: string, budget: number) {
    const { board } = await this.ask(documents.boardRows, { task, budget });
    return board?.rows.edges.map(({ node }) => node) ?? [];
  }

  /** Whether it answers at all. */
  async counts() {
    return (await this.ask(documents.anything, {})).counts;
  }

  /** Uploads an artefact under its digest; gzip is transport. Uploading what is there already is fine. */
  async putArtefact(digest: string, text: string, token: string): Promise<void> {
    const address = new URL(`/artefacts/${digest}`, this.apiUrl).href;
    const reply = await fetch(address, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: gzipSync(new TextEncoder().encode(text), { mtime: 0 }),
      signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
    }).catch((error: unknown) => {
      throw new RegistryUnreachable(this.apiUrl, error);
    });
    if (!reply.ok)
      throw new CommandFailure(
        `The registry refused an artefact (${String(reply.status)}): ${(await reply.text()).slice(0, 300)}`,
      );
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
        signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
        ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
      },
    });
    const isMutation = document.definitions.some(
      (one) => one.kind === Kind.OPERATION_DEFINITION && one.operation === OperationTypeNode.MUTATION,
    );
    const { data, error } = await (
      isMutation ? client.mutation(document, variables) : client.query(document, variables)
    ).toPromise();
    if (error?.networkError !== undefined) throw new RegistryUnreachable(this.apiUrl, error.networkError);
    if (error !== undefined) {
      const messages = error.graphQLErrors.map(({ message }) => message);
      const codes = error.graphQLErrors.flatMap(({ extensions }) =>
        typeof extensions['code'] === 'string' ? [extensions['code']] : [],
      );
      throw new CommandFailure(messages.join('\n') || error.message, 1, codes);
    }
    if (data === undefined) throw new RegistryUnreachable(this.apiUrl, 'an empty answer');
    return data;
  }
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
