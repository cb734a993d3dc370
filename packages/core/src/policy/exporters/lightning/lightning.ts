import type { ExportCandidate, Exporter, ExportInput } from '../exporter.js';
import { pytorch } from '../pytorch/pytorch.js';

/** A scheduler of torch inside `configure_optimizers`, stepped by Lightning once an update. */
export const lightning: Exporter = {
  trainer: 'lightning',
  title: 'Lightning',
  versions: [],
  checkedAgainst: 'library',
  source: 'lightning 2.6.6, torch 2.13.0',
  candidates: (input) => pytorch.candidates(input, null).map((candidate) => inModule(candidate, input)),
};

const PYTORCH_STEP = /^# (?:In the training loop|After every evaluation)[^]*$/m;

const OBSERVING = [
  '',
  '# Another one, so that the policy hears every evaluation.',
  'def on_validation_epoch_end(self):',
  '    if not self.trainer.sanity_checking:',
  '        metrics = self.trainer.callback_metrics',
  '        self.lr_schedulers().observe({name: float(value) for name, value in metrics.items()})',
  '',
];

function inModule(candidate: ExportCandidate, { compiled }: ExportInput): ExportCandidate {
  const isObserving = candidate.form === 'PolicyScheduler';
  const metric = isObserving ? undefined : compiled.metrics[0];
  const source = candidate.code.replace(PYTORCH_STEP, '').trimEnd();
  // What makes optimizer and scheduler becomes the method; imports and functions stay above it.
  const lines = source.split('\n');
  const begins = lines.findIndex((line) => /^(?:# LambdaLR|# It multiplies|# parameters_of|optimizer = )/.test(line));
  const body = lines.slice(begins).map((line) => (line === '' ? '' : `    ${line}`));
  const hasScheduler = body.some((line) => line.startsWith('    scheduler = '));
  const code = [
    ...lines.slice(0, begins),
    '# A method of your LightningModule.',
    'def configure_optimizers(self):',
    ...body.map((line) =>
      line.replace('model.parameters()', 'self.parameters()').replaceAll('parameters_of(', 'self.parameters_of('),
    ),
    hasScheduler ? `    return {"optimizer": optimizer, "lr_scheduler": ${config(metric)}}` : '    return optimizer',
    '',
    ...(isObserving ? OBSERVING : []),
  ].join('\n');
  const notes = candidate.notes.filter((note) => !note.startsWith('Step it'));
  return {
    ...candidate,
    code,
    notes: [
      metric === undefined
        ? 'interval is "step": by default Lightning steps a scheduler once an epoch.'
        : `Lightning steps it where ${metric} was logged: once a validation epoch, with check_val_every_n_epoch 1.`,
      ...(isObserving ? [`It hears what was logged in validation: ${compiled.metrics.join(', ')}.`] : []),
      ...notes,
    ],
  };
}

function config(metric: string | undefined): string {
  if (metric === undefined) return '{"scheduler": scheduler, "interval": "step", "frequency": 1}';
  return `{"scheduler": scheduler, "monitor": ${JSON.stringify(metric)}}`;
}
