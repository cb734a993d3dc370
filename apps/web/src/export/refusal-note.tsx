import type { RefusalWords } from './refusal-words';

/** Why something was not taken, each reason a line; of notation the line itself with a caret under the column. */
export function RefusalNote({ refusals, id }: { refusals: readonly RefusalWords[]; id?: string }) {
  if (refusals.length === 0) return null;
  return (
    <div className="refusal" id={id}>
      {refusals.map(({ sentence, caret }) => (
        <div key={sentence}>
          <p>{sentence}</p>
          {caret === null ? null : <pre>{caret}</pre>}
        </div>
      ))}
    </div>
  );
}
