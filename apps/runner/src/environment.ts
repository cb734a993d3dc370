import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { UsageError } from './failure.js';

const EnvironmentSchema = z.object({
  RATEBOOK_HOME: z.string().optional(),
  RATEBOOK_API_URL: z.string().optional(),
  RATEBOOK_PYTHON: z.string().optional(),
  NO_COLOR: z.string().optional(),
  CI: z.string().optional(),
});

/** What the runner takes from its environment. */
export interface Environment {
  /** Keys, jobs and outbox. */
  readonly home: string;
  /** The registry's full GraphQL address. */
  readonly apiUrl: string;
  /** A Python to train with, where the person names one. */
  readonly python: string | null;
  readonly hasColor: boolean;
  /** Whether a machine watches: nothing is redrawn in place then. */
  readonly isUnattended: boolean;
  /** All of it as it is, for a script that the person starts through the runner: it is theirs. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}

const DEFAULT_API_URL = 'http://127.0.0.1:4000/graphql';

/** The only reader of process.env. An empty variable counts as not set. */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>> = process.env): Environment {
  const read = EnvironmentSchema.parse(variables);
  const apiUrl = read.RATEBOOK_API_URL || DEFAULT_API_URL;
  if (!URL.canParse(apiUrl) || !/^https?:$/.test(new URL(apiUrl).protocol)) {
    throw new UsageError(`RATEBOOK_API_URL is "${apiUrl}"; expected a full address, as ${DEFAULT_API_URL}.`);
  }
  return {
    home: resolve(read.RATEBOOK_HOME || join(homedir(), '.ratebook')),
    apiUrl,
    python: read.RATEBOOK_PYTHON || null,
    hasColor: (read.NO_COLOR ?? '') === '',
    isUnattended: !['', 'false', '0'].includes(read.CI ?? ''),
    variables,
  };
}
