import { CopyButton } from './copy-button';

export interface Command {
  readonly command: string;
  /** What it does, in a few words. */
  readonly says?: string;
}

/** Commands to type, one a line, each with a copy button; a long one scrolls inside itself. */
export function Commands({ commands }: { commands: readonly Command[] }) {
  return (
    <ul className="commands">
      {commands.map(({ command, says }) => (
        <li key={command}>
          {says === undefined ? null : <span className="says">{says}</span>}
          <code tabIndex={0}>{command}</code>
          <CopyButton text={command} />
        </li>
      ))}
    </ul>
  );
}
