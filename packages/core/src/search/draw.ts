import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { type Policy, policyHash } from '../policy/index.js';
import { accepted, type Parsed, type Refusal, refused } from '../refusal/index.js';
import { sobol } from './sobol.js';
import type { Parameter, Space, Template } from './space.js';

/** A policy drawn from a space, and the template that it was made of. */
export interface Drawn {
  readonly policy: Policy;
  readonly template: number;
}

export interface DrawRequest {
  readonly draw: 'grid' | 'random' | 'sobol';
  /** Values of each range of a grid; policies of the other draws. */
  readonly count: number;
  /** A whole number from 0 to 2³² − 1. A grid does not look at it. */
  readonly seed: number;
  /** More policies than this are refused. */
  readonly most: number;
}

/** A draw that fills a template badly is taken again, so many times as often as policies are asked for. */
const TRIES = 20;

// Three digits are what a person reads off a logarithmic axis; a drawn learning rate is typed again by others.
const rounded = (value: number) => Number(value.toPrecision(3));

/** The value of a range at a place in [0, 1]: rounded, but never out of it. */
function within({ scale, low, high }: Exclude<Parameter, { readonly scale: 'choice' }>, place: number): number {
  const value = rounded(scale === 'log' ? low * (high / low) ** place : low + (high - low) * place);
  return Math.min(high, Math.max(low, value));
}

/** The value of a parameter at a place in [0, 1). */
function valueAt(parameter: Parameter, place: number): unknown {
  if (parameter.scale === 'choice') return parameter.values[Math.floor(place * parameter.values.length)];
  return within(parameter, place);
}

/** All values that a grid gives a parameter: both ends of a range, and evenly between. */
function levels(parameter: Parameter, count: number): readonly unknown[] {
  if (parameter.scale === 'choice') return parameter.values;
  const places = count === 1 ? [0.5] : Array.from({ length: count }, (_, index) => index / (count - 1));
  return [...new Set(places.map((place) => within(parameter, place)))];
}

function* gridOf(templates: readonly Template[], count: number): Generator<readonly [number, readonly unknown[]]> {
  for (const [index, { parameters }] of templates.entries()) {
    let combinations: readonly (readonly unknown[])[] = [[]];
    for (const parameter of parameters)
      combinations = combinations.flatMap((held) => levels(parameter, count).map((level) => [...held, level]));
    for (const values of combinations) yield [index, values];
  }
}

/** Points of the unit cube: the first coordinate chooses the template, the others its parameters. */
function* placesOf(templates: readonly Template[], { draw, seed }: DrawRequest): Generator<readonly number[]> {
  const dimensions = 1 + Math.max(0, ...templates.map(({ parameters }) => parameters.length));
  const random = xoroshiro128plus(seed | 0);
  const next = () => uniformInt(random, 0, 2 ** 32 - 1);
  if (draw === 'sobol') {
    const shift = Array.from({ length: dimensions }, next);
    yield* sobol(dimensions, shift);
  }
  for (;;) yield Array.from({ length: dimensions }, () => next() / 2 ** 32);
}

function* drawsOf(
  templates: readonly Template[],
  request: DrawRequest,
): Generator<readonly [number, readonly unknown[]]> {
  if (request.draw === 'grid') {
    yield* gridOf(templates, request.count);
    return;
  }
  let tries = request.count * TRIES;
  for (const [first = 0, ...places] of placesOf(templates, request)) {
    if (tries-- === 0) return;
    const index = Math.floor(first * templates.length);
    yield [index, (templates[index]?.parameters ?? []).map((parameter, at) => valueAt(parameter, places[at] ?? 0))];
  }
}

/** How many policies a grid would have, without making them. */
function gridSize(templates: readonly Template[], count: number): number {
  return templates
    .map(({ parameters }) => parameters.reduce((product, parameter) => product * levels(parameter, count).length, 1))
    .reduce((sum, size) => sum + size, 0);
}

/**
 * Draws the policies of a study from a space, each once, in an order that the request alone decides. Those that a template
 * does not allow (a low above its high) are left out; a template that allows none of those that were tried contradicts
 * itself, and is refused with what was wrong with the first.
 */
export function drawPolicies({ templates }: Space, request: DrawRequest): Parsed<readonly Drawn[]> {
  const size = request.draw === 'grid' ? gridSize(templates, request.count) : request.count;
  if (size > request.most) return refused(tooMany(size, request));
  const drawn: Drawn[] = [];
  const seen = new Set<string>();
  const allowed = new Set<number>();
  const faults = new Map<number, Refusal | undefined>();
  for (const [template, values] of drawsOf(templates, request)) {
    const policy = templates[template]?.fill(values);
    if (policy?.ok !== true) {
      if (!faults.has(template)) faults.set(template, policy?.refusals[0]);
      continue;
    }
    allowed.add(template);
    const hash = policyHash(policy.value);
    if (seen.has(hash)) continue;
    seen.add(hash);
    drawn.push({ policy: policy.value, template });
    if (request.draw !== 'grid' && drawn.length === request.count) break;
  }
  const contradictions = [...faults].filter(([template]) => !allowed.has(template));
  return contradictions.length > 0
    ? refused(...contradictions.map(([template, fault]) => contradictory(template, fault)))
    : accepted(drawn);
}

function tooMany(size: number, { draw, count, most }: DrawRequest): Refusal {
  const why = draw === 'grid' ? ` with ${String(count)} values of each range` : '';
  return {
    code: 'space.too-large',
    path: 'templates',
    expected: `at most ${String(most)} policies`,
    got: String(size),
    message: `The space has ${String(size)} policies${why}; a study tries at most ${String(most)}. Take fewer values, or draw them at random.`,
  };
}

function contradictory(template: number, fault: Refusal | undefined): Refusal {
  const path = `templates[${String(template)}]`;
  return {
    code: 'space.contradictory',
    path: fault === undefined || fault.path === '' ? path : `${path}.${fault.path}`,
    expected: 'a template that allows at least one policy',
    got: fault?.got ?? 'none',
    message: `${path}: no policy can be drawn from it. The first that was tried: ${fault?.message ?? 'none was'}`,
  };
}
