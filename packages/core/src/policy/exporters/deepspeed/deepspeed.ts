import type { Exporter } from '../exporter.js';
import { blockForm } from './block-form.js';
import { clientForm } from './client-form.js';

/** DeepSpeed's own schedules, and a scheduler of torch for what they cannot say. Its engine knows no evaluations. */
export const deepspeed: Exporter = {
  trainer: 'deepspeed',
  title: 'DeepSpeed',
  versions: [],
  checkedAgainst: 'library',
  source: 'deepspeed 0.19.8',
  candidates: (input) => (input.compiled.loop === null ? [blockForm(input), clientForm(input)] : []),
};
