'use client';

import { useState } from 'react';

/** Copies a text. Does nothing without a script. `label` names a text that is too long to be read out. */
export function CopyButton({ text, label = text }: { text: string; label?: string }) {
  const [word, setWord] = useState('Copy');
  return (
    <button
      type="button"
      className="copy"
      aria-label={`Copy: ${label}`}
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
