import { formatLearningRate } from '@ratebook/core/policy';
import { type Html, html } from './html.js';
import { type Axis, ticksOf } from './ticks.js';

export interface ChartPoint {
  readonly x: number;
  /** Null where it was no finite number: drawn as a cross at the upper edge. */
  readonly y: number | null;
  /** What stands on hover. */
  readonly text: string;
}

export interface Series {
  /** Written at its end, a letter or so; null where the chart has one series. */
  readonly name: string | null;
  readonly color: 'learning-rate' | 'loss' | 'metric' | 'cost';
  readonly points: readonly ChartPoint[];
  readonly isJoined: boolean;
  readonly hasDots: boolean;
  /** Told apart by the dashes of the line: 0 is a whole one. */
  readonly dash?: number;
}

export interface Chart {
  readonly title: string;
  readonly description: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
  /** Places on the horizontal axis, each with a word. */
  readonly marks?: readonly { readonly x: number; readonly text: string }[];
  /** A stretch of the horizontal axis. */
  readonly band?: { readonly from: number; readonly to: number };
  /** Values above are drawn at the upper edge, as crosses. */
  readonly ceiling?: number | null;
  readonly caption: string;
}

/** A chart is drawn twice: for a page, and narrower for a phone, where the other would have tiny letters. */
interface Size {
  readonly name: 'wide' | 'narrow';
  readonly width: number;
  readonly height: number;
  readonly mostTicks: number;
}

const SIZES: readonly Size[] = [
  { name: 'wide', width: 720, height: 330, mostTicks: 7 },
  { name: 'narrow', width: 360, height: 280, mostTicks: 4 },
];
const [LEFT, RIGHT, TOP, BOTTOM] = [52, 24, 34, 48];
const DASHES = ['', 'other', 'third'];

interface Scale {
  readonly low: number;
  readonly high: number;
  readonly at: (value: number) => number;
}

function scaleOf(values: readonly number[], axis: Axis, from: number, to: number): Scale {
  let low = values.reduce((held, value) => Math.min(held, value), Infinity);
  let high = values.reduce((held, value) => Math.max(held, value), -Infinity);
  if (!Number.isFinite(low)) [low, high] = [axis.isLogarithmic ? 0.1 : 0, 1];
  if (low === high) [low, high] = axis.isLogarithmic ? [low / 2, high * 2] : [low - 0.5, high + 0.5];
  const position = axis.isLogarithmic ? Math.log10 : (value: number) => value;
  const [start, span] = [position(low), position(high) - position(low)];
  return { low, high, at: (value) => from + ((position(value) - start) / span) * (to - from) };
}

const rounded = (value: number) => Number(value.toFixed(1));
const labelOf = (axis: Axis, value: number) =>
  axis.isLogarithmic ? formatLearningRate(Number(value.toPrecision(2))) : String(value);

/** A chart as SVG with its title, description and caption. A logarithmic axis leaves out what is not above 0. */
export function chart(asked: Chart): Html {
  return html`<figure>
    ${SIZES.map((size) => drawn(asked, size))}
    <figcaption>${asked.caption}</figcaption>
  </figure>`;
}

function drawn(asked: Chart, size: Size): Html {
  const { title, description, x, y, marks = [], band, ceiling = null } = asked;
  const isDrawn = (axis: Axis, value: number) => !axis.isLogarithmic || value > 0;
  const series = asked.series.map((one) => ({
    ...one,
    points: one.points.filter((point) => isDrawn(x, point.x) && (point.y === null || isDrawn(y, point.y))),
  }));
  const isOver = (value: number | null) => value === null || (ceiling !== null && value > ceiling);
  const all = series.flatMap(({ points }) => points);
  const heights = all.flatMap(({ y: value }) => (value === null || isOver(value) ? [] : [value]));
  const places = [...all.map((point) => point.x), ...marks.map((mark) => mark.x)];
  const xScale = scaleOf(places, x, LEFT + 8, size.width - RIGHT - 8);
  const yScale = scaleOf(heights, y, size.height - BOTTOM - 8, TOP + 18);
  const place: Place = (point) => [
    rounded(xScale.at(point.x)),
    rounded(point.y === null || isOver(point.y) ? TOP + 4 : yScale.at(point.y)),
  ];
  const id = `${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}-${size.name}`;
  return html`<svg
    class="${size.name}"
    viewBox="0 0 ${size.width} ${size.height}"
    role="img"
    aria-labelledby="${id}-title ${id}-text"
  >
    <title id="${id}-title">${title}</title>
    <desc id="${id}-text">${description}</desc>
    ${band === undefined ? null : bandOf(xScale, band, size)} ${axisLines({ x, y }, { x: xScale, y: yScale }, size)}
    ${series.map((one) => seriesOf(one, place, isOver))}
    ${marks.map((mark, index) => markOf(rounded(xScale.at(mark.x)), mark.text, index, size))}
    ${namesOf(series, place, isOver)}
  </svg>`;
}

