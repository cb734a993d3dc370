import { Fragment, type ReactNode } from 'react';

/** How wide a drawing is made: once for a desk, once for a phone, so that its text has its true size on both. */
export type ChartSize = 'wide' | 'narrow';

/** A figure: the drawing in both sizes, a caption that explains it, and whatever table stands behind it. */
export function ChartFigure(props: { draw: (size: ChartSize) => ReactNode; caption?: ReactNode; behind?: ReactNode }) {
  return (
    <figure className="chart">
      {(['wide', 'narrow'] as const).map((size) => (
        <Fragment key={size}>
          <div className={`chart-${size}`}>{props.draw(size)}</div>
        </Fragment>
      ))}
      {props.caption === undefined ? null : <figcaption>{props.caption}</figcaption>}
      {props.behind}
    </figure>
  );
}
