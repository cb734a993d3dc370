import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PALEST } from '../charts/strength';

const css = readFileSync(new URL('../../app/tokens.css', import.meta.url), 'utf8');
const [lightCss = '', darkCss = ''] = css.split('@media');

function coloursOf(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...text.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

/** Relative luminance of sRGB, WCAG 2.2. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** A colour drawn over a ground at some opacity, as it is seen. */
function over(colour: string, ground: string, opacity: number): string {
  const channels = [1, 3, 5].map((at) => {
    const [front = 0, back = 0] = [colour, ground].map((hex) => Number.parseInt(hex.slice(at, at + 2), 16));
    return Math.round(front * opacity + back * (1 - opacity))
      .toString(16)
      .padStart(2, '0');
  });
  return `#${channels.join('')}`;
}

const TEXT = ['ink', 'ink-soft', 'accent', 'learning-rate', 'loss', 'metric', 'cost', 'good', 'bad'];
const GROUNDS = ['paper', 'raised', 'sunken'];

describe.each([
  ['light', coloursOf(lightCss)],
  ['dark', coloursOf(darkCss)],
])('colours in the %s scheme', (_, colours) => {
  it('agree with the WCAG formula on black and white', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
  });

  it.each(TEXT.flatMap((text) => GROUNDS.map((ground) => [text, ground] as const)))(
    '%s is readable on %s (4.5 : 1 or more)',
    (text, ground) => {
      expect(contrast(colours[text] ?? '', colours[ground] ?? '')).toBeGreaterThanOrEqual(4.5);
    },
  );

  it.each(['loss', 'metric'])('draws %s at its palest so that it is seen on paper (3 : 1 or more)', (thing) => {
    const paper = colours['paper'] ?? '';
    expect(contrast(over(colours[thing] ?? '', paper, PALEST), paper)).toBeGreaterThanOrEqual(3);
  });

  it('lets buttons be read and their edges be seen', () => {
    expect(contrast(colours['on-accent'] ?? '', colours['accent'] ?? '')).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colours['rule-strong'] ?? '', colours['paper'] ?? '')).toBeGreaterThanOrEqual(3);
  });
});
