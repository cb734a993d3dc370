// `npm start`: set-up, then the API (with its embedded PostgreSQL) and the site, watched until Ctrl-C.
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { createServer } from 'node:net';
import { isAbsolute, join } from 'node:path';
import process from 'node:process';
import { claimDataDirectory } from './start-lock.mjs';
import { ROOT, setUp } from './setup.mjs';
import { say, seconds, StepFailed } from './terminal.mjs';

const HOST = '127.0.0.1';
// Loading the content for the first time verifies every run that the project carries.
const READY_WITHIN_MS = 240_000;
const STOP_WITHIN_MS = 20_000;

function settings() {
  const dataDirectory = process.env.RATEBOOK_DATA_DIR || '.data';
  const apiPort = portFrom('RATEBOOK_API_PORT', 4000);
  const webPort = portFrom('RATEBOOK_WEB_PORT', 3000);
  return {
    apiPort,
    webPort,
    dataDirectory: isAbsolute(dataDirectory) ? dataDirectory : join(ROOT, dataDirectory),
    apiUrl: process.env.RATEBOOK_API_URL || `http://${HOST}:${apiPort}/graphql`,
  };
}

function portFrom(name, standard) {
  const text = process.env[name] || String(standard);
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new StepFailed(`${name} is "${text}"; expected a port number, 1 to 65535.`, 2);
  }
  return port;
}

function assertPortIsFree(port, name) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', () =>
      reject(new StepFailed(`Port ${port} is in use by another program. Set ${name} to a free port and start again.`)),
    );
    probe.listen(port, HOST, () => probe.close(resolve));
  });
}

function startChild(name, words, environment, logDirectory) {
  const log = openSync(join(logDirectory, `${name}.log`), 'a');
  const child = spawn(process.execPath, words, {
    cwd: ROOT,
    stdio: ['ignore', log, log],
    env: { ...process.env, NODE_ENV: 'production', ...environment },
    // A group of its own: Ctrl-C in the terminal then reaches only us, and we stop the site before the database.
    detached: process.platform !== 'win32',
  });
  closeSync(log);
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)));
  return { name, child, ended, log: join(logDirectory, `${name}.log`) };
}

async function waitUntilReady(service, url) {
  const began = Date.now();
  let hasEnded = false;
  void service.ended.then(() => (hasEnded = true));
  while (Date.now() - began < READY_WITHIN_MS) {
    if (hasEnded) throw new StepFailed(`The ${service.name} ended before it was ready. Its log: ${service.log}`);
    const isReady = await fetch(url, { signal: AbortSignal.timeout(5_000) }).then(
      (reply) => reply.ok,
      () => false,
    );
    if (isReady) return;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  throw new StepFailed(`The ${service.name} was not ready after ${READY_WITHIN_MS / 1000} s. Its log: ${service.log}`);
}

async function stopAll(services) {
  // Last started, first stopped: the site before the API, and the API stops its database.
  for (const { child, ended } of [...services].reverse()) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGTERM');
    const patience = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
    await ended;
    clearTimeout(patience);
  }
}

function announce({ apiPort, webPort }, began) {
  say(`
Ratebook is ready after ${seconds(began)}.

  site     http://${HOST}:${webPort}
  GraphQL  http://${HOST}:${apiPort}/graphql

Try next, in a second terminal:

  npm run -s ratebook -- range-test digits-mlp

Ctrl-C stops everything.`);
}

/** Runs until interrupted, or until the API or the site ends by itself. Resolves with the exit status. */
export async function start() {
  const began = Date.now();
  const chosen = settings();
  mkdirSync(chosen.dataDirectory, { recursive: true });
  const lock = await claimDataDirectory(chosen);
  const services = [];
  try {
    await assertPortIsFree(chosen.apiPort, 'RATEBOOK_API_PORT');
    await assertPortIsFree(chosen.webPort, 'RATEBOOK_WEB_PORT');
    await setUp();
    const interrupted = new Promise((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve(signal));
    });
    const started = bringUp(chosen, services, lock).then(() => 'ready');
    const first = await Promise.race([started, interrupted]);
    if (first === 'ready') {
      announce(chosen, began);
      const reason = await Promise.race([interrupted, ...services.map(({ name, ended }) => ended.then(() => name))]);
      const failed = services.find(({ name }) => name === reason);
      if (failed) throw new StepFailed(`The ${failed.name} ended unexpectedly. Its log: ${failed.log}`);
    } else {
      started.catch(() => undefined);
    }
    say('\nStopping …');
    return 0;
  } finally {
    await stopAll(services);
    lock.release();
  }
}

async function bringUp(chosen, services, lock) {
  const logDirectory = join(chosen.dataDirectory, 'logs');
  mkdirSync(logDirectory, { recursive: true });
  const launch = (name, words, environment) => {
    const service = startChild(name, words, environment, logDirectory);
    services.push(service);
    lock.record(services.map(({ child }) => child.pid));
    return service;
  };
  const startedApi = Date.now();
  process.stdout.write('Starting the database and the API, loading content … ');
  const api = launch('api', [join(ROOT, 'apps/api/dist/main.js')], {
    RATEBOOK_DATA_DIR: chosen.dataDirectory,
    RATEBOOK_API_PORT: String(chosen.apiPort),
  });
  await waitUntilReady(api, `http://${HOST}:${chosen.apiPort}/readyz`);
  say(seconds(startedApi));
  const startedSite = Date.now();
  process.stdout.write('Starting the site … ');
  const site = join(ROOT, 'apps/web');
  const web = launch(
    'site',
    [join(site, 'node_modules/next/dist/bin/next'), 'start', site, '-H', HOST, '-p', String(chosen.webPort)],
    { RATEBOOK_API_URL: chosen.apiUrl, NEXT_TELEMETRY_DISABLED: '1' },
  );
  await waitUntilReady(web, `http://${HOST}:${chosen.webPort}/icon.svg`);
  say(seconds(startedSite));
}
