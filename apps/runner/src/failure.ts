/** Exit codes that scripts rely on. */
export const EXIT = { done: 0, failed: 1, usage: 2, unreachable: 3, interrupted: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A command that ends with something its user has to know: shown as it is, without a stack trace. */
export class CommandFailure extends Error {
  override readonly name: string = 'CommandFailure';
  readonly exitCode: ExitCode;
  /** Codes of the refusals behind it, for `--json`. */
  readonly codes: readonly string[];

  constructor(message: string, exitCode: ExitCode = EXIT.failed, codes: readonly string[] = []) {
    super(message);
    this.exitCode = exitCode;
    this.codes = codes;
  }
}

/** The command line was wrong. */
export class UsageError extends CommandFailure {
  override readonly name = 'UsageError';
  constructor(message: string) {
    super(message, EXIT.usage);
  }
}

/** The registry did not answer; what was done so far is kept. */
export class RegistryUnreachable extends CommandFailure {
  override readonly name = 'RegistryUnreachable';
  constructor(address: string, cause: unknown) {
    super(
      `The registry at ${address} is not reachable. Nothing is lost: try again, or set RATEBOOK_API_URL.`,
      EXIT.unreachable,
    );
    this.cause = cause;
  }
}

/** Stopped by Ctrl-C; what was done so far is kept. */
export class Interrupted extends CommandFailure {
  override readonly name = 'Interrupted';
  constructor() {
    super('Interrupted. The work so far is kept: the same command goes on from there.', EXIT.interrupted);
  }
}