type Place = (point: ChartPoint) => readonly [number, number];

function bandOf(scale: Scale, { from, to }: { readonly from: number; readonly to: number }, { height }: Size): Html {
  // A band of one learning rate is still to be seen.
  const [left, right] = [scale.at(from) - 4, scale.at(to) + 4];
  return html`<rect
    class="band"
    x="${rounded(left)}"
    y="${TOP}"
    width="${rounded(right - left)}"
    height="${height - TOP - BOTTOM}"
  />`;
}

function axisLines(
  axes: { readonly x: Axis; readonly y: Axis },
  scales: { readonly x: Scale; readonly y: Scale },
  { width, height, mostTicks }: Size,
): Html {
  const [base, right] = [height - BOTTOM, width - RIGHT];
  const across = ticksOf(axes.x, scales.x, mostTicks).map((value) => {
    const at = rounded(scales.x.at(value));
    return html`<path class="axis" d="M${at} ${base}v5" /><text x="${at}" y="${base + 20}" text-anchor="middle"
        >${labelOf(axes.x, value)}</text
      >`;
  });
  const up = ticksOf(axes.y, scales.y, mostTicks).map((value) => {
    const at = rounded(scales.y.at(value));
    return html`<path class="axis" d="M${LEFT} ${at}H${right}" /><text x="${LEFT - 6}" y="${at + 4}" text-anchor="end"
        >${labelOf(axes.y, value)}</text
      >`;
  });
  return html`${up}<path class="axis" d="M${LEFT} ${TOP}V${base}H${right}" />${across}
    <text x="8" y="18" class="strong">${axes.y.label}</text
    ><text x="${right}" y="${height - 8}" text-anchor="end" class="strong">${axes.x.label}</text>`;
}

function markOf(at: number, text: string, index: number, { width, height }: Size): Html {
  const isRight = at > width / 2;
  const line = html`<path class="mark" d="M${at} ${TOP}V${height - BOTTOM}" />`;
  return html`${line}<text
      class="strong"
      x="${isRight ? at - 5 : at + 5}"
      y="${TOP + 28 + 18 * (index % 4)}"
      text-anchor="${isRight ? 'end' : 'start'}"
      >${text}</text
    >`;
}

function seriesOf(
  { color, points, isJoined, hasDots, dash = 0 }: Series,
  place: Place,
  isOver: (value: number | null) => boolean,
): Html {
  const inside = points.filter((point) => !isOver(point.y));
  const path = inside.map((point, index) => `${index === 0 ? 'M' : 'L'}${place(point).join(' ')}`).join('');
  const shapes = points.map((point) => {
    const [left, top] = place(point);
    if (isOver(point.y))
      return html`<path class="cross" d="M${left - 4} ${top - 4}l8 8m0 -8l-8 8"><title>${point.text}</title></path>`;
    return hasDots
      ? html`<circle class="dot" cx="${left}" cy="${top}" r="3.5"><title>${point.text}</title></circle>`
      : html``;
  });
  return html`<g class="${`series ${color} ${DASHES[dash % DASHES.length] ?? ''}`.trim()}"
    >${isJoined && path !== '' ? html`<path class="join" d="${path}" />` : null}${shapes}</g
  >`;
}

const NAME_GAP = 14;

/** The names of series at their ends, moved apart where they would lie on one another. */
function namesOf(series: readonly Series[], place: Place, isOver: (value: number | null) => boolean): readonly Html[] {
  const ends = series.flatMap(({ name, color, points }) => {
    const last = points.findLast((point) => !isOver(point.y));
    if (name === null || last === undefined) return [];
    const [x, y] = place(last);
    return [{ name, color, x, y }];
  });
  let free = TOP;
  return ends
    .toSorted((a, b) => a.y - b.y)
    .map(({ name, color, x, y }) => {
      const at = Math.max(free, y + 4);
      free = at + NAME_GAP;
      return html`<g class="series ${color}"><text x="${rounded(x + 8)}" y="${rounded(at)}">${name}</text></g>`;
    });
}
