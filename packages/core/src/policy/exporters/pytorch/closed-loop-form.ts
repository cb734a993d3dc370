import type { ExportCandidate, ExportInput } from '../exporter.js';
import { pythonClosedLoop } from '../python/closed-loop-source.js';
import { pythonFileAround } from '../python-text.js';
import { ANY_OPTIMIZER, optimizerCode, STEP_COMMENT } from './optimizer-code.js';

const SCHEDULER = (totalUpdates: number) => `
class PolicyScheduler(LRScheduler):
    """Gives every parameter group its own lr times what the policy says."""

    def __init__(self, optimizer):
        self.policy, self.heard = policy(), []
        super().__init__(optimizer)

    def get_lr(self):
        learning_rate = self.policy.learning_rate(min(self.last_epoch, ${String(totalUpdates)}))
        return [base * learning_rate for base in self.base_lrs]

    def observe(self, metrics):
        """To be called after every evaluation, with its metrics by name."""
        self.heard.append([self.last_epoch, dict(metrics)])
        self.policy.observe(self.last_epoch, metrics)
        for group, learning_rate in zip(self.optimizer.param_groups, self.get_lr()):
            group["lr"] = learning_rate
        self._last_lr = [group["lr"] for group in self.optimizer.param_groups]

    def state_dict(self):
        return {"last_epoch": self.last_epoch, "heard": self.heard}

    def load_state_dict(self, state):
        self.policy, self.heard, self.last_epoch = policy(), list(state["heard"]), state["last_epoch"]
        for t, metrics in self.heard:
            self.policy.observe(t, metrics)
        self._last_lr = self.get_lr()`;

/**
 * A scheduler of the policy's own state machine, for the closed loops that torch has none for; none where Python cannot
 * say the policy.
 */
export function closedLoopForms(input: ExportInput): readonly ExportCandidate[] {
  const { compiled } = input;
  const source = pythonClosedLoop(input);
  if (source === null) return [];
  const imports = ['import torch', 'from torch.optim.lr_scheduler import LRScheduler'];
  const named = `{${compiled.metrics.map((metric) => `${JSON.stringify(metric)}: …`).join(', ')}}`;
  const made = [
    '# It multiplies: with lr=1 a group has the learning rate of the policy itself.',
    optimizerCode(compiled, 1),
    'scheduler = PolicyScheduler(optimizer)',
    '',
    STEP_COMMENT,
    '# After every evaluation, which may come behind any update:',
    `#     scheduler.observe(${named})`,
  ].join('\n');
  return [
    {
      form: 'PolicyScheduler',
      intent: 'law',
      language: 'python',
      code: pythonFileAround(source, imports, [SCHEDULER(compiled.totalUpdates).trim(), made]),
      settings: null,
      learningRateAt: compiled.learningRateAt,
      replay: compiled.replay,
      precision: 'double',
      groups: compiled.groups,
      notes: [
        'The optimizer’s own lr must stay 1: the policy gives the learning rate, not a factor of one.',
        'Step it once after every optimizer.step(), and let it observe every evaluation.',
        ANY_OPTIMIZER,
      ],
    },
  ];
}
