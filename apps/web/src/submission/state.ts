import { levelLabel } from '../verification/levels';

/** A submission's state in a sentence; `level` is null until its report is there. */
export function submissionStateText(state: string, level: number | null): string {
  switch (state) {
    case 'QUEUED':
      return 'Received and kept; the checks have not begun.';
    case 'VERIFYING':
      return 'The checks are running.';
    case 'ACCEPTED':
      return `Every required check held up to ${levelLabel(level)}.`;
    case 'REJECTED':
      return 'A required check failed; it is kept with its report and takes no part in any board.';
    case 'WITHDRAWN':
      return 'Taken back by whoever sent it.';
    default:
      return state.toLowerCase();
  }
}
