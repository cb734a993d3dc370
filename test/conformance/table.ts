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

/** The best of a case's forms: what a reader is offered first. */
function bestForms({ forms }: ToolReport): readonly CheckedForm[] {
  const best = new Map<string, CheckedForm>();
  for (const form of forms) {
    const before = best.get(form.one.id);
    if (before === undefined || ORDER[form.verdict.kind] < ORDER[before.verdict.kind]) best.set(form.one.id, form);
  }
  return [...best.values()];
}

function counted(verdicts: readonly Verdict[], kind: Verdict['kind']): { count: number; largest: number } {
  const these = verdicts.filter((verdict) => verdict.kind === kind);
  return { count: these.length, largest: Math.max(0, ...these.map(({ difference }) => difference.ofPeak)) };
}

/** `exact`, or how many of the cases are exact, approximate and not expressible, with the largest differences. */
function cell(verdicts: readonly Verdict[], nothing: number): string {
  const all = verdicts.length + nothing;
  if (all === 0) return '';
  const [exact, near, other] = [
    counted(verdicts, 'exact'),
    counted(verdicts, 'approximate'),
    counted(verdicts, 'not-expressible'),
  ];
  if (exact.count === all) return `exact (${String(all)})`;
  return [
    ...(exact.count > 0 ? [`exact ${String(exact.count)}`] : []),
    ...(near.count > 0 ? [`approximate ${String(near.count)} (≤ ${shownShare(near.largest)})`] : []),
    ...(other.count > 0 ? [`not expressible ${String(other.count)} (nearest ≤ ${shownShare(other.largest)})`] : []),
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
        (best[index] ?? []).filter(({ one }) => one.law === law).map(({ verdict }) => verdict),
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
      const verdicts = these.map(({ verdict }) => verdict);
      return [toolName(tool), `\`${name}\``, cell(verdicts, 0), exactLaws.join(', ')];
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
