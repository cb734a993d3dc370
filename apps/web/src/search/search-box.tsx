'use client';

import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { askSearch } from './ask-search';
import { HitLine, type SearchHit } from './hit';

const PAUSE_MILLISECONDS = 140;

/**
 * The search box of the front page: a plain form that answers as one types where a script runs. Arrow keys walk through
 * the answers, Enter opens one, Escape closes them.
 */
export function SearchBox({ initialText = '', autoFocus = false }: { initialText?: string; autoFocus?: boolean }) {
  const [text, setText] = useState(initialText);
  const [hits, setHits] = useState<readonly SearchHit[] | null>(null);
  const [chosen, setChosen] = useState(-1);
  const list = useRef<HTMLUListElement>(null);
  const id = useId();

  useEffect(() => {
    const wanted = text.trim();
    if (wanted.length < 2 || wanted === initialText) {
      setHits(null);
      return undefined;
    }
    const abort = new AbortController();
    const timer = setTimeout(() => {
      askSearch(wanted, abort.signal).then(
        (found) => {
          setHits(found);
          setChosen(-1);
        },
        // A request that was overtaken, or a registry that is away: the form still works and will say which.
        () => undefined,
      );
    }, PAUSE_MILLISECONDS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text, initialText]);

  const onKeyDown = (event: KeyboardEvent) => {
    const count = hits?.length ?? 0;
    if (event.key === 'Escape') setHits(null);
    if (count === 0) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setChosen((now) => (now === -1 && step === -1 ? count - 1 : (now + step + count) % count));
    }
    if (event.key === 'Enter' && chosen >= 0) {
      event.preventDefault();
      list.current?.querySelectorAll('a')[chosen]?.click();
    }
  };

  return (
    <div className="search">
      <form action="/search" role="search">
        <input
          className="field"
          type="search"
          name="q"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
          autoFocus={autoFocus}
          autoComplete="off"
          placeholder="A model, a task, a policy: Llama-3.2-3B"
          role="combobox"
          aria-label="Search models, tasks, policies and citations"
          aria-expanded={hits !== null}
          aria-controls={`${id}-answers`}
          aria-activedescendant={chosen >= 0 ? `${id}-${String(chosen)}` : undefined}
        />
        <button className="button" type="submit">
          Search
        </button>
      </form>
      {hits === null ? null : (
        <ul className="search-answers" id={`${id}-answers`} role="listbox" ref={list} aria-label="Answers">
          {hits.map((hit, index) => (
            <li key={hit.href + hit.title} id={`${id}-${String(index)}`} role="option" aria-selected={index === chosen}>
              <a href={hit.href} tabIndex={-1}>
                <HitLine hit={hit} />
              </a>
            </li>
          ))}
          {hits.length === 0 ? (
            <li className="p-3 small soft">
              Nothing by that name. Press Enter: the search page says which formula stands in for an unknown model.
            </li>
          ) : null}
        </ul>
      )}
    </div>
  );
}
