import { readRunState, runParameters, type RunState, type StandardRun } from '../export/run-state';

/** What a playground’s address says. */
export interface PlaygroundState {
  readonly policy: string;
  readonly run: RunState;
  /** Undefined: the usual one, and its newest version. */
  readonly trainer: string | undefined;
  readonly version: string | undefined;
}

export const PLAYGROUND = '/playground';
/** What stands for an empty line. */
export const STANDARD_POLICY = 'cosine(2e-5, warmup=3%)';
export const STANDARD_RUN: StandardRun = { by: 'updates', updates: 1000 };

/** Lines to start from. Each is read by the language of this version: playground.test.ts holds them to it. */
export const STARTS: readonly (readonly [title: string, policy: string])[] = [
  ['warm-up and cosine', STANDARD_POLICY],
  ['linear', 'linear(2e-4, warmup=100)'],
  ['warm-up, stable, decay', 'wsd(3e-4, warmup=2%, decay=20%, shape=one-minus-sqrt)'],
  ['in phases', 'constant(0.1) until 50%; step(0.01, factor=0.1, every=200)'],
  ['triangles', 'wave(triangle, 1e-4 .. 6e-3, length=100, damping=halving)'],
  ['one cycle', 'one-cycle(6e-3)'],
  ['plateau', 'plateau(1e-3, factor=0.1, patience=5, metric=eval_loss)'],
  ['LRBench’s own', 'lrPolicy_STEP+k0_0.1+gamma_0.1+l_250'],
];

/**
 * Reads the state from an address or a form. `standardOf` is the run that a policy is shown over where none is said; a
 * form always says one.
 */
export function readPlaygroundState(
  get: (name: string) => string | undefined,
  standardOf: (policy: string) => StandardRun = () => STANDARD_RUN,
): PlaygroundState {
  const policy = get('policy')?.trim() || STANDARD_POLICY;
  return readPolicyState(policy, get, standardOf(policy));
}

/** The same on a page that is about one policy: its address says the run and the tool. */
export function readPolicyState(
  policy: string,
  get: (name: string) => string | undefined,
  standard: StandardRun,
): PlaygroundState {
  const text = (name: string) => {
    const value = get(name)?.trim();
    return value === '' ? undefined : value;
  };
  const run = readRunState(get, standard);
  return { policy, run, trainer: text('trainer'), version: text('version') };
}

/** The address that shows a policy over a run that suits it. */
export function playgroundOf(policy: string): string {
  return `${PLAYGROUND}?${new URLSearchParams({ policy }).toString()}`;
}

/** The address that brings somebody else to the same state. */
export function playgroundAddress(state: PlaygroundState): string {
  return `${PLAYGROUND}?${parametersOf(state).toString()}`;
}

/** The address of an export as a file. */
export function exportFileAddress(state: PlaygroundState): string {
  return `${PLAYGROUND}/export?${parametersOf(state).toString()}`;
}

function parametersOf(state: PlaygroundState): URLSearchParams {
  return new URLSearchParams([['policy', state.policy], ...choiceParameters(state)]);
}

/** The run and the tool as parameters, for a page that is about one policy. */
export function choiceParameters({
  run,
  trainer,
  version,
}: Pick<PlaygroundState, 'run' | 'trainer' | 'version'>): [string, string][] {
  return [
    ...runParameters(run).map(([name, value]): [string, string] => [name, value]),
    ...(trainer === undefined ? [] : [['trainer', trainer] as [string, string]]),
    ...(version === undefined ? [] : [['version', version] as [string, string]]),
  ];
}
