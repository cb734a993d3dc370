import { access, constants } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import { CommandFailure, EXIT, RegistryUnreachable } from '../failure.js';
import { makeFolder } from '../files/folder.js';
import { findKeypair } from '../keys/key-store.js';
import { currentSession } from '../keys/session.js';
import { waitingParcels } from '../outbox/outbox.js';
import { utcTime } from '../report/utc-time.js';
import { embeddedTasks } from '../trainer/embedded/tasks.js';
import { RUNNER_VERSION } from '../version.js';
import type { CommandContext } from './context.js';
import { lookAtPython } from './doctor-python.js';
import { lookAtRay } from './doctor-ray.js';
import { type Examine, type Finding, gibibytes, Missing } from './finding.js';

/** As wide as the longest name of what is looked at. */
const WIDTH = 9;

/** The oldest Node that is tried: major and minor. */
const OLDEST_NODE = [20, 19] as const;

function nodeVersion(): string {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const found = `${process.versions.node}, ${process.platform} ${process.arch}`;
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor))
    throw new CommandFailure(`${found}: expected ${OLDEST_NODE.join('.')} or newer`);
  return found;
}

/** `ratebook doctor`: looks at everything a run needs and says what to do where something is missing. */
export async function doctorCommand(context: CommandContext): Promise<void> {
  const { environment, output } = context;
  const findings: Finding[] = [];
  const failures: unknown[] = [];
  const examine: Examine = async (what, look) => {
    const finding = await lookAt(what, look, (failure) => failures.push(failure));
    findings.push(finding);
    const { green, yellow, red } = output.colors;
    const mark = { good: green('✓'), note: yellow('–'), broken: red('✗') }[finding.state];
    output.paragraph(`${mark} ${what.padEnd(WIDTH)} ${finding.found}`, ' '.repeat(WIDTH + 3));
    return finding.state === 'good';
  };
  await lookAtMachine(context, examine);
  await lookAtPython(environment, context.signal, examine);
  await lookAtRay(environment, examine);
  await lookAtRegistry(context, examine);
  const broken = findings.filter(({ state }) => state === 'broken');
  if (broken.length === 0) {
    output.result({ findings });
    return;
  }
  const failure = new CommandFailure(
    `${String(broken.length)} of ${String(findings.length)} things need attention: ${broken.map(({ what }) => what).join(', ')}.`,
    failures.every((error) => error instanceof RegistryUnreachable) ? EXIT.unreachable : EXIT.failed,
    [...new Set(failures.flatMap((error) => (error instanceof CommandFailure ? error.codes : [])))],
  );
  failure.answer = { findings };
  throw failure;
}

async function lookAt(
  what: string,
  look: () => string | Promise<string>,
  onFailure: (failure: unknown) => void,
): Promise<Finding> {
  try {
    return { what, state: 'good', found: await look() };
  } catch (error) {
    if (error instanceof CommandFailure && error.exitCode === EXIT.interrupted) throw error;
    const found = error instanceof Error ? error.message : String(error);
    if (error instanceof Missing) return { what, state: 'note', found };
    onFailure(error);
    return { what, state: 'broken', found };
  }
}

async function lookAtMachine({ environment }: CommandContext, examine: Examine): Promise<void> {
  const { home } = environment;
  await examine('Node', nodeVersion);
  await examine('runner', () => RUNNER_VERSION);
  await examine('memory', () => `${gibibytes(totalmem())}, ${gibibytes(freemem())} of it free`);
  await examine('home', async () => {
    await makeFolder(home);
    await access(home, constants.W_OK).catch(() => {
      throw new CommandFailure(`${home} cannot be written. Set RATEBOOK_HOME to a folder of yours.`);
    });
    return `${home} can be written`;
  });
  await examine('engine', async () => {
    await import('onnxruntime-web');
    return `onnxruntime-web loads; it trains ${embeddedTasks.map(({ net }) => net.name).join(', ')} on the CPU`;
  });
  await examine('data', async () => {
    await Promise.all(embeddedTasks.map(({ loadData }) => loadData()));
    return 'the data sets of the embedded tasks are there';
  });
}

async function lookAtRegistry({ environment, registry }: CommandContext, examine: Examine): Promise<void> {
  const { home } = environment;
  await examine('key', async () => {
    const key = await findKeypair(home);
    if (key === null) throw new Missing('none yet: ratebook login HANDLE makes it');
    return key.keyId.slice(0, 12);
  });
  await examine('outbox', async () => {
    const waiting = (await waitingParcels(home)).length;
    return waiting === 0 ? 'nothing waits' : `${String(waiting)} waiting: ratebook submit`;
  });
  const answers = await examine('registry', async () => {
    const counts = await registry.counts();
    return `${registry.apiUrl} answers: ${String(counts.tasks)} tasks, ${String(counts.runs)} runs`;
  });
  if (answers)
    await examine('session', async () => {
      const session = await currentSession(home, registry);
      if (session === null) throw new Missing('not signed in: runs would enter as imported. ratebook login HANDLE');
      return `${session.handle}, until ${utcTime(session.expiresAt)}`;
    });
}
