import type { LawNode } from '../../policy.js';
import { cyclicBody, restartsBody, waveBody } from './periodic-body.js';
import {
  between,
  type BodyContext,
  type BodyFields,
  bodyOf,
  count,
  fieldsOf,
  float,
  leftOf,
  type PythonBody,
  wrapped,
} from './python-body.js';

export { float } from './python-body.js';

/**
 * An open-loop law as Python, its lengths in steps. Every operation in the order of the law's own formula, so that both
 * round alike. Throws a RangeError for a law that it does not know.
 */
export function lawBody(node: LawNode, context: BodyContext): PythonBody {
  const write = WRITERS[node.law];
  if (write === undefined) throw new RangeError(`The law ${node.law} has no Python.`);
  return write(fieldsOf(node), context, node);
}

type Writer = (fields: BodyFields, context: BodyContext, node: LawNode) => PythonBody;

const WRITERS: Readonly<Record<string, Writer>> = {
  constant: ({ text }) => ({ ...bodyOf({ peak: text('learningRate') }, ['return peak']), value: text('learningRate') }),
  step: ({ text, number, steps }) =>
    scaled(
      number('initial'),
      bodyOf({ initial: text('initial'), factor: text('factor'), every: count(steps('every')) }, [
        'return initial * factor ** (t // every)',
      ]),
    ),
  'multi-step': ({ text, number }, _context, node) => {
    const at = node['at'] as unknown as readonly { readonly steps: number }[];
    const boundaries = wrapped(at.map((length) => count(length.steps)));
    return scaled(
      number('initial'),
      bodyOf({ initial: text('initial'), factor: text('factor'), boundaries }, [
        'return initial * factor ** bisect.bisect_right(boundaries, t)',
      ]),
    );
  },
  exponential: ({ text, number, steps }) =>
    scaled(
      number('initial'),
      bodyOf({ initial: text('initial'), factor: text('factor'), every: count(steps('every')) }, [
        `return initial * factor ** ${steps('every') === 1 ? 't' : '(t / every)'}`,
      ]),
    ),
  inverse: ({ text, steps }) => {
    const every = steps('every');
    return bodyOf({ initial: text('initial'), gamma: text('gamma'), power: text('power'), every: count(every) }, [
      `return initial * (1 + gamma * t${every === 1 ? '' : ' / every'}) ** -power`,
    ]);
  },
  linear: (fields, context) => {
    const { text, number } = fields;
    const { share, length } = shareOfLength(fields, context);
    // initial + (0 - initial)·q rounds as initial - initial·q does.
    const line =
      number('end') === 0
        ? `initial - initial * (${share})`
        : between(['initial', number('initial')], 'end', `(${share})`);
    return bodyOf({ initial: text('initial'), end: text('end'), length }, [`return ${line}`]);
  },
  polynomial: (fields, context) => {
    const { text, number } = fields;
    const { share, length } = shareOfLength(fields, context);
    const line = between(['end', number('end')], 'initial', `(1 - ${share}) ** power`);
    return bodyOf({ initial: text('initial'), end: text('end'), power: text('power'), length }, [`return ${line}`]);
  },
  sigmoid: ({ text, steps }) =>
    bodyOf(
      { initial: text('initial'), gamma: text('gamma'), center: count(steps('center')), unit: count(steps('unit')) },
      [
        'x = gamma * (t - center) / unit',
        '# Far from the center one of the two exponentials would overflow.',
        'return initial / (1 + math.exp(-x)) if x >= 0 else initial * math.exp(x) / (1 + math.exp(x))',
      ],
    ),
  cosine: (fields, context) => {
    const { text, number } = fields;
    const { share, length } = shareOfLength(fields, context);
    // Half a wave turns by 2π·0.5, which is π exactly.
    const turn = number('cycles') === 0.5 ? 'math.pi' : '2 * math.pi * cycles';
    const line = between(['end', number('end')], 'peak', `0.5 * (1 + math.cos(${turn} * (${share})))`);
    return bodyOf({ peak: text('peak'), end: text('end'), cycles: text('cycles'), length }, [`return ${line}`]);
  },
  'cosine-restarts': restartsBody,
  'inverse-sqrt': ({ text, steps }) =>
    bodyOf({ peak: text('peak'), timescale: count(steps('timescale')) }, [
      'return peak / math.sqrt(1 + t / timescale)',
    ]),
  noam: ({ text, number }) => {
    // A warm-up so short that its slope is no number is over at once.
    const isSloped = Number.isFinite(number('warmupSteps') ** -1.5);
    const slope = isSloped ? 'min((t + 1) ** -0.5, (t + 1) * warmup_steps ** -1.5)' : '(t + 1) ** -0.5';
    return bodyOf({ scale: text('scale'), dimension: text('dimension'), warmup_steps: text('warmupSteps') }, [
      `return scale * dimension ** -0.5 * ${slope}`,
    ]);
  },
  'warmup-stable-decay': stableDecay,
  'one-cycle': oneCycle,
  wave: waveBody,
  cyclic: cyclicBody,
  rex: (fields, context) => {
    const { text, number } = fields;
    const { share, length } = shareOfLength(fields, context);
    const line = between(['end', number('end')], 'peak', '(left / (0.1 + 0.9 * left))');
    return bodyOf({ peak: text('peak'), end: text('end'), length }, [`left = 1 - ${share}`, `return ${line}`]);
  },
  table,
};

