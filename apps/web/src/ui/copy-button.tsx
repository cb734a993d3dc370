'use client';

import { useState } from 'react';

/** Copies a text. Shown only where a script runs, since it can do nothing without one. */
export function CopyButton({ text }: { text: string }) {
  const [word, setWord] = useState('Copy');
  return (
    <button
      type="button"
      className="copy"
      aria-label={`Copy: ${text}`}
      onClick={() => {
        navigator.clipboard.writeText(text).then(
          () => setWord('Copied'),
          () => setWord('Select it'),
        );
      }}
    >
      {word}
    </button>
  );
}
