import { reduceOnPlateauSchedule } from '../../schedules/reduce-on-plateau.js';
import type { ExportCandidate, ExportInput } from '../exporter.js';
import { pythonClosedLoop } from '../python/closed-loop-source.js';
import { pythonFile, pythonFileAround } from '../python-text.js';
import { singleLawOf } from '../single-law.js';
import { argumentText, optimizerCode, STEP_COMMENT, UPDATE_NOTES } from './scheduler-forms.js';

/** What timm fixes of PyTorch's rule. */
const EPSILON = 1e-8;

/**
 * PlateauLRScheduler, which is PyTorch's ReduceLROnPlateau with a relative threshold: for such a plateau without a warm-up
 * (timm's own is in epochs) and without groups, whose floor would be the same; none for another policy.
 */
export function plateauForms(input: ExportInput): readonly ExportCandidate[] {
  const law = singleLawOf(input);
  if (law?.node.law !== 'plateau' || law.warmup !== null || input.compiled.groups.size > 0) return [];
  if (law.text('rule') !== 'pytorch' || law.text('thresholdMode') !== 'relative') return [];
  if (law.number('epsilon') !== EPSILON) return [];
  const [learningRate, metric] = [law.number('initial'), law.text('metric')];
  const mode = law.text('direction') === 'maximize' ? 'max' : 'min';
  const args = {
    decay_rate: law.number('factor'),
    patience_t: law.number('patience'),
    threshold: law.number('threshold'),
    cooldown_t: law.number('cooldown'),
    lr_min: law.number('minimum'),
    mode,
  };
  const lines = Object.entries(args).map(([key, value]) => `    ${key}=${argumentText(key, value)},`);
  return [
    {
      form: 'PlateauLRScheduler',
      intent: 'law',
      language: 'python',
      code: pythonFile(
        ['import torch', 'from timm.scheduler import PlateauLRScheduler'],
        [
          [
            optimizerCode(input.compiled, learningRate),
            'scheduler = PlateauLRScheduler(',
            '    optimizer,',
            ...lines,
            ')',
            '',
            `# After evaluation number n, from 1, with its ${metric}:`,
            '#     scheduler.step(n, value)',
          ].join('\n'),
        ],
      ),
      settings: { lr: learningRate, scheduler: 'PlateauLRScheduler', ...args },
      learningRateAt: () => learningRate,
      replay: reduceOnPlateauSchedule(learningRate, metric, {
        mode,
        factor: args.decay_rate,
        patience: args.patience_t,
        threshold: args.threshold,
        cooldown: args.cooldown_t,
        min_lr: args.lr_min,
        eps: EPSILON,
      }),
      precision: 'double',
      groups: new Map(),
      notes: [
        'Count its steps from 1: the first argument may be evaluations as well as epochs.',
        'timm says that it will drop this scheduler: it warns, and checkpoints do not keep its counts.',
      ],
    },
  ];
}

/** A scheduler of one's own with the policy's state machine; none where Python cannot say the policy. */
export function closedLoopForms(input: ExportInput): readonly ExportCandidate[] {
  const { compiled } = input;
  const source = pythonClosedLoop(input);
  if (source === null) return [];
  const scheduler = [
    'class PolicyScheduler(Scheduler):',
    '    """The learning rate of every update, times the lr_scale of a parameter group."""',
    '',
    '    def __init__(self, optimizer):',
    '        self.policy, self.updates = policy(), 0',
    '        super().__init__(optimizer, "lr", t_in_epochs=False)',
    '        self.update_groups(self._get_lr(0))',
    '',
    '    def _get_lr(self, t):',
    '        self.updates = t',
    `        learning_rate = self.policy.learning_rate(min(t, ${String(compiled.totalUpdates)}))`,
    '        return [learning_rate for _ in self.base_values]',
    '',
    '    def observe(self, metrics):',
    '        """To be called after every evaluation, with its metrics by name."""',
    '        self.policy.observe(self.updates, metrics)',
    '        self.update_groups(self._get_lr(self.updates))',
  ].join('\n');
  const named = `{${compiled.metrics.map((metric) => `${JSON.stringify(metric)}: …`).join(', ')}}`;
  const made = [
    optimizerCode(compiled, 1),
    'scheduler = PolicyScheduler(optimizer)',
    '',
    STEP_COMMENT,
    '# After every evaluation, which may come behind any update:',
    `#     scheduler.observe(${named})`,
  ].join('\n');
  return [
    {
      form: 'a Scheduler of timm',
      intent: 'law',
      language: 'python',
      code: pythonFileAround(
        source,
        ['import torch', 'from timm.scheduler.scheduler import Scheduler'],
        [scheduler, made],
      ),
      settings: null,
      learningRateAt: compiled.learningRateAt,
      replay: compiled.replay,
      precision: 'double',
      groups: compiled.groups,
      notes: [
        ...UPDATE_NOTES,
        'The optimizer’s own lr is not looked at.',
        'A checkpoint of timm does not keep what it has heard: let it observe the evaluations again.',
      ],
    },
  ];
}
