import type { Exporter } from '../exporter.js';
import { commandLineForms } from './command-line-form.js';
import { closedLoopForms, plateauForms } from './closed-loop-forms.js';
import { ownSchedulerForms, policySchedulerForm } from './scheduler-forms.js';

/** timm's schedulers in updates: its own where it is exact, one of one's own always, and the command line of train.py. */
export const timm: Exporter = {
  trainer: 'timm',
  title: 'timm',
  versions: [],
  checkedAgainst: 'library',
  source: 'timm 1.0.31; train.py of huggingface/pytorch-image-models at commit aa4b585',
  candidates: (input) =>
    input.compiled.loop === null
      ? [...ownSchedulerForms(input), policySchedulerForm(input), ...commandLineForms(input)]
      : [...plateauForms(input), ...closedLoopForms(input)],
};
