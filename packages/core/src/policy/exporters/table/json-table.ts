import type { Exporter } from '../exporter.js';
import { tableCandidate } from './table-candidate.js';

/** Every learning rate of the run in one list, and the multipliers of parameter groups. */
export const jsonTable: Exporter = {
  trainer: 'json',
  title: 'JSON table',
  versions: [],
  checkedAgainst: 'nothing',
  source: 'the policy itself',
  candidates: (input) => {
    const { totalUpdates, learningRateAt, groups } = input.compiled;
    const learningRate = Array.from({ length: totalUpdates }, (_, t) => learningRateAt(t));
    return [
      tableCandidate(input, {
        form: 'a list of every update',
        language: 'json',
        code: `${JSON.stringify({ learningRate, groups: Object.fromEntries(groups) })}\n`,
        notes: ['Updates count from 0: entry t is what update t + 1 of the training applies.'],
      }),
    ];
  },
};
