import { canonicalJson, digestText } from '../canonical/index.js';
import type { Run, Trace } from '../run/index.js';
import {
  type Submission,
  type SubmittedArm,
  submissionId,
  submissionSigningInput,
  submissionText,
} from '../submission/index.js';
import { keyIdOf } from '../submission/index.js';
import { signBytes } from '../submission/sign.js';
import { type Task, taskName } from '../task/index.js';
import type { Ticket } from '../ticket/index.js';
import { type ArtefactRecord, edition2026_1, type Evidence, lossSuffixDigest } from '../verification/index.js';

/** Everything that a forged submission is made of. */
export interface ForgedParts {
  readonly submission: Submission;
  readonly task: Task;
  /** As the registry issued it; null for an import. */
  readonly ticket: Ticket | null;
  /** Artefacts by digest, as values. */
  readonly artefacts: ReadonlyMap<string, unknown>;
  readonly account: string;
  readonly keys: { readonly secretKey: string; readonly publicKey: string };
  /** ISO 8601, UTC. */
  readonly receivedAt: string;
  /** What replaces the evidence's own fields in the end: what is broken after signing. */
  readonly afterSigning: (evidence: Evidence) => Evidence;
}

type Change<T> = Partial<T> | ((held: T) => T);

function changed<T extends object>(held: T, change: Change<T>): T {
  return typeof change === 'function' ? change(held) : { ...held, ...change };
}

/**
 * A submission that is honest until a test breaks one thing. Every `with…` gives a new one; `evidence()` signs it as it
 * then is, so that a break is re-signed unless it is made by `afterSigning`.
 */
export class ForgedSubmission {
  readonly parts: ForgedParts;

  constructor(parts: ForgedParts) {
    this.parts = parts;
  }

  get submission(): Submission {
    return this.parts.submission;
  }

  /** The exact text that is signed. */
  get text(): string {
    return submissionText(this.submission);
  }

  get id(): string {
    return submissionId(this.text);
  }

  get signature(): string {
    return signBytes(submissionSigningInput(this.text), this.parts.keys.secretKey);
  }

  get keyId(): string {
    return keyIdOf(this.parts.keys.publicKey) ?? '';
  }

  /** Canonical JSON of every artefact, by digest: what a runner uploads. */
  get artefactTexts(): ReadonlyMap<string, string> {
    return new Map([...this.parts.artefacts].map(([hash, value]) => [hash, canonicalJson(value)]));
  }

  /** The trace of a run, as it was stored. */
  traceOf(index: number): Trace {
    return this.parts.artefacts.get(this.runAt(index).trace) as Trace;
  }

  with(change: Change<Submission>): ForgedSubmission {
    return this.#with({ submission: changed(this.submission, change) });
  }

  withArm(index: number, change: Change<SubmittedArm>): ForgedSubmission {
    const arms = this.submission.arms.map((arm, at) => (at === index ? changed(arm, change) : arm));
    return this.with({ arms });
  }

  withRun(index: number, change: Change<Run>): ForgedSubmission {
    const runs = this.submission.runs.map((run, at) => (at === index ? changed(run, change) : run));
    return this.with({ runs });
  }

  withoutRun(index: number): ForgedSubmission {
    return this.with({ runs: this.submission.runs.filter((_, at) => at !== index) });
  }

  /** Changes a run's trace and stores it anew under its own digest. */
  withTrace(index: number, change: (trace: Trace) => unknown): ForgedSubmission {
    const value = change(this.traceOf(index));
    const hash = digestText(canonicalJson(value));
    const artefacts = new Map([...this.parts.artefacts, [hash, value] as const]);
    return this.#with({ artefacts }).withRun(index, { trace: hash });
  }

  withTicket(change: Change<Ticket>): ForgedSubmission {
    const { ticket } = this.parts;
    if (ticket === null) throw new TypeError('An imported submission has no ticket to change.');
    return this.#with({ ticket: changed(ticket, change) });
  }

  /** Changes the registry's task; the submission goes on saying what it said. */
  withTask(change: Change<Task>): ForgedSubmission {
    return this.#with({ task: changed(this.parts.task, change) });
  }

  /** Changes what the registry holds when everything is signed: the text as it came, the key, the missing ticket… */
  afterSigning(change: (evidence: Evidence) => Partial<Evidence>): ForgedSubmission {
    const { afterSigning } = this.parts;
    return this.#with({
      afterSigning: (evidence) => {
        const held = afterSigning(evidence);
        return { ...held, ...change(held) };
      },
    });
  }

  /** Signs another text than the canonical one, as somebody who writes JSON by hand would. */
  withText(textOf: (text: string) => string): ForgedSubmission {
    return this.afterSigning(({ text }) => {
      const written = textOf(text);
      const signature = signBytes(submissionSigningInput(written), this.parts.keys.secretKey);
      return { text: written, signature, submissionId: submissionId(written) };
    });
  }

  /** Everything that a check may look at. */
  evidence(): Evidence {
    const { task, ticket, artefacts, account, keys, receivedAt, afterSigning } = this.parts;
    const text = this.text;
    return afterSigning({
      text,
      submissionId: submissionId(text),
      receivedAt,
      account,
      keyId: this.keyId,
      signature: signBytes(submissionSigningInput(text), keys.secretKey),
      key: { publicKey: keys.publicKey, account, revokedAt: null },
      ticket: ticket === null ? null : { ticket, account, usedBy: null },
      tasks: new Map([[taskName(task), { task, isOpen: true }]]),
      artefacts: new Map(
        [...artefacts].map(([hash, value]): [string, ArtefactRecord] => [hash, { state: 'present', value }]),
      ),
      otherRunsByLossSuffix: new Map(),
    });
  }

  /** The digest by which another submission's run with the same ending is found. */
  suffixOf(index: number): string {
    const { suffixLosses, suffixDistinct } = edition2026_1.thresholds;
    return lossSuffixDigest(this.traceOf(index).loss, suffixLosses, suffixDistinct) ?? '';
  }

  runAt(index: number): Run {
    const run = this.submission.runs[index];
    if (run === undefined) throw new RangeError(`The forged submission has no run ${String(index)}.`);
    return run;
  }

  #with(parts: Partial<ForgedParts>): ForgedSubmission {
    return new ForgedSubmission({ ...this.parts, ...parts });
  }
}
