import type { ReaderRunInput } from '@ratebook/core/policy/exporters';

/** Fields of the reader's run, as they are typed and stand in an address; an empty one is ''. */
export interface RunState {
  /** How the length of the run is said: its updates, or epochs over so much data. */
  readonly by: 'updates' | 'epochs';
  readonly updates: string;
  readonly updatesPerEpoch: string;
  readonly examples: string;
  readonly batch: string;
  readonly epochs: string;
  readonly tokens: string;
}

/** Fields in the order of the form; each is its own name in an address. */
export const RUN_FIELDS = ['updates', 'updatesPerEpoch', 'examples', 'batch', 'epochs', 'tokens'] as const;
type RunField = (typeof RUN_FIELDS)[number];

/** Fields that count where the run is said that way; the others are hidden, and passed over. */
export const FIELDS_OF: Readonly<Record<RunState['by'], readonly RunField[]>> = {
  updates: ['updates', 'updatesPerEpoch', 'tokens'],
  epochs: ['examples', 'batch', 'epochs', 'tokens'],
};

/** The run that is meant where nothing is said. */
export interface StandardRun {
  readonly by: RunState['by'];
  readonly updates: number;
}

/** Reads the fields from an address or a form. */
export function readRunState(get: (name: string) => string | undefined, standard: StandardRun): RunState {
  const text = (name: string) => get(name)?.trim() ?? '';
  const by = saidBy(text) ?? standard.by;
  return {
    by,
    updates: text('updates') === '' && by === 'updates' ? String(standard.updates) : text('updates'),
    updatesPerEpoch: text('updatesPerEpoch'),
    examples: text('examples'),
    batch: text('batch'),
    epochs: text('epochs'),
    tokens: text('tokens'),
  };
}

/** The kind of run that is asked for, or that the fields which are filled in belong to; null where nothing tells. */
function saidBy(text: (name: string) => string): RunState['by'] | null {
  const by = text('by');
  if (by === 'updates' || by === 'epochs') return by;
  if (text('updates') !== '') return 'updates';
  return ['examples', 'batch', 'epochs'].some((name) => text(name) !== '') ? 'epochs' : null;
}

/** The run as parameters of an address: what counts and is filled in, and nothing else. */
export function runParameters(run: RunState): readonly (readonly [string, string])[] {
  const said = FIELDS_OF[run.by].filter((field) => run[field] !== '').map((field) => [field, run[field]] as const);
  // An address says the kind of run where its fields do not tell it.
  return said.some(([field]) => field === 'updates' || field === 'epochs') ? said : [['by', run.by], ...said];
}

/** The run as core reads it. What is no number at all becomes NaN, which core refuses by the name of its field. */
export function readerRunInput(run: RunState): ReaderRunInput {
  const number = (field: RunField) => (run[field] === '' ? null : Number(run[field].replaceAll(/[,_\s]/g, '')));
  return run.by === 'updates'
    ? { totalUpdates: number('updates'), updatesPerEpoch: number('updatesPerEpoch'), tokensPerUpdate: number('tokens') }
    : {
        examples: number('examples'),
        batchSize: number('batch'),
        epochs: number('epochs'),
        tokensPerUpdate: number('tokens'),
      };
}
