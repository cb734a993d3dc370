import type { ExportedForm } from '@ratebook/core/policy/exporters';
import { compilePolicy } from '@ratebook/core/policy';
import { valueOrThrow } from '@ratebook/core/refusal';
import type { ConformanceCase } from './cases.js';

/** Of the peak: what policies may differ by where a tool computes in double or in single precision. */
export const TOLERANCE_OF_PEAK = { double: 1e-12, single: 1e-6 } as const;

/** What a library applied: the base learning rate by update, and those of the parameter groups that the form carries. */
export interface Applied {
  readonly learningRates: readonly number[];
  readonly groups: Readonly<Record<string, readonly number[]>>;
}

/** Where two curves are farthest apart, as a share of a peak. */
export interface Difference {
  readonly ofPeak: number;
  readonly update: number;
  readonly expected: number;
  readonly got: number;
}

/** What a form is, seen from the learning rates that the library applied. */
export interface Verdict {
  readonly kind: 'exact' | 'approximate' | 'not-expressible';
  /** From the policy; over all series of evaluations of a closed loop. */
  readonly difference: Difference;
  /** Sentences, each a reason for an unexplained row; none where library, model and export agree. */
  readonly unexplained: readonly string[];
}

/**
 * Compares what the library applied with our model of it, and the fidelity that the export states with the one that
 * follows from the library. `applied` has one entry for an open loop, one for each series of a closed one.
 */
export function checkForm(one: ConformanceCase, form: ExportedForm, applied: readonly Applied[]): Verdict {
  const { candidate } = form;
  const tolerance = TOLERANCE_OF_PEAK[candidate.precision];
  const compiled = valueOrThrow(compilePolicy(one.policy, one.run));
  const { totalUpdates, peakLearningRate } = compiled;
  const unexplained: string[] = [];
  let farthest: Difference = { ofPeak: 0, update: 0, expected: 0, got: 0 };
  for (const [which, { learningRates, groups }] of applied.entries()) {
    const events = one.series[which] ?? [];
    const isClosed = one.series.length > 0;
    const modelAt = isClosed ? (candidate.replay?.(events) ?? candidate.learningRateAt) : candidate.learningRateAt;
    const policyAt = isClosed ? compiled.replay(events) : compiled.learningRateAt;
    const said = Array.from({ length: totalUpdates }, (_, t) => modelAt(t));
    const place = isClosed ? `series ${String(which)}, ` : '';
    if (learningRates.length !== totalUpdates) {
      unexplained.push(`${place}${String(learningRates.length)} learning rates for ${String(totalUpdates)} updates`);
    }
    const scale = Math.max(peakLearningRate, ...said.filter(Number.isFinite));
    const apart = firstApart(said, learningRates, tolerance * scale);
    if (apart !== null) unexplained.push(`${place}${shownApart(apart)}`);
    for (const [name, ofGroup] of Object.entries(groups)) {
      const multiplier = candidate.groups.get(name) ?? 1;
      const apartInGroup = firstApart(
        said.map((value) => value * multiplier),
        ofGroup,
        tolerance * scale * Math.max(1, multiplier),
      );
      if (apartInGroup !== null) unexplained.push(`${place}group ${name}: ${shownApart(apartInGroup)}`);
    }
    for (const [name, multiplier] of [[null, 1] as const, ...compiled.groups]) {
      const theirs =
        name === null
          ? learningRates
          : (groups[name] ?? learningRates.map((value) => value * (candidate.groups.get(name) ?? 1)));
      farthest = fartherOf(
        farthest,
        differenceOf((t) => policyAt(t) * multiplier, theirs, totalUpdates, peakLearningRate),
      );
    }
  }
  const kind = farthest.ofPeak <= tolerance ? 'exact' : candidate.intent === 'law' ? 'approximate' : 'not-expressible';
  const disagreement = fidelityDisagreement(one, form, kind, farthest.ofPeak, tolerance);
  return {
    kind,
    difference: farthest,
    unexplained: disagreement === null ? unexplained : [...unexplained, disagreement],
  };
}

function fidelityDisagreement(
  one: ConformanceCase,
  { fidelity, candidate }: ExportedForm,
  kind: Verdict['kind'],
  found: number,
  tolerance: number,
): string | null {
  // An export of a closed loop tries series of its own: it may know of a difference that ours do not show.
  const isClosed = one.series.length > 0;
  if (fidelity.kind === 'exact') {
    return kind === 'exact' ? null : `the export says exact, the library differs by ${String(found)} of the peak`;
  }
  const { ofPeak } = fidelity.difference;
  if (isClosed) return null;
  if (fidelity.kind !== kind)
    return `the export says ${fidelity.kind} (${String(ofPeak)}), the library ${kind} (${String(found)})`;
  const toolPeak = Math.max(
    ...Array.from({ length: one.run.totalUpdates }, (_, t) => candidate.learningRateAt(t)).filter(Number.isFinite),
    0,
  );
  const peak = valueOrThrow(compilePolicy(one.policy, one.run)).peakLearningRate;
  const allowed = 2 * tolerance * Math.max(1, toolPeak / peak, ofPeak);
  return found === ofPeak || Math.abs(found - ofPeak) <= allowed
    ? null
    : `the export says a difference of ${String(ofPeak)}, from the library follows ${String(found)}`;
}

function firstApart(expected: readonly number[], got: readonly number[], allowed: number) {
  for (const [update, value] of expected.entries()) {
    const theirs = got[update] ?? NaN;
    const isSame = Object.is(value, theirs) || Math.abs(value - theirs) <= allowed;
    if (!isSame && !(Number.isNaN(value) && Number.isNaN(theirs)))
      return { update, expected: value, got: theirs, allowed };
  }
  return null;
}

function shownApart({
  update,
  expected,
  got,
  allowed,
}: {
  update: number;
  expected: number;
  got: number;
  allowed: number;
}): string {
  return `update ${String(update)}: our model ${String(expected)}, the library ${String(got)} (allowed ${allowed.toExponential(1)})`;
}

function differenceOf(
  policyAt: (t: number) => number,
  got: readonly number[],
  totalUpdates: number,
  peak: number,
): Difference {
  let farthest: Difference = { ofPeak: 0, update: 0, expected: policyAt(0), got: got[0] ?? NaN };
  for (let update = 0; update < totalUpdates; update += 1) {
    const [expected, theirs] = [policyAt(update), got[update] ?? NaN];
    const distance = Math.abs(expected - theirs);
    const ofPeak = Number.isNaN(distance) ? Infinity : peak === 0 ? (distance === 0 ? 0 : Infinity) : distance / peak;
    if (ofPeak > farthest.ofPeak) farthest = { ofPeak, update, expected, got: theirs };
  }
  return farthest;
}

function fartherOf(a: Difference, b: Difference): Difference {
  return b.ofPeak > a.ofPeak ? b : a;
}
