import type { ExportCandidate, ExportInput } from '../exporter.js';
import { pythonLearningRateFunction } from '../python/learning-rate-function.js';
import { ANY_OPTIMIZER, optimizerCode, STEP_COMMENT } from './optimizer-code.js';

/** Splits generated source: its imports stand at the top of the file. */
export function withImports(source: string, imports: readonly string[]): string {
  const lines = source.split('\n');
  const own = lines.filter((line) => line.startsWith('import '));
  const rest = lines.filter((line) => !line.startsWith('import ')).join('\n');
  return `${[...own, ...(own.length > 0 ? [''] : []), ...imports].join('\n')}\n\n\n${rest.trim()}\n`;
}

/** LambdaLR with the learning rate itself as its factor: every open-loop policy, exactly. */
export function lambdaForm(input: ExportInput): ExportCandidate {
  const { compiled } = input;
  const code = [
    withImports(pythonLearningRateFunction(input), ['import torch', 'from torch.optim.lr_scheduler import LambdaLR']),
    '',
    '# LambdaLR multiplies: with lr=1 the factor is the learning rate itself.',
    optimizerCode(compiled, 1),
    'scheduler = LambdaLR(optimizer, learning_rate)',
    '',
    STEP_COMMENT,
    '',
  ].join('\n');
  return {
    form: 'LambdaLR',
    intent: 'law',
    language: 'python',
    code,
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
