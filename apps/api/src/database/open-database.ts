import { startEmbeddedPostgres } from './embedded-postgres.js';

/** A database at an address; `stop` ends it where it is ours. */
export interface OpenDatabase {
  readonly url: string;
  readonly isEmbedded: boolean;
  /** Whether somebody else, a running registry most likely, started it before us. */
  readonly isAdopted: boolean;
  readonly stop: () => Promise<void>;
  /** Starts it again where it is ours and has died; says whether it had to. A given one is its owner's to start. */
  readonly revive: () => Promise<boolean>;
}

/** The given database, or the embedded one; from here on there is only an address. */
export async function openDatabase(options: {
  readonly databaseUrl: string | null;
  readonly dataDirectory: string;
}): Promise<OpenDatabase> {
  if (options.databaseUrl !== null)
    return {
      url: options.databaseUrl,
      isEmbedded: false,
      isAdopted: true,
      stop: () => Promise.resolve(),
      revive: () => Promise.resolve(false),
    };
  const server = await startEmbeddedPostgres({ dataDirectory: options.dataDirectory });
  return {
    url: server.url,
    isEmbedded: true,
    isAdopted: server.isAdopted,
    stop: () => server.stop(),
    revive: () => server.revive(),
  };
}
