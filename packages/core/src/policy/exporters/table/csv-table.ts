import type { Exporter } from '../exporter.js';
import { tableCandidate } from './table-candidate.js';

/** A column of updates and one of learning rates, with a column for each parameter group. */
export const csvTable: Exporter = {
  trainer: 'csv',
  title: 'CSV table',
  versions: [],
  checkedAgainst: 'nothing',
  source: 'the policy itself',
  candidates: (input) => {
    const { totalUpdates, learningRateAt, groups } = input.compiled;
    const names = [...groups.keys()];
    const rows = Array.from({ length: totalUpdates }, (_, t) => {
      const learningRate = learningRateAt(t);
      const ofGroups = names.map((name) => String(learningRate * (groups.get(name) ?? 1)));
      return [String(t), String(learningRate), ...ofGroups].join(',');
    });
    const header = ['update', 'learning_rate', ...names.map((name) => `learning_rate:${name}`)].join(',');
    return [
      tableCandidate(input, {
        form: 'a row for every update',
        language: 'csv',
        code: `${[header, ...rows].join('\n')}\n`,
        notes: ['Updates count from 0: the row of update t is what update t + 1 of the training applies.'],
      }),
    ];
  },
};
