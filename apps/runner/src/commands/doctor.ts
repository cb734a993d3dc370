import { access, constants, mkdir } from 'node:fs/promises';
import { CommandFailure, RegistryUnreachable } from '../failure.js';
import { findKeypair } from '../keys/key-store.js';
import { currentSession } from '../keys/session.js';
import { embeddedTasks } from '../trainer/embedded/tasks.js';
import { RUNNER_VERSION } from '../version.js';
import type { CommandContext } from './context.js';

interface Finding {
  readonly what: string;
  readonly isGood: boolean;
  readonly found: string;
}

async function examine(what: string, look: () => Promise<string>): Promise<Finding> {
  try {
    return { what, isGood: true, found: await look() };
  } catch (error) {
    return { what, isGood: false, found: error instanceof Error ? error.message : String(error) };
  }
}

/** `ratebook doctor`: looks at everything a run needs and says what to do where something is missing. */
export async function doctorCommand({ environment, output, registry }: CommandContext): Promise<void> {
  const { home } = environment;
  const findings = [
    await examine('Node', () => Promise.resolve(`${process.versions.node}, ${process.platform} ${process.arch}`)),
    await examine('runner', () => Promise.resolve(RUNNER_VERSION)),
    await examine('home', async () => {
      await mkdir(home, { recursive: true });
      await access(home, constants.W_OK);
      return `${home} can be written`;
    }),
    await examine('engine', async () => {
      await import('onnxruntime-web');
      return `onnxruntime-web loads; it trains ${embeddedTasks.map(({ net }) => net.name).join(', ')} on the CPU`;
    }),
    await examine('data', async () => {
      await Promise.all(embeddedTasks.map(({ loadData }) => loadData()));
      return 'the data sets of the embedded tasks are there';
    }),
    await examine('key', async () => {
      const key = await findKeypair(home);
      return key === null ? 'none yet: made by ratebook login HANDLE' : key.keyId.slice(0, 12);
    }),
    await examine('registry', async () => {
      const counts = await registry.counts();
      return `${registry.apiUrl} answers: ${String(counts.tasks)} tasks, ${String(counts.runs)} runs`;
    }),
  ];
  const isReachable = findings.at(-1)?.isGood === true;
  if (isReachable) {
    findings.push(
      await examine('session', async () => {
        const session = await currentSession(home, registry);
        return session === null
          ? 'not signed in: runs would enter as imported. ratebook login HANDLE'
          : `${session.handle}, until ${session.expiresAt}`;
      }),
    );
  }
  for (const { what, isGood, found } of findings)
    output.line(`${isGood ? output.colors.green('✓') : output.colors.red('✗')} ${what.padEnd(9)} ${found}`);
  output.result({ findings });
  const broken = findings.filter(({ isGood }) => !isGood);
  if (broken.length === 0) return;
  if (broken.every(({ what }) => what === 'registry')) throw new RegistryUnreachable(registry.apiUrl, 'doctor');
  throw new CommandFailure(`${String(broken.length)} of ${String(findings.length)} things need attention.`);
}
