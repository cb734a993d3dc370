import { readRunState, runParameters, type RunState } from '../export/run-state';

/** What a playground’s address says. */
export interface PlaygroundState {
  readonly policy: string;
  readonly run: RunState;
  /** Undefined: the usual one, and its newest version. */
  readonly trainer: string | undefined;
  readonly version: string | undefined;
}

export const PLAYGROUND = '/playground';
const STANDARD_POLICY = 'cosine(2e-5, warmup=3%)';
export const STANDARD_UPDATES = 1000;

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

/** Reads the state from an address or a form. */
export function readPlaygroundState(get: (name: string) => string | undefined): PlaygroundState {
  const text = (name: string) => {
    const value = get(name)?.trim();
    return value === '' ? undefined : value;
  };
  return {
    policy: text('policy') ?? STANDARD_POLICY,
    run: readRunState(get, STANDARD_UPDATES),
    trainer: text('trainer'),
    version: text('version'),
  };
}

/** The address that brings somebody else to the same state. */
export function playgroundAddress(state: PlaygroundState): string {
  return `${PLAYGROUND}?${parametersOf(state).toString()}`;
}

/** The address of an export as a file. */
export function exportFileAddress(state: PlaygroundState): string {
  return `${PLAYGROUND}/export?${parametersOf(state).toString()}`;
}

function parametersOf({ policy, run, trainer, version }: PlaygroundState): URLSearchParams {
  return new URLSearchParams([
    ['policy', policy],
    ...runParameters(run).map(([name, value]) => [name, value]),
    ...(trainer === undefined ? [] : [['trainer', trainer]]),
    ...(version === undefined ? [] : [['version', version]]),
  ]);
}
