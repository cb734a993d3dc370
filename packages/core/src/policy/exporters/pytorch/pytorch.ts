import type { Exporter } from '../exporter.js';
import { closedLoopForms } from './closed-loop-form.js';
import { lambdaForm } from './lambda-form.js';
import { nativeForms } from './native-form.js';
import { plateauForms } from './plateau-form.js';

/**
 * torch.optim.lr_scheduler: its own scheduler where that is exact, and LambdaLR for every open loop; for a closed loop
 * that torch does not have, a scheduler of the policy's own rules.
 */
export const pytorch: Exporter = {
  trainer: 'pytorch',
  title: 'PyTorch',
  versions: [],
  checkedAgainst: 'library',
  source: 'torch 2.13.0',
  candidates: (input) => {
    if (input.compiled.loop === null) return [...nativeForms(input), lambdaForm(input)];
    const own = plateauForms(input);
    return own.length > 0 ? own : closedLoopForms(input);
  },
};
