import type { LawNode } from '../../policy.js';
import {
  between,
  type BodyContext,
  type BodyFields,
  bodyOf,
  count,
  float,
  type PythonBody,
  wrapped,
} from './python-body.js';

const HALF_COSINE = '0.5 * (1 + math.cos(math.pi * share))';

export function restartsBody(fields: BodyFields, context: BodyContext): PythonBody {
  return fields.has('first') ? growingCycles(fields, context) : equalCycles(fields, context);
}

function equalCycles({ has, number, text, steps }: BodyFields, { updates, latest }: BodyContext): PythonBody {
  const length = has('length') ? count(steps('length')) : updates.text;
  const isOver = latest >= (has('length') ? steps('length') : updates.least);
  return bodyOf({ peak: text('peak'), end: text('end'), cycles: String(number('cycles')), length }, [
    ...(isOver ? ['if t >= length:', '    return end'] : []),
    'share = cycles * t % length / length',
    `return ${between(['end', number('end')], 'peak', HALF_COSINE)}`,
  ]);
}

/** Longer lists of cycles are written as the formula of their starts. */
const MOST_LISTED = 64;

/** SGDR; where the cycles grow, what is known of their starts is said as the law says it, roundings included. */
function growingCycles({ number, text, steps }: BodyFields, { latest }: BodyContext): PythonBody {
  const [first, multiplier] = [steps('first'), number('multiplier')];
  const isDecaying = number('decay') !== 1 && number('peak') !== 0;
  const constants = {
    peak: text('peak'),
    end: text('end'),
    first: count(first),
    multiplier: text('multiplier'),
    decay: text('decay'),
  };
  const last = [
    ...(isDecaying ? ['top = peak * decay ** cycle'] : []),
    `return ${between(['end', number('end')], isDecaying ? 'top' : 'peak', HALF_COSINE)}`,
  ];
  if (multiplier === 1)
    return bodyOf(constants, ['cycle, passed = divmod(t, first)', 'share = passed / first', ...last]);
  const starts = startsUpTo(first, multiplier, latest);
  const share = 'share = (t - start) / (first * multiplier ** cycle)';
  if (starts !== null) {
    return bodyOf({ ...constants, starts: wrapped(starts.map(String)) }, [
      'cycle = bisect.bisect_right(starts, t) - 1',
      'start = starts[cycle]',
      share,
      ...last,
    ]);
  }
  return bodyOf(constants, [
    'def start_of(cycle):',
    '    exponent = cycle * math.log1p(multiplier - 1)',
    '    start = first * (math.expm1(exponent) / (multiplier - 1))',
    '    # Where it is a whole update but for its rounding, the cycle starts there.',
    '    return round(start) if abs(start - round(start)) <= start * (cycle + exponent + 4) * 2.0**-52 else start',
    '',
    'cycle = int(math.log1p(t / first * (multiplier - 1)) / math.log1p(multiplier - 1))',
    'while start_of(cycle) > t:',
    '    cycle -= 1',
    'while start_of(cycle + 1) <= t:',
    '    cycle += 1',
    'start = start_of(cycle)',
    share,
    ...last,
  ]);
}

/** Where cycles start, up to `latest`; null where they are too many to list. */
function startsUpTo(first: number, multiplier: number, latest: number): readonly number[] | null {
  const starts: number[] = [];
  for (let cycle = 0; cycle <= MOST_LISTED; cycle += 1) {
    const exponent = cycle * Math.log1p(multiplier - 1);
    const sum = first * (Math.expm1(exponent) / (multiplier - 1));
    const whole = Math.round(sum);
    const start = Math.abs(sum - whole) <= sum * (cycle + exponent + 4) * Number.EPSILON ? whole : sum;
    if (start > latest) return starts;
    starts.push(start);
  }
  return null;
}

/** What is left of the height, as a factor behind it; `cycles` and `times` are Python. */
function damping(node: LawNode, cycles: string, times: string): string {
  const how = node['damping'];
  if (how === 'none') return '';
  if (how === 'halving') return ` * 2.0 ** -${cycles}`;
  return ` * ${float((how as unknown as { readonly factor: number }).factor)} ** ${times}`;
}

const HEIGHTS: Readonly<Record<string, string>> = {
  triangle: 'rising',
  sawtooth: 'rising',
  sine: 'math.sin(math.pi * rising / 2)',
  'sine-sawtooth': 'math.sin(math.pi * rising / 2)',
  cosine: '0.5 * (1 - math.cos(math.pi * rising))',
  'cosine-sawtooth': '0.5 * (1 - math.cos(math.pi * rising))',
};

export function waveBody({ text, number, steps, word }: BodyFields, _context: BodyContext, node: LawNode): PythonBody {
  const shape = word('shape');
  const isSawtooth = shape.endsWith('sawtooth');
  const place = word('start') === 'high' ? 't + length' : 't';
  const period = isSawtooth ? 'length' : '2 * length';
  const remainder = `${place === 't' ? place : `(${place})`} % ${isSawtooth ? period : `(${period})`}`;
  const isDamped = node['damping'] === 'halving';
  const height = `${HEIGHTS[shape] ?? ''}${damping(node, 'cycle', 't')}`;
  return bodyOf({ low: text('low'), high: text('high'), length: count(steps('length')) }, [
    isDamped ? `cycle, passed = divmod(${place}, ${period})` : `passed = ${remainder}`,
    isSawtooth
      ? 'rising = 0.0 if passed == 0 else 1 - passed / length'
      : 'rising = (passed if passed <= length else 2 * length - passed) / length',
    `return ${number('low') === 0 ? `high * ${height}` : `(high - low) * ${height} + low`}`,
  ]);
}

export function cyclicBody(
  { text, number, steps, word }: BodyFields,
  _context: BodyContext,
  node: LawNode,
): PythonBody {
  const left = damping(node, 'cycle', word('dampingPer') === 'update' ? 't' : 'cycle');
  return bodyOf({ low: text('low'), high: text('high'), up: count(steps('up')), down: count(steps('down')) }, [
    left.includes('cycle') ? 'cycle, passed = divmod(t, up + down)' : 'passed = t % (up + down)',
    'height = passed / up if passed <= up else (up + down - passed) / down',
    `return ${between(['low', number('low')], 'high', `height${left}`)}`,
  ]);
}
