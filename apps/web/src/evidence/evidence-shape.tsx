import type { EvidenceLook } from './evidence';

/**
 * The shape of one kind of evidence, as SVG centred on (x, y): filled circle, ring, square, filled diamond, open diamond,
 * open triangle. `radius` in pixels. Colour comes from the `learning-rate` class around it.
 */
export function EvidenceShape({
  look,
  x,
  y,
  radius = 5,
}: {
  look: EvidenceLook;
  x: number;
  y: number;
  radius?: number;
}) {
  const r = radius;
  const diamond = `M${x},${y - r * 1.25}l${r * 1.25},${r * 1.25}l${-r * 1.25},${r * 1.25}l${-r * 1.25},${-r * 1.25}z`;
  switch (look) {
    case 'here':
      return <circle className="shape filled" cx={x} cy={y} r={r} />;
    case 'near':
      return <circle className="shape open" cx={x} cy={y} r={r - 0.75} />;
    case 'imported':
      return <rect className="shape filled" x={x - r * 0.9} y={y - r * 0.9} width={r * 1.8} height={r * 1.8} />;
    case 'published-measured':
      return <path className="shape filled" d={diamond} />;
    case 'published-used':
      return <path className="shape open" d={diamond} />;
    case 'formula':
      return <path className="shape open" d={`M${x},${y - r}l${r * 1.1},${r * 1.9}h${-r * 2.2}z`} />;
  }
}
