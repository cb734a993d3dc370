import type { Exporter } from '../exporter.js';
import { policyTrainer } from '../transformers/policy-trainer.js';
import { trainingArguments } from '../transformers/training-arguments.js';

const CLASSES = { arguments: { module: 'trl', name: 'SFTConfig' }, trainerName: 'SFTTrainer' } as const;

/** TRL's trainers, which are Transformers' with other defaults: everything that they could change is written out. */
export const trl: Exporter = {
  trainer: 'trl',
  title: 'TRL',
  versions: [],
  checkedAgainst: 'library',
  source: 'trl 1.16.0 on transformers 5.24.0',
  candidates: (input) => [
    ...trainingArguments(input, '5', CLASSES.arguments).map((candidate) => ({
      ...candidate,
      notes: [...candidate.notes, 'DPOConfig, GRPOConfig and the other configurations of TRL take the same arguments.'],
    })),
    ...policyTrainer(input, CLASSES),
  ],
};
