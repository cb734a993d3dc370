import type { ReactNode } from 'react';

export interface Column {
  readonly name: string;
  readonly isNumber?: boolean;
  /** Whether the name is for screen readers alone, where the column speaks for itself to the eye. */
  readonly isNameHidden?: boolean;
}

/** A plain table that scrolls inside itself where the screen is narrow. */
export function DataTable({
  columns,
  rows,
  caption,
}: {
  columns: readonly Column[];
  rows: readonly (readonly ReactNode[])[];
  caption?: string;
}) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={caption ?? 'Table'}>
      <table className="data-table">
        {caption === undefined ? null : <caption className="sr-only">{caption}</caption>}
        <thead>
          <tr>
            {columns.map(({ name, isNumber, isNameHidden }) => (
              <th key={name} className={isNumber === true ? 'text-right!' : undefined}>
                {isNameHidden === true ? <span className="sr-only">{name}</span> : name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} className={columns[column]?.isNumber === true ? 'number' : undefined}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The numbers behind a chart, folded away. */
export function TableBehind(props: {
  columns: readonly Column[];
  rows: readonly (readonly ReactNode[])[];
  caption: string;
}) {
  return (
    <details className="behind">
      <summary>{props.caption}</summary>
      <DataTable {...props} />
    </details>
  );
}
