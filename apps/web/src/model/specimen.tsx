import Link from 'next/link';
import { LearningRateMap } from '../charts/learning-rate-map';
import { type EvidenceKind, evidenceLook, evidenceWord } from '../evidence/evidence';
import { addressOf } from '../registry/addresses';

interface SpecimenModel {
  readonly slug: string;
  readonly name: string;
  readonly bestPolicies: readonly {
    readonly peakLearningRate: number | null;
    readonly safeBandLow: number | null;
    readonly safeBandHigh: number | null;
  }[];
  readonly evidencePoints: readonly {
    readonly evidence: EvidenceKind;
    readonly standing: string;
    readonly peakLearningRate: number;
    readonly low: number | null;
    readonly high: number | null;
    readonly label: string;
    readonly href: string;
  }[];
}

/** On a wide front page, beside the search: the learning-rate map of the model that most is known about. */
export function Specimen({ model }: { model: SpecimenModel }) {
  if (model.evidencePoints.length === 0) return null;
  const best = model.bestPolicies[0];
  const band =
    best?.safeBandLow == null || best.safeBandHigh === null
      ? null
      : { low: best.safeBandLow, high: best.safeBandHigh, edge: null, label: 'safe band' };
  return (
    <figure className="card chart chart-wide my-0!">
      <LearningRateMap
        title={`Every piece of evidence about the learning rate of ${model.name}`}
        size="narrow"
        band={band}
        answer={best?.peakLearningRate ?? null}
        points={model.evidencePoints.map((point) => ({
          ...point,
          look: evidenceLook(point.evidence, point.standing),
          value: evidenceWord(evidenceLook(point.evidence, point.standing)),
        }))}
      />
      <figcaption>
        All that is known about the learning rate of{' '}
        <Link href={addressOf.model(model.slug)} prefetch={false}>
          {model.name}
        </Link>
        , one mark a piece of evidence.
      </figcaption>
    </figure>
  );
}
