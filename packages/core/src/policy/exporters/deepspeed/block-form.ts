import { type DeepSpeedBlock, deepSpeedSchedule } from '../../schedules/deepspeed.js';
import type { ExportCandidate, ExportInput } from '../exporter.js';
import { singleLawOf } from '../single-law.js';
import { groupNotes, intentWithGroups, NO_GROUPS } from '../groups.js';
import { closestOf, trialsOf } from '../closest.js';
import { lawBlocks } from './law-blocks.js';
import { nearestBlocks } from './nearest-blocks.js';

/** The `scheduler` block of DeepSpeed's JSON that is the policy, or differs least from it. */
export function blockForm(input: ExportInput): ExportCandidate {
  const { compiled } = input;
  const law = singleLawOf(input);
  const meant = law === null ? [] : lawBlocks(law, compiled.learningRateAt(0));
  const asLaw = closestOf(trialsOf(meant, deepSpeedSchedule), compiled);
  const chosen = asLaw ?? closestOf(trialsOf(nearestBlocks(compiled), deepSpeedSchedule), compiled);
  // A constant is always among them, and nothing refuses it.
  if (chosen === null) throw new RangeError('No block was tried.');
  const { settings: block, learningRateAt } = chosen;
  const settings = {
    optimizer: { type: 'AdamW', params: { lr: block.optimizerLearningRate } },
    scheduler: { type: block.type, params: block.params },
  };
  return {
    form: `scheduler: ${block.type}`,
    intent: intentWithGroups(asLaw === null ? 'nearest' : 'law', input, NO_GROUPS),
    language: 'json',
    code: `${JSON.stringify(settings, null, 2)}\n`,
    settings,
    learningRateAt,
    precision: 'double',
    groups: NO_GROUPS,
    notes: [
      ...(asLaw === null ? [`DeepSpeed has no such schedule; of those tried ${block.type} is the nearest.`] : []),
      ...blockNotes(block),
      'Under the Transformers Trainer leave the scheduler block out: the Trainer’s own schedule then holds.',
      ...groupNotes(input, NO_GROUPS, 'A scheduler block'),
    ],
  };
}

function blockNotes({ type, params }: DeepSpeedBlock): readonly string[] {
  if (type === 'OneCycle')
    return ['cycle_momentum is off: by default it would move the momentum (β1 of Adam) too.', ...counterNotes(params)];
  return [
    ...counterNotes(params),
    ...(params['warmup_type'] === 'linear' && params['warmup_min_lr'] !== params['warmup_max_lr']
      ? ['warmup_type is said: without it the warm-up is logarithmic.']
      : []),
    ...(type === 'WarmupCosineLR' && params['last_batch_iteration'] === undefined
      ? ['WarmupCosineLR runs update 0 at 0 and never reaches its peak.']
      : []),
  ];
}

function counterNotes(params: DeepSpeedBlock['params']): readonly string[] {
  return params['last_batch_iteration'] === undefined
    ? []
    : [
        'last_batch_iteration takes away the lag of one update that DeepSpeed’s schedules have.',
        'The first update then runs at the optimizer’s own lr: leave both as they are.',
      ];
}
