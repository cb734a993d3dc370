import { pino } from 'pino';
import { systemClock } from '../clock.js';
import { connect } from '../database/client.js';
import { migrateDatabase } from '../database/migrate.js';
import { openDatabase } from '../database/open-database.js';
import { readEnvironment } from '../environment.js';
import { Events } from '../events.js';
import { Metrics } from '../metrics.js';
import { RegistryParts } from '../registry-parts.js';

/**
 * Lets a command work on the registry's database, beside a running registry or without one. An embedded server that was
 * running before goes on running after.
 */
export async function withRegistry<T>(work: (registry: RegistryParts) => Promise<T>): Promise<T> {
  const environment = readEnvironment();
  const database = await openDatabase(environment);
  try {
    await migrateDatabase(database.url);
    const sql = connect(database.url, 2);
    try {
      return await work(
        new RegistryParts({
          sql,
          clock: systemClock,
          events: new Events(pino({ level: 'silent' }), new Metrics()),
          dataDirectory: environment.dataDirectory,
          origin: environment.publicOrigin ?? '',
        }),
      );
    } finally {
      await sql.end({ timeout: 5 });
    }
  } finally {
    if (!database.isAdopted) await database.stop();
  }
}
