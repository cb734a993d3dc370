import type { Exporter } from '../exporter.js';
import { lambdaForm } from './lambda-form.js';
import { nativeForms } from './native-form.js';
import { plateauForms } from './plateau-form.js';

/** torch.optim.lr_scheduler: its own scheduler where that is exact, and LambdaLR for every open loop. */
export const pytorch: Exporter = {
  trainer: 'pytorch',
  title: 'PyTorch',
  versions: [],
  checkedAgainst: 'library',
  source: 'torch 2.13.0',
  candidates: (input) =>
    input.compiled.loop === null ? [...nativeForms(input), lambdaForm(input)] : plateauForms(input),
};
