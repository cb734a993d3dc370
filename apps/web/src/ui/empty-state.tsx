import type { ReactNode } from 'react';
import { Commands } from './commands';

/** What would stand here, and the one command that makes it. */
export function EmptyState({ children, command }: { children: ReactNode; command?: string }) {
  return (
    <div className="empty">
      <p>{children}</p>
      {command === undefined ? null : (
        <div className="mt-3">
          <Commands commands={[{ command }]} />
        </div>
      )}
    </div>
  );
}
