import type { CompiledPolicy } from '../../compile.js';
import { reduceOnPlateauSchedule } from '../../schedules/reduce-on-plateau.js';
import type { ExportCandidate, ExportInput } from '../exporter.js';
import { float } from '../python/python-body.js';
import { pythonFile, pythonFileWithLearningRate, pythonList } from '../python-text.js';
import { closestOf } from '../transformers/closest.js';
import { type OwnScheduler, ownScheduler, resolvedLawOf } from './own-scheduler.js';

/** What counts as the same in double precision. */
const NONE_OF_PEAK = 1e-12;

/** timm's own scheduler, where it is exact. */
export function ownSchedulerForms(input: ExportInput): readonly ExportCandidate[] {
  const law = resolvedLawOf(input);
  const own = law === null ? null : ownScheduler(law);
  if (own === null) return [];
  const { compiled } = input;
  const { name, learningRate, args, learningRateAt } = own;
  const candidate: ExportCandidate = {
    form: name,
    intent: 'law',
    language: 'python',
    code: pythonFile(
      ['import torch', `from timm.scheduler import ${name}`],
      [[optimizerCode(compiled, learningRate), schedulerCall(own), '', STEP_COMMENT].join('\n')],
    ),
    settings: { lr: learningRate, scheduler: name, ...args, t_in_epochs: false },
    learningRateAt,
    precision: 'double',
    groups: compiled.groups,
    notes: [
      ...UPDATE_NOTES,
      ...(name === 'MultiStepLRScheduler' ? ['Milestones are one later: timm drops one update before them.'] : []),
      ...(name === 'WSDLRScheduler' ? ['WSDLRScheduler is new: timm 1.0.31 has it, 1.0.28 has not.'] : []),
      ...(args['stable_fn'] === undefined ? [] : ['Its decay begins where the run ends, so that none is seen.']),
    ],
  };
  const tried = closestOf([{ settings: null, learningRateAt }], compiled);
  return tried !== null && tried.ofPeak <= NONE_OF_PEAK ? [candidate] : [];
}

function schedulerCall({ name, args }: OwnScheduler): string {
  const lines = [...Object.entries(args), ['t_in_epochs', false] as const].map(
    ([key, value]) => `    ${key}=${argumentText(key, value)},`,
  );
  return [`scheduler = ${name}(`, '    optimizer,', ...lines, ')'].join('\n');
}

const COUNTS = ['t_initial', 'decay_t', 'warmup_t', 'cycle_limit', 'patience_t', 'cooldown_t'];

function argumentText(key: string, value: OwnScheduler['args'][string]): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return COUNTS.includes(key) ? String(value) : float(value);
  return pythonList(value.map(String)).replaceAll('\n', '\n    ');
}

const UPDATE_NOTES = [
  'Call step_update with the updates done, after every update, and not step: that is for schedules in epochs.',
  'Any optimizer will do; only its lr matters here.',
];

const STEP_COMMENT = [
  '# In the training loop, after every optimizer.step():',
  '#     updates += 1',
  '#     scheduler.step_update(updates)',
].join('\n');

/** timm multiplies what it sets by the lr_scale of a parameter group. */
function optimizerCode({ groups }: Pick<CompiledPolicy, 'groups'>, learningRate: number): string {
  if (groups.size === 0) return `optimizer = torch.optim.AdamW(model.parameters(), lr=${float(learningRate)})`;
  return [
    '# parameters_of(name) is yours: the parameters of a group, and with None those of no group.',
    'optimizer = torch.optim.AdamW(',
    '    [',
    '        {"params": parameters_of(None)},',
    ...[...groups].map(
      ([name, multiplier]) =>
        `        {"params": parameters_of(${JSON.stringify(name)}), "lr_scale": ${float(multiplier)}},`,
    ),
    '    ],',
    `    lr=${float(learningRate)},`,
    ')',
  ].join('\n');
}

/** A scheduler of one's own, from timm's base class: every open loop, exactly. */
export function policySchedulerForm(input: ExportInput): ExportCandidate {
  const { compiled } = input;
  const scheduler = [
    'class PolicyScheduler(Scheduler):',
    '    """The learning rate of every update, times the lr_scale of a parameter group."""',
    '',
    '    def __init__(self, optimizer):',
    '        super().__init__(optimizer, "lr", t_in_epochs=False)',
    '        self.update_groups(self._get_lr(0))',
    '',
    '    def _get_lr(self, t):',
    '        return [learning_rate(t) for _ in self.base_values]',
  ].join('\n');
  return {
    form: 'a Scheduler of timm',
    intent: 'law',
    language: 'python',
    code: pythonFileWithLearningRate(
      input,
      ['import torch', 'from timm.scheduler.scheduler import Scheduler'],
      [scheduler, [optimizerCode(compiled, 1), 'scheduler = PolicyScheduler(optimizer)', '', STEP_COMMENT].join('\n')],
    ),
    settings: null,
    learningRateAt: compiled.learningRateAt,
    precision: 'double',
    groups: compiled.groups,
    notes: [...UPDATE_NOTES, 'The optimizer’s own lr is not looked at.'],
  };
}

/** What timm fixes of PyTorch's rule. */
const EPSILON = 1e-8;

/**
 * PlateauLRScheduler, which is PyTorch's ReduceLROnPlateau with a relative threshold: for such a plateau without a warm-up
 * (timm's own is in epochs) and without groups, whose floor would be the same; none for another policy.
 */
export function plateauForms(input: ExportInput): readonly ExportCandidate[] {
  const law = resolvedLawOf(input);
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
