import Link from 'next/link';
import { PolicyCurve } from '../charts/policy-curve';
import { addressOf } from '../registry/addresses';
import { formatLearningRate } from '../text/learning-rate';

/** A policy wherever it is named: notation, the 120 × 28 curve, peak, link. */
export function PolicyLine(props: {
  notation: string;
  peakLearningRate: number | null;
  curve: readonly number[] | null;
  hash: string | null;
  isPeakShown?: boolean;
}) {
  const inside = (
    <>
      {props.curve === null || props.curve.length < 2 ? null : (
        <PolicyCurve learningRates={props.curve} label={`Learning rate of ${props.notation} over its budget`} />
      )}
      <code>{props.notation}</code>
      {props.isPeakShown === true && props.peakLearningRate !== null ? (
        <span className="soft small">peak {formatLearningRate(props.peakLearningRate)}</span>
      ) : null}
    </>
  );
  return props.hash === null ? (
    <span className="policy-line">{inside}</span>
  ) : (
    <Link className="policy-line" href={addressOf.policy(props.hash)} prefetch={false}>
      {inside}
    </Link>
  );
}
