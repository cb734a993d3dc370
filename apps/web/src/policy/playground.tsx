'use client';

import Link from 'next/link';
import { type MouseEvent, useCallback, useEffect, useRef, useState } from 'react';
import { type ExportChoice, ExportPanel } from '../export/export-panel';
import { RefusalNote } from '../export/refusal-note';
import { RunFields } from '../export/run-fields';
import { EmptyState } from '../ui/empty-state';
import { comparisonAddress } from './comparison-state';
import { DrawingFigure, Reading, ReadingFacts } from './playground-result';
import {
  exportFileAddress,
  PLAYGROUND,
  playgroundAddress,
  type PlaygroundState,
  readPlaygroundState,
  STANDARD_POLICY,
  STARTS,
} from './playground-state';
import type { PlaygroundView } from './playground-view';

const FORM = 'playground-form';
/** Browsers take a hundred addresses in half a minute and no more. */
const ADDRESS_PAUSE_MILLISECONDS = 350;
/** The export of a longer run is written when the typing pauses. */
const AT_ONCE_UPDATES = 20_000;
const EXPORT_PAUSE_MILLISECONDS = 250;

/**
 * A plain form, which needs no JavaScript; with it, an answer comes while one types. The language and its exporters are
 * loaded when they are first needed.
 */
export function Playground(initial: { state: PlaygroundState; view: PlaygroundView }) {
  const [state, setState] = useState(initial.state);
  const [view, setView] = useState(initial.view);
  // An unfinished line leaves the drawing of the last finished one standing, paler.
  const [drawn, setDrawn] = useState(initial.view.drawing);
  const [isWriting, setWriting] = useState(false);
  const [isLive, setLive] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const line = useRef<HTMLTextAreaElement>(null);
  const asked = useRef(0);

  useEffect(() => setLive(true), []);

  useEffect(() => {
    if (state === initial.state) return undefined;
    const timer = setTimeout(
      () => window.history.replaceState(null, '', playgroundAddress(state)),
      ADDRESS_PAUSE_MILLISECONDS,
    );
    return () => clearTimeout(timer);
  }, [state, initial.state]);

  const show = useCallback((next: PlaygroundState) => {
    setState(next);
    asked.current += 1;
    const question = asked.current;
    import('./playground-view').then(
      ({ readPlayground }) => {
        if (question !== asked.current) return;
        const { view: read, write } = readPlayground(next);
        if (read.drawing !== null) setDrawn(read.drawing);
        if (write === null || read.drawing === null || read.drawing.totalUpdates <= AT_ONCE_UPDATES) {
          setView({ ...read, exported: write?.() ?? null });
          setWriting(false);
          return;
        }
        setView(({ exported }) => ({ ...read, exported }));
        setWriting(true);
        setTimeout(() => {
          if (question !== asked.current) return;
          setView({ ...read, exported: write() });
          setWriting(false);
        }, EXPORT_PAUSE_MILLISECONDS);
      },
      // The scripts could not be loaded: the form still works, and its button brings the answer.
      () => setLive(false),
    );
  }, []);

  const read = (choice: Partial<ExportChoice> = {}): PlaygroundState => {
    const data = new FormData(form.current ?? undefined);
    const typed = readPlaygroundState((name) => {
      const value = data.get(name);
      return typeof value === 'string' ? value : undefined;
    });
    return { ...typed, trainer: state.trainer, version: state.version, ...choice };
  };

  const start = (policy: string) => (event: MouseEvent) => {
    if (line.current === null || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    line.current.value = policy;
    line.current.focus();
    show(read());
  };

  return (
    <div onInput={() => show(read())}>
      <form id={FORM} ref={form} action={PLAYGROUND} className="playground-line">
        <label htmlFor="policy" className="soft small">
          A policy, as one line or as a document
        </label>
        <textarea
          id="policy"
          ref={line}
          name="policy"
          className="field mono"
          rows={2}
          defaultValue={initial.state.policy}
          placeholder={STANDARD_POLICY}
          spellCheck={false}
          autoCapitalize="off"
          autoCorrect="off"
          aria-describedby="reading"
          aria-invalid={view.reading === null}
        />
        {state.trainer === undefined ? null : <input type="hidden" name="trainer" value={state.trainer} />}
        {state.version === undefined ? null : <input type="hidden" name="version" value={state.version} />}
        {isLive ? null : (
          <button className="button mt-3" type="submit">
            Draw and export
          </button>
        )}
      </form>
      <Reading view={view} id="reading" />
      <p className="starts small">
        <span className="soft">Start from </span>
        {STARTS.map(([title, policy]) => (
          <Link
            key={title}
            href={playgroundAddress({ ...state, policy })}
            prefetch={false}
            title={policy}
            onClick={start(policy)}
          >
            {title}
          </Link>
        ))}
      </p>
      <div className="columns columns-side">
        <div className={view.drawing === null && drawn !== null ? 'stale' : undefined}>
          {drawn === null ? (
            <EmptyState>The curve stands here as soon as the line can be read and suits your run.</EmptyState>
          ) : (
            <DrawingFigure drawing={drawn} />
          )}
        </div>
        <aside>
          <RunFields run={initial.state.run} form={FORM} />
          <RefusalNote refusals={view.runRefusals} />
          <ReadingFacts
            view={view}
            compareAddress={
              <Link href={comparisonAddress([state.policy], state.run)} prefetch={false}>
                Compare it with others
              </Link>
            }
          />
        </aside>
      </div>
      {view.exported === null ? null : (
        <section className={isWriting ? 'section stale' : 'section'} id="exports" aria-busy={isWriting}>
          <h2>For the tool that you train with</h2>
          <ExportPanel
            tabs={view.tabs}
            chosen={view.trainer}
            exported={view.exported}
            addressOf={(choice) => `${playgroundAddress({ ...state, ...choice })}#exports`}
            fileAddress={exportFileAddress(state)}
            onChoose={(choice) => show(read(choice))}
          />
        </section>
      )}
    </div>
  );
}
