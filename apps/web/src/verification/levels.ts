/** A level of the verification ladder: its name, what reaching it shows, and what it still does not prove. */
export interface Level {
  readonly level: number;
  readonly name: string;
  readonly shows: string;
  readonly doesNotProve: string;
}

/** The ladder, L0 to L6, in the words of docs/verification.md. */
export const LEVELS: readonly Level[] = [
  {
    level: 0,
    name: 'well-formed',
    shows: 'The document can be read, its task is open and its policy parses.',
    doesNotProve: 'that anything was trained.',
  },
  {
    level: 1,
    name: 'signed and timed',
    shows: 'A registered key signed it, under a ticket whose seeds the server chose.',
    doesNotProve: 'that the numbers follow from each other.',
  },
  {
    level: 2,
    name: 'trace-consistent',
    shows: 'The learning rate of every update is the policy’s, and every summary was worked out again from the trace.',
    doesNotProve: 'that the trace came from a real training.',
  },
  {
    level: 3,
    name: 'anchored',
    shows: 'Weights, data and the first updates agree with what is public.',
    doesNotProve: 'that the rest of the run is as reported.',
  },
  {
    level: 4,
    name: 're-scored',
    shows: 'The metric was computed again from predictions or weights.',
    doesNotProve: 'that the model was trained on the declared data alone.',
  },
  {
    level: 5,
    name: 'statistically plausible',
    shows: 'Control runs and spread agree with what others measured.',
    doesNotProve: 'that somebody else would get the same.',
  },
  {
    level: 6,
    name: 'reproduced',
    shows: 'Another account on another machine measured it again with fresh seeds.',
    doesNotProve: 'that it holds for other data or models.',
  },
];

/** `L2 trace-consistent`; a level below 0 or none is not verified yet. */
export function levelLabel(level: number | null): string {
  const known = level === null ? undefined : LEVELS[level];
  return known === undefined ? 'not verified yet' : `L${known.level} ${known.name}`;
}
