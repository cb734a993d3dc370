import { CommandFailure } from '../failure.js';

/** What an error's code says a person can do; every other code of the system is shown as it is. */
function adviceOf(code: string, path: string, isRead: boolean): string {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return `No space is left for ${path}. Nothing was half-written; free some space and run the same command again.`;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `${path} cannot be ${isRead ? 'read' : 'written'} (${code}). Make it yours, or set RATEBOOK_HOME to a folder of yours.`;
    case 'ENOTDIR':
    case 'EEXIST':
    case 'EISDIR':
      return `${path} cannot be ${isRead ? 'read' : 'written'} (${code}): something else lies where a ${code === 'EISDIR' ? 'file' : 'folder'} belongs. Move it away, or set RATEBOOK_HOME to another folder.`;
    default:
      return `${path} cannot be ${isRead ? 'read' : 'written'} (${code}).`;
  }
}

function failureOf(error: unknown, path: string, isRead: boolean): unknown {
  if (!(error instanceof Error) || error instanceof CommandFailure) return error;
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined ? error : new CommandFailure(adviceOf(code, path, isRead), 1, [code], { cause: error });
}

/** A failed write as its user should read it; what is no failure of the system (a bug) as it is. */
export function diskFailure(error: unknown, path: string): unknown {
  return failureOf(error, path, false);
}

/** A failed read as its user should read it. */
export function readFailure(error: unknown, path: string): unknown {
  return failureOf(error, path, true);
}