/** The share of a law's length that is over, which may be the whole horizon. */
function shareOfLength({ has, steps }: BodyFields, { updates, latest }: BodyContext) {
  const isOver = latest > (has('length') ? steps('length') : updates.greatest);
  const length = has('length') ? count(steps('length')) : updates.text;
  return { length, share: isOver ? 'min(t, length) / length' : 't / length' };
}

/** A learning rate of 0 stays 0, and its factor is not computed: it may leave the range of numbers. */
function scaled(initial: number, body: PythonBody): PythonBody {
  return initial === 0 ? { constants: [], lines: ['return 0.0'], value: '0.0' } : body;
}

function stableDecay({ number, text, steps, word }: BodyFields, { updates, latest }: BodyContext): PythonBody {
  const decay = steps('decay');
  const stable = leftOf(updates, decay);
  const passed = stable.greatest === 0 ? 't / decay' : '(t - stable) / decay';
  const decayed: Readonly<Record<string, string>> = {
    linear: between(['peak', number('peak')], 'end', 'share'),
    cosine: between(['end', number('end')], 'peak', '0.5 * (1 + math.cos(math.pi * share))'),
    'one-minus-sqrt': between(['end', number('end')], 'peak', '(1 - math.sqrt(share))'),
    exponential: 'peak * (end / peak) ** share',
  };
  return bodyOf({ peak: text('peak'), end: text('end'), stable: stable.text, decay: count(decay) }, [
    ...(stable.greatest === 0 ? [] : ['if t <= stable:', '    return peak']),
    `share = ${latest <= updates.greatest ? passed : `min(1, ${passed})`}`,
    `return ${decayed[word('shape')] ?? ''}`,
  ]);
}

/** Torch's, by its stretches; one that has no length is skipped. */
function oneCycle({ number, word }: BodyFields, { updates }: BodyContext): PythonBody {
  const [peak, peakAt] = [number('peak'), number('peakAt')];
  const initial = peak / number('startDivisor');
  const final = initial / number('endDivisor');
  const isLong = number('phases') === 3;
  const share =
    word('anneal') === 'linear'
      ? 'return (b - a) * share + a'
      : 'return b + (a - b) / 2 * (math.cos(math.pi * share) + 1)';
  const steps = [
    'for start, end, a, b in stretches:',
    '    if t <= end:',
    '        break',
    'share = min(1, (t - start) / (end - start))',
    share,
  ];
  if (updates.least < updates.greatest) {
    const anchors = isLong
      ? '(top, initial, peak), (2 * peak_at * horizon - 2, peak, initial), (horizon - 1, initial, final)'
      : '(top, initial, peak), (horizon - 1, peak, final)';
    const constants = { horizon: updates.text, peak: float(peak), initial: float(initial), final: float(final) };
    return bodyOf({ ...constants, peak_at: float(peakAt) }, [
      'top = peak_at * horizon - 1',
      'stretches, start = [], 0',
      `for end, a, b in [${anchors}]:`,
      '    if end > start:',
      '        stretches.append((start, end, a, b))',
      '        start = end',
      'if not stretches:',
      '    return final',
      't = min(t, horizon - 1)',
      ...steps,
    ]);
  }
  const total = updates.greatest;
  const [top, last] = [peakAt * total - 1, total - 1];
  const planned: readonly (readonly [end: number, from: number, to: number])[] = isLong
    ? [
        [top, initial, peak],
        [2 * peakAt * total - 2, peak, initial],
        [last, initial, final],
      ]
    : [
        [top, initial, peak],
        [last, peak, final],
      ];
  const kept: string[] = [];
  let start = 0;
  for (const [end, from, to] of planned) {
    if (end <= start) continue;
    kept.push(`(${[start, end, from, to].map(float).join(', ')})`);
    start = end;
  }
  if (kept.length === 0) return { constants: [], lines: [`return ${float(final)}`], value: float(final) };
  return bodyOf({}, [
    '# From update, to update, from learning rate, to learning rate.',
    `stretches = ${wrapped(kept)}`,
    `t = min(t, ${String(last)})`,
    ...steps,
  ]);
}

function table({ word }: BodyFields, _context: BodyContext, node: LawNode): PythonBody {
  const points = node['points'] as unknown as readonly (readonly [number, number])[];
  const constants = {
    updates: wrapped(points.map(([t]) => String(t))),
    values: wrapped(points.map(([, learningRate]) => float(learningRate))),
  };
  const index = 'index = bisect.bisect_right(updates, t) - 1';
  if (word('between') === 'previous') return bodyOf(constants, [index, 'return values[index]']);
  return bodyOf(constants, [
    index,
    'if index + 1 == len(updates):',
    '    return values[index]',
    'share = (t - updates[index]) / (updates[index + 1] - updates[index])',
    'return values[index] + (values[index + 1] - values[index]) * share',
  ]);
}
