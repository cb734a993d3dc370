import type { ExportCandidate, ExportInput } from '../exporter.js';
import { pythonClosedLoop } from '../python/closed-loop-source.js';
import { float } from '../python/python-body.js';
import { pythonFileAround } from '../python-text.js';
import { singlePrecisionLoop } from '../single-precision-table.js';

/**
 * A callback of the policy's own state machine, which sets the learning rate before every update and hears the metrics of
 * every epoch; none where Python cannot say the policy, and none with groups: a callback knows one learning rate.
 */
export function closedLoopForms(input: ExportInput): readonly ExportCandidate[] {
  const { compiled } = input;
  const source = pythonClosedLoop(input);
  if (source === null || compiled.groups.size > 0) return [];
  const callback = [
    'class PolicyCallback(keras.callbacks.Callback):',
    '    """Sets the learning rate before every update, and hears the metrics of every epoch."""',
    '',
    '    def __init__(self):',
    '        super().__init__()',
    '        self.policy, self.updates = policy(), 0',
    '',
    '    def on_train_batch_begin(self, batch, logs=None):',
    `        learning_rate = self.policy.learning_rate(min(self.updates, ${String(compiled.totalUpdates)}))`,
    '        self.model.optimizer.learning_rate = learning_rate',
    '',
    '    def on_train_batch_end(self, batch, logs=None):',
    '        self.updates += 1',
    '',
    '    def on_epoch_end(self, epoch, logs=None):',
    '        self.policy.observe(self.updates, logs or {})',
  ].join('\n');
  const start = `# The optimizer's own learning rate is a number, which the callback replaces.\nlearning_rate = ${float(compiled.learningRateAt(0))}\ncallback = PolicyCallback()`;
  return [
    {
      form: 'a callback',
      intent: 'law',
      language: 'python',
      code: pythonFileAround(source, ['import keras'], [callback, start]),
      settings: null,
      ...singlePrecisionLoop(input),
      precision: 'single',
      groups: compiled.groups,
      notes: [
        'Give the callback to fit with validation data: it hears the metrics at the end of every epoch.',
        `A metric goes by its name in Keras's logs, with val_ in front for validation data; here: ${compiled.metrics.join(', ')}.`,
        'One update a batch: without gradient_accumulation_steps, and with steps_per_execution at 1.',
      ],
    },
  ];
}
