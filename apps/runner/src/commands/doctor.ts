import { access, constants } from 'node:fs/promises';
import { CommandFailure, EXIT, RegistryUnreachable } from '../failure.js';
import { makeFolder } from '../files/folder.js';
import { findKeypair } from '../keys/key-store.js';
import { currentSession } from '../keys/session.js';
import { waitingParcels } from '../outbox/outbox.js';
import { utcTime } from '../report/utc-time.js';
import { embeddedTasks } from '../trainer/embedded/tasks.js';
import { RUNNER_VERSION } from '../version.js';
import type { CommandContext } from './context.js';

interface Finding {
  readonly what: string;
  readonly isGood: boolean;
  readonly found: string;
}

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
export async function doctorCommand({ environment, output, registry }: CommandContext): Promise<void> {
  const { home } = environment;
  const findings: Finding[] = [];
  const failures: unknown[] = [];
  const examine = async (what: string, look: () => string | Promise<string>) => {
    let [isGood, found] = [true, ''];
    try {
      found = await look();
    } catch (error) {
      if (error instanceof CommandFailure && error.exitCode === EXIT.interrupted) throw error;
      failures.push(error);
      [isGood, found] = [false, error instanceof Error ? error.message : String(error)];
    }
    findings.push({ what, isGood, found });
    const mark = isGood ? output.colors.green('✓') : output.colors.red('✗');
    output.paragraph(`${mark} ${what.padEnd(9)} ${found}`, ' '.repeat(12));
    return isGood;
  };
  await examine('Node', nodeVersion);
  await examine('runner', () => RUNNER_VERSION);
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
  await examine('key', async () => {
    const key = await findKeypair(home);
    return key === null ? 'none yet: made by ratebook login HANDLE' : key.keyId.slice(0, 12);
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
      return session === null
        ? 'not signed in: runs would enter as imported. ratebook login HANDLE'
        : `${session.handle}, until ${utcTime(session.expiresAt)}`;
    });
  const broken = findings.filter(({ isGood }) => !isGood);
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
