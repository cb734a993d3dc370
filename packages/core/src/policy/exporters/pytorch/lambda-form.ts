import type { ExportCandidate, ExportInput } from '../exporter.js';
import { pythonFileWithLearningRate } from '../python-text.js';
import { ANY_OPTIMIZER, optimizerCode, STEP_COMMENT } from './optimizer-code.js';

/** LambdaLR with the learning rate itself as its factor: every open-loop policy, exactly. */
export function lambdaForm(input: ExportInput): ExportCandidate {
  const { compiled } = input;
  const made = [
    '# LambdaLR multiplies: with lr=1 the factor is the learning rate itself.',
    optimizerCode(compiled, 1),
    'scheduler = LambdaLR(optimizer, learning_rate)',
    '',
    STEP_COMMENT,
  ].join('\n');
  const imports = ['import torch', 'from torch.optim.lr_scheduler import LambdaLR'];
  return {
    form: 'LambdaLR',
    intent: 'law',
    language: 'python',
    code: pythonFileWithLearningRate(input, imports, [made]),
    settings: null,
    learningRateAt: compiled.learningRateAt,
    precision: 'double',
    groups: compiled.groups,
    notes: [
      'The optimizer’s own lr must stay 1: the function gives the learning rate, not a factor of one.',
      'Step it once after every optimizer.step(), not once an epoch.',
      ANY_OPTIMIZER,
    ],
  };
}
