import type { ExportCandidate, ExportInput } from '../exporter.js';
import { fidelityOf } from '../fidelity.js';
import { type NativeScheduler, nativeScheduler } from './native-law.js';
import { ANY_OPTIMIZER, optimizerCode, STEP_COMMENT } from './optimizer-code.js';
import { resolvedLawOf } from './resolved-law.js';

/**
 * Torch's own scheduler where it gives the policy exactly over this run; none otherwise: LambdaLR always does. Groups are
 * left to LambdaLR too, because a scheduler's end is the same for all groups.
 */
export function nativeForms(input: ExportInput): readonly ExportCandidate[] {
  const { compiled } = input;
  const law = resolvedLawOf(input);
  if (law === null || compiled.groups.size > 0 || law.node.warmup !== undefined || compiled.loop !== null) return [];
  const candidate = law.node.law === 'constant' ? noScheduler(input) : schedulerForm(input, nativeScheduler(law));
  return candidate !== null && fidelityOf(candidate, input).kind === 'exact' ? [candidate] : [];
}

const EXACT = { intent: 'law', language: 'python', precision: 'double', groups: new Map<string, number>() } as const;

function noScheduler({ compiled }: ExportInput): ExportCandidate {
  const learningRate = compiled.learningRateAt(0);
  return {
    ...EXACT,
    form: 'no scheduler',
    code: `import torch\n\n${optimizerCode(compiled, learningRate)}\n`,
    settings: { lr: learningRate },
    learningRateAt: () => learningRate,
    notes: [ANY_OPTIMIZER],
  };
}

function schedulerForm({ compiled }: ExportInput, scheduler: NativeScheduler | null): ExportCandidate | null {
  if (scheduler === null) return null;
  const { name, learningRate, learningRateAt, notes = [] } = scheduler;
  const given = Object.entries(scheduler.arguments).map(([key, value]) => `${key}=${value}`);
  return {
    ...EXACT,
    form: name,
    code: [
      'import torch',
      `from torch.optim.lr_scheduler import ${name}`,
      '',
      optimizerCode(compiled, learningRate),
      `scheduler = ${name}(optimizer, ${given.join(', ')})`,
      '',
      STEP_COMMENT,
      '',
    ].join('\n'),
    settings: { lr: learningRate, scheduler: name, arguments: scheduler.arguments },
    learningRateAt,
    notes: [...notes, 'Step it once after every optimizer.step(), not once an epoch.', ANY_OPTIMIZER],
  };
}
