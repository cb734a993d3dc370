import Link from 'next/link';
import type { MouseEvent } from 'react';
import { formatCount, plural } from '../text/numbers';
import { CopyButton } from '../ui/copy-button';
import type { ExportOutcome, ExportView, FormView, TrainerTab } from './export-view';
import { FidelityMark } from './fidelity-mark';
import { RefusalNote } from './refusal-note';

/** Which tool, and which of its versions; undefined is its newest. */
export interface ExportChoice {
  readonly trainer: string;
  readonly version: string | undefined;
}

interface Props {
  readonly tabs: readonly TrainerTab[];
  readonly chosen: string;
  readonly exported: ExportOutcome | null;
  /** The address of the same page with another choice. */
  readonly addressOf: (choice: ExportChoice) => string;
  /** The address of the chosen export as a file. */
  readonly fileAddress: string;
  /** Takes a choice without loading a page; absent where no script works it out. */
  readonly onChoose?: (choice: ExportChoice) => void;
}

/** What a tool's exporter was held against. */
function provenance({ totalUpdates, checkedAgainst, source }: ExportView): string {
  const run = `Written for ${plural(totalUpdates, 'update')}`;
  switch (checkedAgainst) {
    case 'library':
      return `${run}. Held against the library itself: ${source}.`;
    case 'transcribed':
      return `${run}. Held against a rule transcribed from the tool’s source: ${source}.`;
    case 'nothing':
      return `${run}, from the policy itself: there is no tool to hold it against.`;
  }
}

/** A policy for the tool that the reader trains with: tabs, versions, every form with its fidelity, code to copy. */
export function ExportPanel({ tabs, chosen, exported, addressOf, fileAddress, onChoose }: Props) {
  const link = (choice: ExportChoice, name: string, isCurrent: boolean) => (
    <Link
      key={name}
      href={addressOf(choice)}
      prefetch={false}
      scroll={false}
      aria-current={isCurrent ? 'true' : undefined}
      {...(onChoose === undefined ? {} : { onClick: instead(() => onChoose(choice)) })}
    >
      {name}
    </Link>
  );
  const view = exported !== null && 'forms' in exported ? exported : null;
  const [first, ...others] = view?.forms ?? [];
  return (
    <div className="export">
      <nav className="tabs" aria-label="Tools">
        {tabs.map(({ trainer, title }) => link({ trainer, version: undefined }, title, trainer === chosen))}
      </nav>
      {exported !== null && 'refusals' in exported ? <RefusalNote refusals={exported.refusals} /> : null}
      {view === null ? null : (
        <>
          {view.versions.length < 2 ? null : (
            <nav className="versions" aria-label={`Versions of ${view.title}`}>
              <span className="soft small">Version</span>
              {view.versions.map((version) =>
                link({ trainer: view.trainer, version }, version, version === view.version),
              )}
            </nav>
          )}
          {first === undefined ? (
            <p className="note my-4">{view.title} has nothing that comes near this policy.</p>
          ) : (
            <Form form={first} fileAddress={fileAddress} />
          )}
          {others.map((form) => (
            <details key={form.form}>
              <summary>
                <span>
                  or {form.form} <span className="soft small">· {form.language}</span>
                </span>
              </summary>
              <Form form={form} fileAddress={null} />
            </details>
          ))}
          <p className="soft small mt-3">{provenance(view)}</p>
        </>
      )}
    </div>
  );
}

function Form({ form, fileAddress }: { form: FormView; fileAddress: string | null }) {
  return (
    <section className="export-form">
      <FidelityMark fidelity={form.fidelity} />
      <div className="code-block">
        <div className="code-head">
          <span className="mono">{form.form}</span>
          {form.code === null ? null : <CopyButton text={form.code} label={form.form} />}
        </div>
        <pre tabIndex={0}>
          <code>{form.shown}</code>
        </pre>
        {form.hiddenLines === 0 && form.code !== null ? null : (
          <p className="code-foot">
            {form.hiddenLines > 1 ? `… ${formatCount(form.hiddenLines)} more lines. ` : 'Not shown whole. '}
            {fileAddress === null ? null : (
              <a href={fileAddress} download>
                The whole as a file
              </a>
            )}
          </p>
        )}
      </div>
      {form.notes.length === 0 ? null : (
        <ul className="export-notes">
          {form.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** A click that is handled here, unless the reader wants the link in a place of its own. */
function instead(act: () => void) {
  return (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    act();
  };
}
