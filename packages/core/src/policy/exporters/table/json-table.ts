import type { Exporter } from '../exporter.js';

/** Every learning rate of the run in one list, and the multipliers of parameter groups. */
export const jsonTable: Exporter = {
  trainer: 'json',
  title: 'JSON table',
  versions: [],
  checkedAgainst: 'nothing',
  source: 'the policy itself',
  candidates: ({ compiled }) => {
    const { totalUpdates, learningRateAt, groups } = compiled;
    const learningRates = Array.from({ length: totalUpdates }, (_, t) => learningRateAt(t));
    const table = { learningRate: learningRates, groups: Object.fromEntries(groups) };
    return [
      {
        form: 'a list of every update',
        intent: 'law',
        language: 'json',
        code: `${JSON.stringify(table)}\n`,
        settings: null,
        learningRateAt,
        precision: 'double',
        groups,
        notes: ['Updates count from 0: entry t is what update t + 1 of the training applies.'],
      },
    ];
  },
};
