import { checkTask } from '@ratebook/core/proposal';
import { parseTask } from '@ratebook/core/task';
import { Commands } from '../ui/commands';
import { CopyButton } from '../ui/copy-button';

/** What the registry's own check finds doubtful in a task document; nothing where it cannot be read. */
export function doubtfulPoints(document: unknown): readonly string[] {
  const parsed = parseTask(document);
  return parsed.ok ? checkTask(parsed.value).warnings.map(({ message }) => message) : [];
}

/** What becomes of a proposal, what to look at in it, and how to answer it. */
export function ProposalSection({ name, document }: { name: string; document: unknown }) {
  const doubtful = doubtfulPoints(document);
  const slug = name.split('@')[0] ?? name;
  return (
    <>
      <section>
        <h2>What happens next</h2>
        <p className="mb-3">
          A steward reads it and opens or declines it; either stands in its history, with who, when and why. Once it is
          open it takes tickets, and its boards begin. It never changes: whoever wants it otherwise proposes the next
          version, and a newer one of the same proposer takes its place. That is how a proposal is discussed here: by a
          better document.
        </p>
        <Commands
          commands={[
            {
              says: 'Save the document below, change it, and see whether it fits',
              command: `ratebook task check ${slug}.json --train`,
            },
            { says: 'Propose it as the next version', command: `ratebook task propose ${slug}.json` },
          ]}
        />
      </section>
      {doubtful.length === 0 ? null : (
        <section className="section">
          <h2>Worth a second look</h2>
          <ul className="list-disc pl-5">
            {doubtful.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** The whole document, to read and to copy. */
export function TaskDocument({ name, document }: { name: string; document: unknown }) {
  const text = JSON.stringify(document, null, 2);
  return (
    <details className="section mt-6!">
      <summary>The whole document</summary>
      <div className="code-block mt-3">
        <div className="code-head">
          <span>{name}</span>
          <CopyButton text={text} label={`the document of ${name}`} />
        </div>
        <pre tabIndex={0}>{text}</pre>
      </div>
    </details>
  );
}
