import { availableParallelism } from 'node:os';
import process from 'node:process';
import { findExporter } from '@ratebook/core/policy/exporters';
import { forgetAnswers } from './answers.js';
import { conformanceCases } from './cases.js';
import { ENVIRONMENTS, pythonOf } from './environments.js';
import { ConformanceFailed } from './failure.js';
import { checkPythonFunctions } from './python-function.js';
import { type CheckedForm, runTool } from './run-tool.js';
import { conformanceTable } from './table.js';
import { type Tool, TOOLS, toolName } from './tools.js';
import { writeResults } from './write-results.js';

const USAGE = `npm run conformance [-- [--only TRAINER[,TRAINER…]] [--case ID] [--show] [--fresh]]
  --only   these tools alone; nothing is written
  --case   cases whose id begins so alone; nothing is written
  --show   also prints the code of the forms that are not explained
  --fresh  asks the libraries about everything, whatever they answered before`;
/** The rest of a broken exporter says the same. */
const MOST_SHOWN = 40;
const LANES = Math.min(4, availableParallelism());

interface Words {
  readonly only: readonly string[] | null;
  readonly caseId: string | null;
  readonly isShowing: boolean;
  readonly isFresh: boolean;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function readWords(words: readonly string[]): Words | null {
  const read = {
    only: null as readonly string[] | null,
    caseId: null as string | null,
    isShowing: false,
    isFresh: false,
  };
  for (let index = 0; index < words.length; index += 1) {
    const next = words[index + 1];
    if (words[index] === '--show') read.isShowing = true;
    else if (words[index] === '--fresh') read.isFresh = true;
    else if (words[index] === '--only' && next !== undefined) read.only = next.split(',');
    else if (words[index] === '--case' && next !== undefined) read.caseId = next;
    else return null;
    if (words[index] === '--only' || words[index] === '--case') index += 1;
  }
  return read;
}

function toolsOf(only: readonly string[] | null): readonly Tool[] {
  const unknown = (only ?? []).filter((name) => !TOOLS.some(({ trainer }) => trainer === name));
  if (unknown.length > 0) {
    throw new ConformanceFailed(
      `${unknown.join(', ')}: not one of ${[...new Set(TOOLS.map(({ trainer }) => trainer))].join(', ')}.`,
    );
  }
  const wanted = TOOLS.filter(({ trainer }) => only === null || only.includes(trainer));
  const missing = wanted.filter(({ trainer }) => findExporter(trainer) === undefined).map(toolName);
  if (missing.length > 0) throw new ConformanceFailed(`No exporter is registered for ${missing.join(', ')}.`);
  return wanted;
}

function tell({ tool, one, form, verdict }: CheckedForm, isShowing: boolean): void {
  say(
    `UNEXPLAINED ${toolName(tool)} · ${form.form} · ${one.id} · ${one.notation} · ${String(one.run.totalUpdates)} updates`,
  );
  for (const reason of verdict.unexplained) say(`  ${reason}`);
  if (isShowing) say(form.code.replaceAll(/^/gm, '    | '));
}

/** Some tools at a time: each lane takes the next that nobody has; the answers stand in the order of the list. */
async function inLanes<Item, Answer>(
  items: readonly Item[],
  answerTo: (item: Item) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  const waiting = items.entries();
  const lane = async () => {
    for (const [index, item] of waiting) answers[index] = await answerTo(item);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return answers;
}

async function main(): Promise<number> {
  const words = readWords(process.argv.slice(2));
  if (words === null) {
    say(USAGE);
    return 2;
  }
  const tools = toolsOf(words.only);
  const cases = conformanceCases().filter(({ id }) => words.caseId === null || id.startsWith(words.caseId));
  say(`${String(cases.length)} cases, ${String(tools.length)} tools`);
  if (words.isFresh) tools.forEach(forgetAnswers);
  // Before the lanes: two of them would make one environment twice.
  for (const environment of new Set(tools.map((tool) => tool.environment))) await pythonOf(environment, say);
  const isWhole = words.only === null && words.caseId === null;
  const functionsHold = !isWhole || (await checkPythonFunctions(await pythonOf(ENVIRONMENTS.libraries, say), say));
  const reports = await inLanes(tools, (tool) => runTool(tool, cases, say));

  const unexplained = reports.flatMap(({ forms }) => forms.filter(({ verdict }) => verdict.unexplained.length > 0));
  for (const form of unexplained.slice(0, MOST_SHOWN)) tell(form, words.isShowing);
  if (unexplained.length > MOST_SHOWN) say(`… and ${String(unexplained.length - MOST_SHOWN)} more.`);
  process.stdout.write(`${conformanceTable(reports)}\n`);
  say(`${String(unexplained.length)} unexplained rows of ${String(reports.flatMap(({ forms }) => forms).length)}.`);
  if (unexplained.length > 0 || !functionsHold) return 1;
  if (isWhole) {
    writeResults(reports, say);
    for (const { forgetOthers } of reports) forgetOthers();
  }
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof ConformanceFailed)) throw error;
  say(error.message);
  process.exitCode = 2;
}
