import type { Fidelity } from '@ratebook/core/policy/exporters';
import { fidelitySentence, fidelityWord } from './fidelity-words';

/** Circles that are filled, half filled and crossed out: told apart without their colour. */
const SHAPES: Readonly<Record<Fidelity['kind'], { readonly ring: string; readonly inside: string }>> = {
  exact: { ring: 'shape filled', inside: '' },
  approximate: { ring: 'shape open', inside: 'M7,2.6a4.4,4.4 0 0 0 0,8.8z' },
  'not-expressible': { ring: 'shape open', inside: 'M3.6,10.4l6.8,-6.8' },
};

/** How well a form says the policy: a shape, a word, and the numbers behind it. */
export function FidelityMark({ fidelity }: { fidelity: Fidelity }) {
  const { ring, inside } = SHAPES[fidelity.kind];
  return (
    <p className="fidelity">
      <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true" className="learning-rate">
        <circle className={ring} cx={7} cy={7} r={4.6} />
        <path className={fidelity.kind === 'approximate' ? 'filled' : 'line'} d={inside} />
      </svg>
      <span>
        <b>{fidelityWord(fidelity)}</b> <span className="soft">{fidelitySentence(fidelity)}</span>
      </span>
    </p>
  );
}
