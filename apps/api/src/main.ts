import { readEnvironment } from './environment.js';
import { startServer } from './server.js';

/** Serves until told to stop; prints one line of JSON when it can answer. */
async function main(): Promise<void> {
  const server = await startServer(readEnvironment());
  process.stdout.write(`${JSON.stringify({ status: 'ready', graphql: `${server.url}/graphql` })}\n`);
  let isStopping = false;
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    server.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
}

function fail(error: unknown): never {
  const messages: string[] = [];
  for (let cause = error; cause !== undefined; cause = cause instanceof Error ? cause.cause : undefined)
    messages.push(cause instanceof Error ? cause.message : 'something that is no error');
  process.stderr.write(`The registry could not start: ${messages.join(' Because: ')}\n`);
  process.exit(1);
}

main().catch(fail);
