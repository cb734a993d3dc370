import type { ExportCandidate, ExportInput } from '../exporter.js';
import { closedLoopForms } from '../pytorch/closed-loop-form.js';
import { lambdaForm } from '../pytorch/lambda-form.js';
import { STEP_COMMENT } from '../pytorch/optimizer-code.js';

const INITIALIZE = [
  '# The engine steps the scheduler after every update; config has neither an optimizer nor a scheduler block.',
  'engine, optimizer, _, scheduler = deepspeed.initialize(',
  '    model=model, optimizer=optimizer, lr_scheduler=scheduler, config=config',
  ')',
].join('\n');

/** A scheduler of torch that is handed to the engine: every open-loop policy, exactly. */
export function clientForm(input: ExportInput): ExportCandidate {
  return given(lambdaForm(input), STEP_COMMENT);
}

/** The same with the policy's own state machine; none where Python cannot say the policy. */
export function clientLoopForms(input: ExportInput): readonly ExportCandidate[] {
  return closedLoopForms(input).map((form) => given(form, STEP_COMMENT));
}

function given(form: ExportCandidate, steps: string): ExportCandidate {
  return {
    ...form,
    form: `${form.form}, given to deepspeed.initialize`,
    code: form.code.replace('import torch\n', 'import deepspeed\nimport torch\n').replace(steps, INITIALIZE),
    notes: [
      'The optimizer’s own lr must stay 1: the policy gives the learning rate, not a factor of one.',
      'engine.step() steps it: do not step it yourself. An update that is skipped for an overflow does not count.',
      ...(form.replay === undefined ? [] : ['Let it observe every evaluation, the same on every rank.']),
      'Under the Transformers Trainer give optimizer and scheduler to the Trainer instead.',
    ],
  };
}
