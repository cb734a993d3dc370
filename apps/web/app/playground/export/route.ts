import { normalizePolicy, parsePolicy, policyHash } from '@ratebook/core/policy';
import { exportPolicy, readerRun, refusedTable } from '@ratebook/core/policy/exporters';
import type { Parsed } from '@ratebook/core/refusal';
import { chosenTrainer } from '../../../src/export/export-view';
import { readerRunInput } from '../../../src/export/run-state';
import { readPlaygroundState } from '../../../src/policy/playground-state';
import { standardRun } from '../../../src/policy/standard-run';

const ENDINGS = { python: 'py', yaml: 'yaml', json: 'json', shell: 'sh', csv: 'csv' } as const;

/** The first form of an export as a file: what a page is too small for, and what a script may ask for. */
export function GET(request: Request): Response {
  const parameters = new URL(request.url).searchParams;
  const file = exportFile((name) => parameters.get(name) ?? undefined);
  if (!file.ok) return text(file.refusals.map(({ message }) => message).join('\n'), 400);
  const { name, code } = file.value;
  return text(code, 200, { 'content-disposition': `attachment; filename="${name}"` });
}

function exportFile(get: (name: string) => string | undefined): Parsed<{ name: string; code: string }> {
  const state = readPlaygroundState(get, standardRun);
  const [policy, run] = [parsePolicy(state.policy), readerRun(readerRunInput(state.run))];
  if (!policy.ok) return policy;
  if (!run.ok) return run;
  const trainer = state.trainer ?? chosenTrainer(undefined);
  const table = refusedTable(trainer, run.value.totalUpdates);
  if (table !== null) return table;
  const normal = normalizePolicy(policy.value);
  const exported = exportPolicy(normal, { trainer, version: state.version ?? null, run: run.value });
  if (!exported.ok) return exported;
  const [form] = exported.value.forms;
  const name = `policy-${policyHash(normal).slice(0, 12)}.${form === undefined ? 'txt' : ENDINGS[form.language]}`;
  return { ok: true, value: { name, code: form?.code ?? '' } };
}

function text(body: string, status: number, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(body, { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers } });
}
