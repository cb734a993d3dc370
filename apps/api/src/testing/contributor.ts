import {
  type EvaluationOptions,
  type ForgedSubmission,
  forgeEvaluation,
  forgeRangeTest,
  forgeStudy,
  type RangeTestOptions,
  type StudyOptions,
} from '@ratebook/core/testing';
import { type Submission, loginSigningInput, keyIdOf } from '@ratebook/core/submission';
import { keyPairFrom, signBytes } from '@ratebook/core/submission/sign';
import { taskName } from '@ratebook/core/task';
import type { Ticket } from '@ratebook/core/ticket';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { AskedRegistry, Reply } from './asked-registry.js';

interface Refused {
  readonly __typename: 'Refused';
  readonly refusals: readonly {
    readonly code: string;
    readonly message: string;
    readonly path: string;
    readonly expected: string;
    readonly got: string;
  }[];
}

type OpenedTicket = Pick<Ticket, 'id' | 'seeds' | 'controlSeed' | 'nonce' | 'expiresAt'> & {
  readonly armHashes: Ticket['arms'];
  readonly task: { readonly name: string };
};

/** What openTicket answers. */
export type TicketAnswer = { readonly __typename: 'TicketOpened'; readonly ticket: OpenedTicket } | Refused;

/** What submitRuns answers. */
export type SubmitAnswer =
  | {
      readonly __typename: 'SubmissionAccepted';
      readonly isDuplicate: boolean;
      readonly submission: { readonly id: string; readonly state: string; readonly level: number | null };
    }
  | Refused;

export interface KeyPair {
  readonly secretKey: string;
  readonly publicKey: string;
}

const CHALLENGE = `mutation ($handle: String!, $publicKey: String!) {
  requestChallenge(handle: $handle, publicKey: $publicKey) {
    __typename
    ... on Challenge { nonce origin expiresAt }
    ... on Refused { refusals { code message path expected got } }
  }
}`;

const SIGN_IN = `mutation ($nonce: String!, $signature: String!) {
  signIn(nonce: $nonce, signature: $signature) {
    __typename
    ... on Session { token expiresAt account { handle } }
    ... on Refused { refusals { code message path expected got } }
  }
}`;

const OPEN_TICKET = `mutation ($input: TicketInput!) {
  openTicket(input: $input) {
    __typename
    ... on TicketOpened {
      ticket { id kind armHashes seeds { seed dataSeed } controlSeed nonce expiresAt state task { name } }
    }
    ... on Refused { refusals { code message path expected got } }
  }
}`;

const SUBMIT_RUNS = `mutation ($document: SubmissionDocument!, $keyId: Hash!, $signature: String!) {
  submitRuns(document: $document, keyId: $keyId, signature: $signature) {
    __typename
    ... on SubmissionAccepted { isDuplicate submission { id state level isOverdue ageSeconds } }
    ... on Refused { refusals { code message path expected got } }
  }
}`;

/** Somebody with a key and a bearer token, and what such a person does, over HTTP. */
export class Contributor {
  readonly registry: AskedRegistry;
  readonly handle: string;
  readonly keys: KeyPair;
  readonly token: string;

  constructor(registry: AskedRegistry, handle: string, keys: KeyPair, token: string) {
    this.registry = registry;
    this.handle = handle;
    this.keys = keys;
    this.token = token;
  }

  static async signIn(registry: AskedRegistry, handle: string, keys: KeyPair = keysOf(handle)): Promise<Contributor> {
    const challenged = await registry.data<{ requestChallenge: { nonce: string; origin: string } }>(CHALLENGE, {
      handle,
      publicKey: keys.publicKey,
    });
    const { nonce, origin } = challenged.requestChallenge;
    const signature = signBytes(loginSigningInput(origin, nonce), keys.secretKey);
    const signed = await registry.data<{ signIn: { __typename: string; token: string } }>(SIGN_IN, {
      nonce,
      signature,
    });
    if (signed.signIn.__typename !== 'Session') throw new Error(JSON.stringify(signed.signIn));
    return new Contributor(registry, handle, keys, signed.signIn.token);
  }

  get keyId(): string {
    return keyIdOf(this.keys.publicKey) ?? '';
  }

