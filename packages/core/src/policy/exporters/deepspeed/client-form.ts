import type { ExportCandidate, ExportInput } from '../exporter.js';
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
  const lambda = lambdaForm(input);
  return {
    ...lambda,
    form: 'LambdaLR, given to deepspeed.initialize',
    code: lambda.code.replace('import torch\n', 'import deepspeed\nimport torch\n').replace(STEP_COMMENT, INITIALIZE),
    notes: [
      'The optimizer’s own lr must stay 1: the function gives the learning rate, not a factor of one.',
      'engine.step() steps it: do not step it yourself. An update that is skipped for an overflow does not count.',
      'Under the Transformers Trainer give optimizer and scheduler to the Trainer instead.',
    ],
  };
}
