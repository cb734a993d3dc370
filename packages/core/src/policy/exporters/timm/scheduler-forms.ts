import type { CompiledPolicy } from '../../compile.js';
import type { ExportCandidate, ExportInput } from '../exporter.js';
import { float } from '../python/python-body.js';
import { pythonFile, pythonFileWithLearningRate, pythonList } from '../python-text.js';
import { closestOf } from '../closest.js';
import { singleLawOf } from '../single-law.js';
import { type OwnScheduler, ownScheduler } from './own-scheduler.js';

/** What counts as the same in double precision. */
const NONE_OF_PEAK = 1e-12;

/** timm's own scheduler, where it is exact. */
export function ownSchedulerForms(input: ExportInput): readonly ExportCandidate[] {
  const law = singleLawOf(input);
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

export function argumentText(key: string, value: OwnScheduler['args'][string]): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return COUNTS.includes(key) ? String(value) : float(value);
  return pythonList(value.map(String)).replaceAll('\n', '\n    ');
}

export const UPDATE_NOTES = [
  'Call step_update with the updates done, after every update, and not step: that is for schedules in epochs.',
  'Any optimizer will do; only its lr matters here.',
];

export const STEP_COMMENT = [
  '# In the training loop, after every optimizer.step():',
  '#     updates += 1',
  '#     scheduler.step_update(updates)',
].join('\n');

/** timm multiplies what it sets by the lr_scale of a parameter group. */
export function optimizerCode({ groups }: Pick<CompiledPolicy, 'groups'>, learningRate: number): string {
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
