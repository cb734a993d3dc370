import { nodeOf } from '../../policy.js';
import { reduceOnPlateauSchedule } from '../../schedules/reduce-on-plateau.js';
import type { ExportCandidate, ExportInput } from '../exporter.js';
import { float } from '../python/law-body.js';
import { ANY_OPTIMIZER, optimizerCode } from './optimizer-code.js';

/** Torch's arguments of a plateau by its own rule, or null for another policy, or a plateau behind a warm-up. */
export function plateauArguments({ policy }: Pick<ExportInput, 'policy'>) {
  const node = nodeOf(policy);
  if (node.law !== 'plateau' || node.warmup !== undefined) return null;
  const fields = node as unknown as Readonly<Record<string, number | string>>;
  if (fields['rule'] !== 'pytorch') return null;
  return {
    metric: String(fields['metric']),
    initial: Number(fields['initial']),
    settings: {
      mode: fields['direction'] === 'maximize' ? 'max' : 'min',
      factor: Number(fields['factor']),
      patience: Number(fields['patience']),
      threshold: Number(fields['threshold']),
      threshold_mode: fields['thresholdMode'] === 'absolute' ? 'abs' : 'rel',
      cooldown: Number(fields['cooldown']),
      min_lr: Number(fields['minimum']),
      eps: Number(fields['epsilon']),
    },
  } as const;
}

const COUNTS = ['patience', 'cooldown'];

/** The settings of a plateau as keyword arguments in Python. */
export function plateauKeywords(settings: Readonly<Record<string, number | string>>): string {
  const text = (key: string, value: number | string) => {
    if (typeof value === 'string') return JSON.stringify(value);
    return COUNTS.includes(key) ? String(value) : float(value);
  };
  return Object.entries(settings)
    .map(([key, value]) => `${key}=${text(key, value)}`)
    .join(', ');
}

/** ReduceLROnPlateau for a plateau by PyTorch's rule without groups; none for any other policy. */
export function plateauForms(input: ExportInput): readonly ExportCandidate[] {
  const plateau = plateauArguments(input);
  const { compiled } = input;
  // Its floor is the same for all groups.
  if (plateau === null || compiled.groups.size > 0) return [];
  const { metric, initial, settings } = plateau;
  const replay = reduceOnPlateauSchedule(initial, metric, settings);
  return [
    {
      form: 'ReduceLROnPlateau',
      intent: 'law',
      language: 'python',
      code: [
        'import torch',
        'from torch.optim.lr_scheduler import ReduceLROnPlateau',
        '',
        optimizerCode(compiled, initial),
        `scheduler = ReduceLROnPlateau(optimizer, ${plateauKeywords(settings)})`,
        '',
        `# After every evaluation, with its ${metric}:`,
        '#     scheduler.step(value)',
        '',
      ].join('\n'),
      settings: { lr: initial, scheduler: 'ReduceLROnPlateau', arguments: settings },
      learningRateAt: () => initial,
      replay,
      precision: 'double',
      groups: compiled.groups,
      notes: [`Step it after every evaluation with ${metric}, not after every update.`, ANY_OPTIMIZER],
    },
  ];
}
