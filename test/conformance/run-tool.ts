import { type ExportedForm, exportPolicy } from '@ratebook/core/policy/exporters';
import { Answers } from './answers.js';
import type { ConformanceCase } from './cases.js';
import { type Applied, checkForm, type Verdict } from './check.js';
import { pythonOf } from './environments.js';
import { type Tool, toolName } from './tools.js';
import { LibraryWorker, type LoadAnswer, type LoadRequest } from './worker.js';

/** One form of one case's export, as the library took it. */
export interface CheckedForm {
  readonly tool: Tool;
  readonly one: ConformanceCase;
  readonly form: ExportedForm;
  /** The library's learning rates; one entry for an open loop, one a series of evaluations for a closed one. */
  readonly applied: readonly Applied[];
  readonly verdict: Verdict;
}

/** A tool's whole answer to all cases. */
export interface ToolReport {
  readonly tool: Tool;
  /** Packages and versions that ran. */
  readonly versions: Readonly<Record<string, string>>;
  readonly forms: readonly CheckedForm[];
  /** Cases for which the exporter offers nothing. */
  readonly withoutForm: readonly ConformanceCase[];
  /** Forgets answers about forms that are in no case. */
  readonly forgetOthers: () => void;
}

/** Exports every case for a tool and has its library load every form that it has not answered about before. */
export async function runTool(
  tool: Tool,
  cases: readonly ConformanceCase[],
  say: (line: string) => void,
): Promise<ToolReport> {
  const began = Date.now();
  const library = new Library(tool, say);
  try {
    const forms: CheckedForm[] = [];
    const withoutForm: ConformanceCase[] = [];
    for (const one of cases) {
      const exported = exportPolicy(one.policy, { trainer: tool.trainer, version: tool.version, run: one.run });
      if (!exported.ok) throw new Error(`${one.id}: ${exported.refusals.map(({ message }) => message).join(' ')}`);
      if (exported.value.forms.length === 0) withoutForm.push(one);
      for (const form of exported.value.forms) forms.push(await loadForm(library, tool, one, form));
    }
    const seconds = ((Date.now() - began) / 1000).toFixed(0);
    const asked = `${String(library.asked)} answers, ${seconds} s`;
    say(`  ${toolName(tool)}: ${String(forms.length)} forms of ${String(cases.length)} cases, ${asked}`);
    const versions = await library.versions();
    return {
      tool,
      versions,
      forms,
      withoutForm,
      forgetOthers: () => {
        library.answers.prune();
      },
    };
  } finally {
    await library.stop();
  }
}

/** A tool's library: its worker is started at the first question that was not answered before. */
class Library {
  readonly #tool: Tool;
  readonly #say: (line: string) => void;
  readonly answers: Answers;
  #worker: LibraryWorker | null = null;
  /** How many answers the library gave in this run. */
  asked = 0;

  constructor(tool: Tool, say: (line: string) => void) {
    this.#tool = tool;
    this.#say = say;
    this.answers = new Answers(tool);
  }

  async #started(): Promise<LibraryWorker> {
    if (this.#worker === null) {
      const { environment, loader } = this.#tool;
      this.#worker = await LibraryWorker.start(await pythonOf(environment, this.#say), loader);
      this.answers.keepVersions(this.#worker.versions);
    }
    return this.#worker;
  }

  async versions(): Promise<Readonly<Record<string, string>>> {
    return this.answers.versions ?? (await this.#started()).versions;
  }

  async load(request: LoadRequest): Promise<LoadAnswer> {
    const known = this.answers.find(request);
    if (known !== undefined) return known;
    const answer = await (await this.#started()).load(request);
    this.asked += 1;
    this.answers.keep(request, answer);
    return answer;
  }

  async stop(): Promise<void> {
    await this.#worker?.stop();
  }
}

async function loadForm(library: Library, tool: Tool, one: ConformanceCase, form: ExportedForm): Promise<CheckedForm> {
  const applied: Applied[] = [];
  const refusals: string[] = [];
  for (const events of one.series.length === 0 ? [null] : one.series) {
    const answer = await library.load({
      trainer: tool.trainer,
      version: tool.version,
      form: form.form,
      language: form.language,
      code: form.code,
      settings: form.settings,
      run: one.run,
      groups: (one.policy.groups ?? []).map(({ name }) => name),
      events,
    });
    if ('error' in answer) refusals.push(`the library refuses it: ${answer.error}`);
    else applied.push(appliedOf(answer));
  }
  if (refusals.length === 0) return { tool, one, form, applied, verdict: checkForm(one, form, applied) };
  const nowhere = { ofPeak: Infinity, update: 0, expected: NaN, got: NaN };
  return { tool, one, form, applied, verdict: { kind: 'not-expressible', difference: nowhere, unexplained: refusals } };
}

function appliedOf(answer: Exclude<LoadAnswer, { error: string }>): Applied {
  const read = (values: readonly (number | null)[]) => values.map((value) => value ?? NaN);
  return {
    learningRates: read(answer.learningRates),
    groups: Object.fromEntries(Object.entries(answer.groups ?? {}).map(([name, values]) => [name, read(values)])),
  };
}
