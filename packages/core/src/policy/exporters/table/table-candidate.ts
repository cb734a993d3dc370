import type { ExportCandidate, ExportInput } from '../exporter.js';

/** A table of every learning rate of the run. It answers to no evaluation: of a closed loop it holds the silent case. */
export function tableCandidate(
  { compiled }: ExportInput,
  text: Pick<ExportCandidate, 'form' | 'language' | 'code' | 'notes'>,
): ExportCandidate {
  const { learningRateAt, groups, loop } = compiled;
  const silent = 'A closed loop is no table: these are its learning rates where nothing is ever observed.';
  return {
    ...text,
    intent: loop === null ? 'law' : 'nearest',
    settings: null,
    learningRateAt,
    precision: 'double',
    groups,
    notes: [...text.notes, ...(loop === null ? [] : [silent])],
  };
}
