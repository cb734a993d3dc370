import type { Exporter } from '../exporter.js';
import { blockForm } from './block-form.js';
import { clientForm, clientLoopForms } from './client-form.js';

/** DeepSpeed's own schedules, and a scheduler of torch for what they cannot say. Its engine knows no evaluations: a closed loop is told. */
export const deepspeed: Exporter = {
  trainer: 'deepspeed',
  title: 'DeepSpeed',
  versions: [],
  checkedAgainst: 'library',
  source: 'deepspeed 0.19.8',
  candidates: (input) =>
    input.compiled.loop === null ? [blockForm(input), clientForm(input)] : clientLoopForms(input),
};
