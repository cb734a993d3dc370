import type { LawNote } from './law-notes';

/** The laws that a policy is made of, each in a sentence and its formula by cases. */
export function LawList({ notes }: { notes: readonly LawNote[] }) {
  return (
    <div className="mt-3">
      {notes.map(({ law, sentence, formula }) => (
        <div key={law} className="mb-2">
          <p className="small">
            <b>{law}</b> <span className="soft">{sentence}</span>
          </p>
          {formula.length === 0 ? null : (
            <ul className="formula">
              {formula.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          )}
        </div>
      ))}
    </div>
  );
}
