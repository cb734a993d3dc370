import type { ExportCandidate, ExportInput } from '../exporter.js';
import { fidelityOf } from '../fidelity.js';
import { type NativeScheduler, nativeScheduler } from './native-law.js';
import { ANY_OPTIMIZER, optimizerCode, STEP_COMMENT } from './optimizer-code.js';
import { singleLawOf } from '../single-law.js';
import { type SequentialSchedulers, sequentialSchedulers } from './sequential-schedulers.js';

/**
 * Torch's own scheduler where it gives the policy exactly over this run; none otherwise: LambdaLR always does. Groups are
 * left to LambdaLR too, because a scheduler's end is the same for all groups.
 */
export function nativeForms(input: ExportInput): readonly ExportCandidate[] {
  const { compiled } = input;
  if (compiled.groups.size > 0 || compiled.loop !== null) return [];
  const candidate = candidateOf(input);
  return candidate !== null && fidelityOf(candidate, input).kind === 'exact' ? [candidate] : [];
}

function candidateOf(input: ExportInput): ExportCandidate | null {
  const law = singleLawOf(input);
  if (law === null || law.node.warmup !== undefined) return sequentialForm(input, sequentialSchedulers(input));
  return law.node.law === 'constant' ? noScheduler(input) : schedulerForm(input, nativeScheduler(law));
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

function sequentialForm({ compiled }: ExportInput, sequential: SequentialSchedulers | null): ExportCandidate | null {
  if (sequential === null) return null;
  const { learningRate, schedulers, milestones, learningRateAt } = sequential;
  const [only] = schedulers;
  const written = schedulers.map(({ name, arguments: given }) => {
    const keywords = Object.entries(given).map(([key, value]) => `${key}=${value}`);
    return `${name}(optimizer, ${keywords.join(', ')})`;
  });
  const isAlone = schedulers.length === 1 && only !== undefined;
  const names = [...new Set([...schedulers.map(({ name }) => name), ...(isAlone ? [] : ['SequentialLR'])])].sort();
  return {
    ...EXACT,
    form: isAlone ? only.name : 'SequentialLR',
    code: [
      'import torch',
      `from torch.optim.lr_scheduler import ${names.join(', ')}`,
      '',
      optimizerCode(compiled, learningRate),
      ...(isAlone
        ? [`scheduler = ${written.join('')}`]
        : [
            'scheduler = SequentialLR(',
            '    optimizer,',
            '    [',
            ...written.map((text) => `        ${text},`),
            '    ],',
            `    milestones=[${milestones.join(', ')}],`,
            ')',
          ]),
      '',
      STEP_COMMENT,
      '',
    ].join('\n'),
    settings: {
      lr: learningRate,
      scheduler: isAlone ? only.name : 'SequentialLR',
      schedulers: schedulers.map(({ name, arguments: given }) => ({ scheduler: name, arguments: given })),
      milestones,
    },
    learningRateAt,
    notes: [
      ...new Set(schedulers.flatMap(({ notes = [] }) => notes)),
      'Step it once after every optimizer.step(), not once an epoch.',
      ANY_OPTIMIZER,
    ],
  };
}
