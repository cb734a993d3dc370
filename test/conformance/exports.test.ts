import { readdirSync, readFileSync } from 'node:fs';
import { compilePolicy, parsePolicy } from '@ratebook/core/policy';
import { type ExportedForm, exportPolicy } from '@ratebook/core/policy/exporters';
import { valueOrThrow } from '@ratebook/core/refusal';
import { describe, expect, it } from 'vitest';
import { TOLERANCE_OF_PEAK } from './check.js';
import { type RecordedExports, type RecordedForm, sha256 } from './recorded.js';
import { TOOLS, toolName } from './tools.js';

const FOLDER = new URL('../vectors/exports/', import.meta.url);
const files = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as RecordedExports);

/** What the exporter writes today for a recorded form's policy and run. */
function exportedAgain(file: RecordedExports, { notation, run, form }: RecordedForm): ExportedForm | undefined {
  const policy = valueOrThrow(parsePolicy(notation));
  const { trainer, trainerVersion: version } = file;
  return valueOrThrow(exportPolicy(policy, { trainer, version, run })).forms.find((one) => one.form === form);
}

/** Each way in which today's export is not what the library was given, or our model not what it applied. */
function disagreements(file: RecordedExports, recorded: RecordedForm): readonly string[] {
  const place = `${recorded.form} · ${recorded.notation} · ${String(recorded.run.totalUpdates)} updates`;
  const again = exportedAgain(file, recorded);
  if (again === undefined) return [`${place}: not offered any more`];
  return [
    ...(sha256(again.code) === recorded.codeSha256 ? [] : [`${place}: other code`]),
    // A closed loop that shows no difference here may show one in the export's own series of evaluations.
    ...(again.fidelity.kind === recorded.fidelity || isClosed(recorded) ? [] : [`${place}: ${again.fidelity.kind}`]),
    ...recorded.observed.flatMap((_, series) => modelDisagreement(again, recorded, series, place)),
  ];
}

function isClosed({ observed }: RecordedForm): boolean {
  return observed.some(({ events }) => events !== undefined);
}

function modelDisagreement(again: ExportedForm, recorded: RecordedForm, series: number, place: string): string[] {
  const { candidate } = again;
  const { events, learningRates } = recorded.observed[series]!;
  const at = events === undefined ? candidate.learningRateAt : (candidate.replay?.(events) ?? candidate.learningRateAt);
  const policy = valueOrThrow(parsePolicy(recorded.notation));
  const { peakLearningRate } = valueOrThrow(compilePolicy(policy, recorded.run));
  const scale = Math.max(peakLearningRate, ...learningRates.map((value) => value ?? 0));
  const allowed = TOLERANCE_OF_PEAK[candidate.precision] * scale;
  const apart = recorded.updates.findIndex((t, index) => {
    const theirs = learningRates[index] ?? NaN;
    return Number.isNaN(theirs) ? Number.isFinite(at(t)) : !(Math.abs(at(t) - theirs) <= allowed);
  });
  if (apart === -1) return [];
  const t = recorded.updates[apart]!;
  return [`${place}: update ${String(t)} is ${String(at(t))}, was ${String(learningRates[apart])}`];
}

describe('exports, beside what the libraries made of them', () => {
  it('are recorded for every tool that conformance runs', () => {
    const recorded = files.map(({ trainer, trainerVersion }) =>
      toolName({ trainer: trainer as never, version: trainerVersion }),
    );
    expect(recorded.toSorted()).toEqual(TOOLS.map(toolName).toSorted());
  });

  it('are of the versions that docs/exporters.md names, which knows no row that is not explained', () => {
    const page = readFileSync(new URL('../../docs/exporters.md', import.meta.url), 'utf8');
    for (const { trainer, trainerVersion: version, proof, libraries } of files) {
      const name = toolName({ trainer: trainer as never, version });
      const named = Object.entries(libraries).map(([library, of]) => `${library} ${of}`);
      const row = page.split('\n').find((line) => line.startsWith(`| ${name} | ${proof} | ${named.join(', ')} |`));
      expect(row, name).toMatch(/ \| 0 \|$/);
    }
  });

  describe.each(files)('$trainer $trainerVersion', (file) => {
    it('holds forms', () => {
      expect(file.forms.length).toBeGreaterThan(20);
    });

    it('writes the very code that the library was given, and models what it applied', () => {
      const apart = file.forms.flatMap((recorded) => disagreements(file, recorded));
      expect(apart, 'An exporter changed: npm run conformance asks the libraries anew.').toEqual([]);
    });
  });
});
