import { resolve } from 'node:path';
import { z } from 'zod';

const port = (standard: number) =>
  z
    .string()
    .default('')
    .transform((text) => (text === '' ? standard : Number(text)))
    .pipe(z.int('a port number, 0 to 65535 (0: any free one)').min(0).max(65_535));
/** An empty variable counts as one that is not set: postgres.js would read an empty address as its own default. */
const optionalText = z
  .string()
  .default('')
  .transform((text) => (text === '' ? null : text));

const EnvironmentSchema = z.object({
  RATEBOOK_DATA_DIR: z
    .string()
    .default('')
    .transform((text) => resolve(text === '' ? '.data' : text)),
  RATEBOOK_API_PORT: port(4000),
  RATEBOOK_API_HOST: optionalText.transform((text) => text ?? '127.0.0.1'),
  DATABASE_URL: optionalText,
  RATEBOOK_PUBLIC_ORIGIN: optionalText.pipe(z.url('an origin such as https://ratebook.example').nullable()),
  RATEBOOK_CONTENT_DIR: optionalText,
  RATEBOOK_LOG_LEVEL: z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug']).default('info'),
});

/** What the process was told from outside; the only reader of process.env. */
export interface Environment {
  /** Absolute path of the folder that holds the embedded database and the artefacts. */
  readonly dataDirectory: string;
  readonly apiHost: string;
  /** 0 lets the system choose. */
  readonly apiPort: number;
  /** Null: the embedded PostgreSQL. */
  readonly databaseUrl: string | null;
  /** The origin that a runner signs in to; null: http://127.0.0.1 and the port. */
  readonly publicOrigin: string | null;
  /** Null: the project's own content folder. */
  readonly contentDirectory: string | null;
  readonly logLevel: z.infer<typeof EnvironmentSchema>['RATEBOOK_LOG_LEVEL'];
}

/** Reads the environment, or throws one sentence a wrong variable. */
export function readEnvironment(variables: NodeJS.ProcessEnv = process.env): Environment {
  const parsed = EnvironmentSchema.safeParse(variables);
  if (!parsed.success) {
    const sentences = parsed.error.issues.map(
      ({ path, message }) => `${path.join('.')} is "${variables[String(path[0])] ?? ''}"; expected ${message}.`,
    );
    throw new Error(sentences.join('\n'));
  }
  const read = parsed.data;
  return {
    dataDirectory: read.RATEBOOK_DATA_DIR,
    apiHost: read.RATEBOOK_API_HOST,
    apiPort: read.RATEBOOK_API_PORT,
    databaseUrl: read.DATABASE_URL,
    publicOrigin: read.RATEBOOK_PUBLIC_ORIGIN === null ? null : new URL(read.RATEBOOK_PUBLIC_ORIGIN).origin,
    contentDirectory: read.RATEBOOK_CONTENT_DIR,
    logLevel: read.RATEBOOK_LOG_LEVEL,
  };
}
