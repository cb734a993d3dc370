import { LAW_NAMES } from './cases.js';
import type { Verdict } from './check.js';
import type { CheckedForm, ToolReport } from './run-tool.js';
import { toolName } from './tools.js';

const ORDER = { exact: 0, approximate: 1, 'not-expressible': 2 } as const;

/** A difference as a share of the peak, in two digits: `0.38%`, `1.6e-9%`. */
function shownShare(ofPeak: number): string {
  if (!Number.isFinite(ofPeak)) return 'no learning rate';
  const percent = ofPeak * 100;
  return `${percent !== 0 && percent < 0.01 ? percent.toExponential(1) : String(Number(percent.toPrecision(2)))}%`;
}

/** Whether a form carries the policy as a program, beside the tool's own schedules. */
function isProgram({ form }: CheckedForm): boolean {
  return /^(?:def learning_rate|class )/m.test(form.code);
}

/** The best of a case's forms, the tool's own schedules before programs: what a reader is offered first. */
function bestForms({ forms }: ToolReport): readonly CheckedForm[] {
  const rank = (form: CheckedForm) => ORDER[form.verdict.kind] * 2 + (isProgram(form) ? 1 : 0);
  const best = new Map<string, CheckedForm>();
  for (const form of forms) {
    const before = best.get(form.one.id);
    if (before === undefined || rank(form) < rank(before)) best.set(form.one.id, form);
  }
  return [...best.values()];
}

/** How many forms are exact, approximate and not expressible, with the largest differences. */
function cell(forms: readonly CheckedForm[], nothing: number): string {
  const of = (kind: Verdict['kind']) => forms.filter(({ verdict }) => verdict.kind === kind);
  const largest = (these: readonly CheckedForm[]) =>
    shownShare(Math.max(...these.map(({ verdict }) => verdict.difference.ofPeak)));
  const [exact, near, other] = [of('exact'), of('approximate'), of('not-expressible')];
  const programs = exact.filter(isProgram).length;
  const byProgram =
    programs === 0 ? '' : programs === exact.length ? ' (by a program)' : ` (${String(programs)} by a program)`;
  return [
    ...(exact.length > 0 ? [`exact ${String(exact.length)}${byProgram}`] : []),
    ...(near.length > 0 ? [`approximate ${String(near.length)} (≤ ${largest(near)})`] : []),
    ...(other.length > 0 ? [`not expressible ${String(other.length)} (nearest ≤ ${largest(other)})`] : []),
    ...(nothing > 0 ? [`nothing near ${String(nothing)}`] : []),
  ].join(', ');
}

function markdown(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

function shownVersions(versions: ToolReport['versions']): string {
  return Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
}

/** Exporter × law: the best form that each case has. */
function lawTable(reports: readonly ToolReport[]): string {
  const best = reports.map(bestForms);
  const rows = LAW_NAMES.map((law) => [
    law,
    ...reports.map(({ withoutForm }, index) =>
      cell(
        (best[index] ?? []).filter(({ one }) => one.law === law),
        withoutForm.filter((one) => one.law === law).length,
      ),
    ),
  ]);
  return markdown(['law', ...reports.map(({ tool }) => toolName(tool))], rows);
}

/** Every form, with how often it is what, and where it says the policy exactly. */
function formTable(reports: readonly ToolReport[]): string {
  const rows = reports.flatMap(({ tool, forms }) =>
    [...new Set(forms.map(({ form }) => form.form))].map((name) => {
      const these = forms.filter(({ form }) => form.form === name);
      const exact = these.filter(({ verdict }) => verdict.kind === 'exact');
      const exactLaws = [...new Set(exact.map(({ one }) => one.law))];
      return [toolName(tool), `\`${name}\``, cell(these, 0), exactLaws.join(', ')];
    }),
  );
  return markdown(['tool', 'form', 'cases', 'exact for'], rows);
}

function proofTable(reports: readonly ToolReport[]): string {
  const rows = reports.map(({ tool, versions, forms }) => [
    toolName(tool),
    tool.proof,
    shownVersions(versions),
    String(new Set(forms.map(({ one }) => one.id)).size),
    String(forms.length),
    String(forms.filter(({ verdict }) => verdict.unexplained.length > 0).length),
  ]);
  return markdown(['tool', 'checked against', 'versions', 'cases', 'forms', 'unexplained'], rows);
}

/** The whole result as Markdown: what ran, exporter × law, and every form. */
export function conformanceTable(reports: readonly ToolReport[]): string {
  return [proofTable(reports), lawTable(reports), formTable(reports)].join('\n\n');
}