  /** A GraphQL request with this person's token. */
  ask(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<Reply> {
    return this.registry.ask(query, variables, this.token);
  }

  /** What openTicket answers. */
  async askTicket(input: Readonly<Record<string, unknown>>): Promise<TicketAnswer> {
    return (await this.registry.data<{ openTicket: TicketAnswer }>(OPEN_TICKET, { input }, this.token)).openTicket;
  }

  /** A ticket for arms, which must be issued. */
  async openTicket(kind: Submission['kind'], arms: Submission['arms'], seeds = 3): Promise<Ticket> {
    const input = {
      task: arms[0]?.task ?? taskName(this.registry.task),
      kind: kind.toUpperCase().replace('-', '_'),
      seeds,
      arms: arms.map(({ policy, recipe, budget }) => ({ policy, recipe, budget })),
    };
    const opened = await this.askTicket(input);
    if (opened.__typename !== 'TicketOpened') throw new Error(JSON.stringify(opened));
    const { armHashes, task, id, controlSeed, nonce, expiresAt } = opened.ticket;
    return { id, task: task.name, kind, arms: armHashes, seeds: opened.ticket.seeds, controlSeed, nonce, expiresAt };
  }

  /** An honest evaluation of this person's, under a ticket that the registry issued for it. */
  async forgeEvaluation(options: EvaluationOptions = {}): Promise<ForgedSubmission> {
    const told = { ...this.#identity(options), ...options };
    if (options.ticket !== undefined) return forgeEvaluation(told);
    const draft = forgeEvaluation({ ...told, ticket: null });
    const ticket = await this.openTicket('evaluation', draft.submission.arms, options.runs ?? 3);
    return forgeEvaluation({ ...told, ticket });
  }

  /** An honest range test, likewise. */
  async forgeRangeTest(options: RangeTestOptions = {}): Promise<ForgedSubmission> {
    const told = { ...this.#identity(options), ...options };
    const draft = forgeRangeTest({ ...told, runs: 1, ticket: null });
    const [arm] = draft.submission.arms;
    if (arm === undefined || draft.submission.rangeTest === null) throw new Error('A range test has arms.');
    const swept = { ...arm, policy: draft.submission.rangeTest.policy };
    const ticket = await this.openTicket('range-test', [swept], options.runs ?? 2);
    return forgeRangeTest({ ...told, ticket });
  }

  /** An honest study, likewise: its first seed searches, the others confirm. */
  async forgeStudy(options: StudyOptions = {}): Promise<ForgedSubmission> {
    const told = { ...this.#identity(options), ...options };
    const ticket = await this.openTicket(
      'study',
      forgeStudy({ ...told, ticket: null }).submission.arms.slice(0, 1),
      options.runs ?? 3,
    );
    return forgeStudy({ ...told, ticket });
  }

  /** Uploads what a submission names; the registry must take all of it. */
  async upload(forged: ForgedSubmission): Promise<void> {
    for (const [hash, text] of forged.artefactTexts) {
      const reply = await this.putArtefact(hash, gzipSync(text), { 'content-encoding': 'gzip' });
      if (reply.status >= 300) throw new Error(`${String(reply.status)} ${await reply.text()}`);
    }
  }

  putArtefact(
    hash: string,
    body: NonNullable<RequestInit['body']>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    return fetch(`${this.registry.origin}/artefacts/${hash}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${this.token}`, ...headers },
      body,
    });
  }

  /** Sends the exact text, signed, without its artefacts; what submitRuns answers. */
  async send(forged: ForgedSubmission): Promise<SubmitAnswer> {
    const { text: document, signature, keyId } = forged.evidence();
    return (await this.registry.data<{ submitRuns: SubmitAnswer }>(SUBMIT_RUNS, { document, signature, keyId }))
      .submitRuns;
  }

  /** The same, as it came over HTTP. */
  askSubmit(forged: ForgedSubmission): Promise<Reply> {
    const { text: document, signature, keyId } = forged.evidence();
    return this.registry.ask(SUBMIT_RUNS, { document, signature, keyId });
  }

  /** Uploads and sends; what submitRuns answers. */
  async submit(forged: ForgedSubmission): Promise<SubmitAnswer> {
    await this.upload(forged);
    return this.send(forged);
  }

  #identity(options: EvaluationOptions) {
    // A budget of its own makes another task of it; the registry's is meant where none is asked for.
    return {
      account: this.handle,
      ...this.keys,
      ...(options.updates === undefined ? { task: this.registry.task } : {}),
    };
  }
}

/** The key pair of a handle: the same in every test run. */
export function keysOf(name: string): KeyPair {
  return keyPairFrom(createHash('sha256').update(`key of ${name}`).digest());
}
