import { optaxReduceOnPlateau } from '../../schedules/optax-plateau.js';
import { single } from '../../schedules/single-precision.js';
import type { ExportCandidate, ExportInput } from '../exporter.js';
import { float } from '../python/python-body.js';
import { pythonCall, pythonFile } from '../python-text.js';
import { type SingleLaw, singleLawOf } from '../single-law.js';

/** How a closed loop is driven: the optimizer keeps its learning rate in its state. */
export const LOOP_COMMENT = [
  '# The optimizer keeps its learning rate in its state:',
  '#     optimizer = optax.inject_hyperparams(optax.adamw)(learning_rate=loop.learning_rate(0))',
  '# Before update t, from 0:',
  '#     state.hyperparams["learning_rate"] = jnp.asarray(loop.learning_rate(t))',
  '# After an evaluation that has seen t updates, with its metrics by name:',
  '#     loop.observe(t, metrics)',
];

/** Optax wants a tolerance; of float32 readings this one is none. */
const LEAST_TOLERANCE = 1e-30;

/**
 * optax.contrib.reduce_on_plateau for a plateau without a warm-up and without groups, where lower is better or the threshold
 * absolute; none for another policy. Its patience is PyTorch's and one more, for it reduces at so many readings; its cooldown
 * is PyTorch's, and Keras's less one, which counts the reading that ends a cooldown.
 */
export function plateauForms(input: ExportInput): readonly ExportCandidate[] {
  const law = singleLawOf(input);
  if (law?.node.law !== 'plateau' || law.warmup !== null || input.compiled.groups.size > 0) return [];
  const isMaximized = law.text('direction') === 'maximize';
  const isRelative = law.text('thresholdMode') === 'relative';
  const [learningRate, threshold] = [law.number('initial'), law.number('threshold')];
  if ((isMaximized && isRelative) || learningRate === 0 || (isRelative && threshold > 1)) return [];
  const plateau = {
    learningRate,
    factor: law.number('factor'),
    ...countsOf(law),
    rtol: isRelative ? threshold : 0,
    atol: isRelative ? 0 : threshold,
    minScale: law.number('minimum') / learningRate,
    ...(threshold === 0 ? { atol: LEAST_TOLERANCE } : {}),
  };
  const { factor, patience, rtol, atol, cooldown, minScale } = plateau;
  const metric = law.text('metric');
  const sign = isMaximized ? -1 : 1;
  const call = pythonCall('optax.contrib.reduce_on_plateau', {
    factor: float(factor),
    patience: String(patience),
    rtol: float(rtol),
    atol: float(atol),
    cooldown: String(cooldown),
    min_scale: float(minScale),
  });
  const start = float(learningRate);
  return [
    {
      form: 'contrib.reduce_on_plateau',
      intent: 'law',
      language: 'python',
      code: pythonFile(
        ['import jax.numpy as jnp', 'import optax'],
        [
          [
            'class Plateau:',
            '    """The learning rate of the next update, and what the evaluations make of it."""',
            '',
            '    def __init__(self):',
            `        self.rule = ${call.replaceAll('\n', '\n        ')}`,
            '        self.state = self.rule.init(jnp.zeros(()))',
            '',
            '    def learning_rate(self, t):',
            `        return ${start} * self.state.scale`,
            '',
            '    def observe(self, t, metrics):',
            `        value = ${isMaximized ? '-' : ''}metrics[${JSON.stringify(metric)}]`,
            '        _, self.state = self.rule.update(jnp.zeros(()), self.state, value=value)',
          ].join('\n'),
          ['loop = Plateau()', '', ...LOOP_COMMENT].join('\n'),
        ],
      ),
      settings: { learning_rate: learningRate, factor, patience, rtol, atol, cooldown, min_scale: minScale },
      learningRateAt: () => single(learningRate),
      replay: optaxReduceOnPlateau(plateau, ({ [metric]: value }) => (value === undefined ? value : sign * value)),
      precision: 'single',
      groups: new Map(),
      notes: [
        'It counts evaluations: let it observe each once, and not every update.',
        'A reading that is no number counts as a bad one; the policy does not hear it.',
        ...(isMaximized ? ['Optax knows only lower as better, so that it is given the negative.'] : []),
      ],
    },
  ];
}

function countsOf(law: SingleLaw): { readonly patience: number; readonly cooldown: number } {
  const [patience, cooldown] = [law.number('patience'), law.number('cooldown')];
  if (law.text('rule') === 'pytorch') return { patience: patience + 1, cooldown };
  return { patience: Math.max(1, patience), cooldown: Math.max(0, cooldown - 1) };
}
