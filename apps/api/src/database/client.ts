import postgres from 'postgres';

/** The one driver. Whole numbers of 64 bits arrive as numbers: inner keys, seeds and counts stay far below 2^53. */
export type Sql = postgres.Sql<{ bigint: number }>;
/** The same inside a transaction. */
export type Transaction = postgres.TransactionSql<{ bigint: number }>;
/** Either: what a store's statement runs on. */
export type Connection = Sql | Transaction;

const CONNECTIONS = 10;

/** postgres.js would wait twenty seconds in the end: a database that is back would still be refused as away. */
const RECONNECT_PAUSE_SECONDS = 0.5;

/** A pool of connections; every statement written with it is prepared once a connection. */
export function connect(url: string, connections: number = CONNECTIONS): Sql {
  return postgres(url, {
    max: connections,
    connect_timeout: 10,
    backoff: () => RECONNECT_PAUSE_SECONDS,
    onnotice: () => undefined,
    types: { bigint: { to: 20, from: [20], parse: Number, serialize: String } },
    connection: { application_name: 'ratebook' },
  });
}

const OUTAGE_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'EPIPE',
  '57P01',
  '57P02',
  '57P03',
]);

/** Whether an error says that a text holds a character that PostgreSQL cannot: U+0000. */
export function isUnstorableText(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '22021' || error.code === '22P05');
}

/** Whether an error says that the database is away, rather than that a statement was wrong. */
export function isOutage(error: unknown): boolean {
  return error instanceof Error && 'code' in error && OUTAGE_CODES.has(String(error.code));
}
