import { formatLearningRate } from '../../notation/numbers.js';
import type { LawNode } from '../../policy.js';

/** Python statements that return the learning rate at local time `t` (a whole number from 0). */
export type Body = readonly string[];

/** Longer lists of cycles are written as a table of learning rates. */
const MOST_CYCLES = 200;

/** A double as Python reads it: the same value, a float, and written as people write learning rates. */
export function float(value: number): string {
  const text = formatLearningRate(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** `from + (to - from) * share`, in this order of operations; what starts at 0 needs no sum. */
export function between(from: string, to: string, share: string): string {
  return from === '0.0' ? `${to} * ${share}` : `${from} + (${to} - ${from}) * ${share}`;
}

const list = (values: readonly string[]) => `[${values.join(', ')}]`;

interface Fields {
  readonly number: (name: string) => number;
  /** A number, as Python writes it. */
  readonly text: (name: string) => string;
  readonly steps: (name: string) => number;
  readonly word: (name: string) => string;
}

function fieldsOf(node: LawNode): Fields {
  const number = (name: string) => Number(node[name]);
  return {
    number,
    text: (name) => float(number(name)),
    steps: (name) => (node[name] as unknown as { readonly steps: number }).steps,
    word: (name) => (typeof node[name] === 'string' ? node[name] : ''),
  };
}

/**
 * A law as Python over `updates` updates, its lengths in steps; null for one whose body would be longer than its table.
 * Every operation in the order of the law's own formula, so that both round alike.
 */
export function lawBody(node: LawNode, updates: number): Body | null {
  const fields = fieldsOf(node);
  const { number, text, steps, word } = fields;
  const whole = node['length'] === undefined ? updates : steps('length');
  const share = `(min(t, ${String(whole)}) / ${String(whole)})`;
  switch (node.law) {
    case 'constant':
      return [`return ${text('learningRate')}`];
    case 'step':
      return scaled(number('initial'), `${text('factor')} ** (t // ${String(steps('every'))})`);
    case 'multi-step': {
      const at = (node['at'] as unknown as readonly { readonly steps: number }[]).map((length) => String(length.steps));
      return scaled(number('initial'), `${text('factor')} ** bisect.bisect_right(${list(at)}, t)`);
    }
    case 'exponential':
      return scaled(number('initial'), `${text('factor')} ** (t / ${String(steps('every'))})`);
    case 'inverse':
      return [
        `return ${text('initial')} * (1 + ${text('gamma')} * t / ${String(steps('every'))}) ** -${text('power')}`,
      ];
    case 'linear':
      return [`return ${between(text('initial'), text('end'), share)}`];
    case 'polynomial':
      return [`return ${between(text('end'), text('initial'), `(1 - ${share}) ** ${text('power')}`)}`];
    case 'sigmoid':
      return [
        `x = ${text('gamma')} * (t - ${String(steps('center'))}) / ${String(steps('unit'))}`,
        '# Far from the center one of the two exponentials would overflow.',
        `return ${text('initial')} / (1 + math.exp(-x)) if x >= 0 else ${text('initial')} * math.exp(x) / (1 + math.exp(x))`,
      ];
    case 'cosine':
      // Half a wave turns by 2π·0.5, which is π exactly.
      return [
        halfCosine(
          text('peak'),
          text('end'),
          number('cycles') === 0.5 ? `math.pi * ${share}` : `2 * math.pi * ${text('cycles')} * ${share}`,
        ),
      ];
    case 'cosine-restarts':
      return node['first'] === undefined ? equalCycles(fields, whole) : growingCycles(fields, updates);
    case 'inverse-sqrt':
      return [`return ${text('peak')} / math.sqrt(1 + t / ${String(steps('timescale'))})`];
    case 'noam':
      return [
        `return ${text('scale')} * ${text('dimension')} ** -0.5 * min((t + 1) ** -0.5, (t + 1) * ${text('warmupSteps')} ** -1.5)`,
      ];
    case 'warmup-stable-decay':
      return stableDecay(fields, updates);
    case 'one-cycle':
      return oneCycle(fields, updates);
    case 'wave':
      return wave(node, fields);
    case 'cyclic':
      return cyclic(node, fields);
    case 'rex':
      return [`left = 1 - ${share}`, `return ${between(text('end'), text('peak'), '(left / (0.1 + 0.9 * left))')}`];
    case 'table':
      return table(node, word('between'));
    default:
      return null;
  }
}

/** A learning rate of 0 stays 0, and its factor is not computed: it may leave the range of numbers. */
function scaled(initial: number, factor: string): Body {
  return [initial === 0 ? 'return 0.0' : `return ${float(initial)} * ${factor}`];
}

function halfCosine(peak: string, end: string, angle: string): string {
  return `return ${between(end, peak, `0.5 * (1 + math.cos(${angle}))`)}`;
}

function equalCycles({ number, text }: Fields, whole: number): Body {
  const passed = `${String(number('cycles'))} * t % ${String(whole)}`;
  return [
    `if t >= ${String(whole)}:`,
    `    return ${text('end')}`,
    halfCosine(text('peak'), text('end'), `math.pi * (${passed} / ${String(whole)})`),
  ];
}

function growingCycles({ number, text, steps }: Fields, updates: number): Body | null {
  const [first, multiplier] = [steps('first'), number('multiplier')];
  const top = `(${text('peak')} * ${text('decay')} ** cycle)`;
  if (multiplier === 1) {
    return [
      `cycle, passed = divmod(t, ${String(first)})`,
      halfCosine(top, text('end'), `math.pi * (passed / ${String(first)})`),
    ];
  }
  const starts: number[] = [];
  for (let cycle = 0; cycle <= MOST_CYCLES; cycle += 1) {
    const start = (first * (multiplier ** cycle - 1)) / (multiplier - 1);
    // Where the start is a whole update but for its rounding, the cycle begins there.
    const near = Math.round(start);
    starts.push(Math.abs(start - near) <= start * (cycle + 4) * Number.EPSILON ? near : start);
    if (start > updates) break;
  }
  if (starts.length > MOST_CYCLES) return null;
  return [
    `starts = ${list(starts.map(String))}`,
    'cycle = bisect.bisect_right(starts, t) - 1',
    `share = (t - starts[cycle]) / (${String(first)} * ${float(multiplier)} ** cycle)`,
    halfCosine(top, text('end'), 'math.pi * share'),
  ];
}

function stableDecay({ number, text, steps, word }: Fields, updates: number): Body {
  const [decay, start] = [steps('decay'), updates - steps('decay')];
  const [peak, end] = [text('peak'), text('end')];
  const decayed: Readonly<Record<string, string>> = {
    linear: `return ${between(peak, end, 'share')}`,
    cosine: halfCosine(peak, end, 'math.pi * share'),
    'one-minus-sqrt': `return ${between(end, peak, '(1 - math.sqrt(share))')}`,
    exponential: `return ${peak} * ${float(number('end') / number('peak'))} ** share`,
  };
  return [
    `if t <= ${String(start)}:`,
    `    return ${peak}`,
    `share = min(1, (t - ${String(start)}) / ${String(decay)})`,
    decayed[word('shape')] ?? '',
  ];
}

function oneCycle({ number, word }: Fields, updates: number): Body {
  const [peak, peakAt] = [number('peak'), number('peakAt')];
  const initial = peak / number('startDivisor');
  const final = initial / number('endDivisor');
  const [top, last] = [peakAt * updates - 1, updates - 1];
  const planned =
    number('phases') === 2
      ? ([
          [top, initial, peak],
          [last, peak, final],
        ] as const)
      : ([
          [top, initial, peak],
          [2 * peakAt * updates - 2, peak, initial],
          [last, initial, final],
        ] as const);
  const kept: string[] = [];
  let start = 0;
  for (const [end, from, to] of planned) {
    if (end <= start) continue;
    kept.push(`(${[start, end, from, to].map(float).join(', ')})`);
    start = end;
  }
  if (kept.length === 0) return [`return ${float(final)}`];
  const share = 'min(1, (t - start) / (end - start))';
  return [
    `t = min(t, ${String(last)})`,
    `for start, end, a, b in (${kept.join(', ')},):`,
    '    if t <= end:',
    '        break',
    word('anneal') === 'linear'
      ? `return (b - a) * ${share} + a`
      : `return b + (a - b) / 2 * (math.cos(math.pi * ${share}) + 1)`,
  ];
}

/** What is left of the height, as a factor behind it; `cycles` and `times` are Python. */
function damping(node: LawNode, cycles: string, times: string): string {
  const how = node['damping'];
  if (how === 'none') return '';
  if (how === 'halving') return ` * 2.0 ** -(${cycles})`;
  return ` * ${float((how as unknown as { readonly factor: number }).factor)} ** (${times})`;
}

function wave(node: LawNode, { text, steps, word }: Fields): Body {
  const length = steps('length');
  const shape = word('shape');
  const isSawtooth = shape.endsWith('sawtooth');
  const period = String(isSawtooth ? length : 2 * length);
  const shifted = word('start') === 'high' ? `t + ${String(length)}` : 't';
  const heights: Readonly<Record<string, string>> = {
    triangle: 'rising',
    sine: 'math.sin(math.pi * rising / 2)',
    cosine: '0.5 * (1 - math.cos(math.pi * rising))',
  };
  const height = heights[shape.replace('-sawtooth', '').replace('sawtooth', 'triangle')] ?? '';
  return [
    `passed = (${shifted}) % ${period}`,
    isSawtooth
      ? `rising = 0.0 if passed == 0 else 1 - passed / ${String(length)}`
      : `rising = (passed if passed <= ${String(length)} else ${period} - passed) / ${String(length)}`,
    `return (${text('high')} - ${text('low')}) * (${height})${damping(node, `(${shifted}) // ${period}`, 't')} + ${text('low')}`,
  ];
}

function cyclic(node: LawNode, { text, steps, word }: Fields): Body {
  const [up, down] = [steps('up'), steps('down')];
  const period = String(up + down);
  const left = damping(node, 'cycle', word('dampingPer') === 'update' ? 't' : 'cycle');
  return [
    `cycle, passed = divmod(t, ${period})`,
    `height = passed / ${String(up)} if passed <= ${String(up)} else (${period} - passed) / ${String(down)}`,
    `return ${between(text('low'), text('high'), `height${left}`)}`,
  ];
}

function table(node: LawNode, how: string): Body {
  const points = node['points'] as unknown as readonly (readonly [number, number])[];
  const head = [
    `updates = ${list(points.map(([t]) => String(t)))}`,
    `values = ${list(points.map(([, learningRate]) => float(learningRate)))}`,
    'index = bisect.bisect_right(updates, t) - 1',
  ];
  if (how === 'previous') return [...head, 'return values[index]'];
  return [
    ...head,
    'if index + 1 == len(updates):',
    '    return values[index]',
    'share = (t - updates[index]) / (updates[index + 1] - updates[index])',
    'return values[index] + (values[index + 1] - values[index]) * share',
  ];
}
