import { type ExportedForm, exportPolicy } from '@ratebook/core/policy/exporters';
import type { ConformanceCase } from './cases.js';
import { type Applied, checkForm, type Verdict } from './check.js';
import { pythonOf } from './environments.js';
import { type Tool, toolName } from './tools.js';
import { LibraryWorker, type LoadAnswer } from './worker.js';

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
}

/** Exports every case for a tool and has its library load every form. */
export async function runTool(
  tool: Tool,
  cases: readonly ConformanceCase[],
  say: (line: string) => void,
): Promise<ToolReport> {
  const python = await pythonOf(tool.environment, say);
  const began = Date.now();
  const worker = await LibraryWorker.start(python, tool.loader);
  try {
    const forms: CheckedForm[] = [];
    const withoutForm: ConformanceCase[] = [];
    for (const one of cases) {
      const exported = exportPolicy(one.policy, { trainer: tool.trainer, version: tool.version, run: one.run });
      if (!exported.ok) throw new Error(`${one.id}: ${exported.refusals.map(({ message }) => message).join(' ')}`);
      if (exported.value.forms.length === 0) withoutForm.push(one);
      for (const form of exported.value.forms) forms.push(await loadForm(worker, tool, one, form));
    }
    const seconds = ((Date.now() - began) / 1000).toFixed(0);
    say(`  ${toolName(tool)}: ${String(forms.length)} forms of ${String(cases.length)} cases, ${seconds} s`);
    return { tool, versions: worker.versions, forms, withoutForm };
  } finally {
    await worker.stop();
  }
}

async function loadForm(
  worker: LibraryWorker,
  tool: Tool,
  one: ConformanceCase,
  form: ExportedForm,
): Promise<CheckedForm> {
  const applied: Applied[] = [];
  const refusals: string[] = [];
  for (const events of one.series.length === 0 ? [null] : one.series) {
    const answer = await worker.load({
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
