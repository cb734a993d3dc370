import { startEmbeddedPostgres } from './embedded-postgres.js';

/** A database at an address; `stop` ends it where it is ours. */
export interface OpenDatabase {
  readonly url: string;
  readonly isEmbedded: boolean;
  /** Whether somebody else, a running registry most likely, started it before us. */
  readonly isAdopted: boolean;
  readonly stop: () => Promise<void>;
}

/** The given database, or the embedded one; from here on there is only an address. */
export async function openDatabase(options: {
  readonly databaseUrl: string | null;
  readonly dataDirectory: string;
}): Promise<OpenDatabase> {
  if (options.databaseUrl !== null)
    return { url: options.databaseUrl, isEmbedded: false, isAdopted: true, stop: () => Promise.resolve() };
  const server = await startEmbeddedPostgres({ dataDirectory: options.dataDirectory });
  return { url: server.url, isEmbedded: true, isAdopted: server.isAdopted, stop: server.stop };
}
