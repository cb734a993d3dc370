import type { Exporter } from '../exporter.js';
import { policyTrainer } from './policy-trainer.js';
import { trainingArguments } from './training-arguments.js';

const CLASSES = { arguments: { module: 'transformers', name: 'TrainingArguments' }, trainerName: 'Trainer' } as const;

/** Transformers' Trainer. Version 4 is its last release, which ignores some arguments that 5 takes. */
export const transformers: Exporter = {
  trainer: 'transformers',
  title: 'Transformers',
  versions: ['5', '4'],
  checkedAgainst: 'library',
  source: 'transformers 5.24.0; 4.57.6 for version 4',
  candidates: (input, version) => [
    ...trainingArguments(input, version === '4' ? '4' : '5', CLASSES.arguments),
    ...policyTrainer(input, CLASSES),
  ],
};
