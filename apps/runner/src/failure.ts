/** Exit codes that scripts rely on. */
export const EXIT = { done: 0, failed: 1, usage: 2, unreachable: 3, interrupted: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A command that ends with something its user has to know: shown as it is, without a stack trace. */
export class CommandFailure extends Error {
  override readonly name: string = 'CommandFailure';
  readonly exitCode: ExitCode;
  /** Codes of the refusals behind it, for `--json`. */
  readonly codes: readonly string[];
  /** What the command can answer all the same; stands beside the error in `--json`. */
  answer: Readonly<Record<string, unknown>> = {};

  constructor(
    message: string,
    exitCode: ExitCode = EXIT.failed,
    codes: readonly string[] = [],
    options: ErrorOptions = {},
  ) {
    super(message, options);
    this.exitCode = exitCode;
    this.codes = codes;
  }
}

/** The command line was wrong. */
export class UsageError extends CommandFailure {
  override readonly name = 'UsageError';
  constructor(message: string) {
    super(message, EXIT.usage, ['usage']);
  }
}

/** The registry did not answer; what was done so far is kept, and `kept` says where. */
export class RegistryUnreachable extends CommandFailure {
  override readonly name = 'RegistryUnreachable';
  readonly address: string;
  readonly reason: string;

  constructor(address: string, reason: string, kept = 'Nothing is lost: try again, or set RATEBOOK_API_URL.') {
    super(`The registry at ${address} is not reachable (${reason}). ${kept}`, EXIT.unreachable, [
      'registry.unreachable',
    ]);
    this.address = address;
    this.reason = reason;
  }

  /** The same, saying what is kept and how it goes on. */
  keeping(kept: string): RegistryUnreachable {
    return new RegistryUnreachable(this.address, this.reason, kept);
  }
}

/** Stopped by Ctrl-C; what was done so far is kept. */
export class Interrupted extends CommandFailure {
  override readonly name = 'Interrupted';
  constructor(message = 'Interrupted. The work so far is kept: the same command goes on from there.') {
    super(message, EXIT.interrupted, ['interrupted']);
  }
}
