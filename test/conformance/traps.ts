/** A policy that a tool is known to get wrong, or that an exporter might: what it shows, its notation and its run. */
export interface Trap {
  readonly about: string;
  readonly notation: string;
  readonly totalUpdates: number;
  readonly updatesPerEpoch?: number;
}

/** Hand-picked cases: the known traps of the tools, and the edges of lengths. */
export const TRAPS: readonly Trap[] = [
  { about: 'a warm-up of one update', notation: 'linear(1e-3, warmup=1)', totalUpdates: 10 },
  { about: 'a warm-up of one update', notation: 'cosine(1e-3, warmup=1)', totalUpdates: 10 },
  { about: 'a warm-up of one update', notation: 'constant(1e-3, warmup=1)', totalUpdates: 10 },
  { about: 'a warm-up of one update', notation: 'rex(1e-3, warmup=1)', totalUpdates: 10 },
  { about: 'a warm-up of two updates', notation: 'linear(1e-3, warmup=2)', totalUpdates: 10 },
  { about: 'a warm-up of all updates but one', notation: 'linear(2e-4, warmup=9)', totalUpdates: 10 },
  { about: 'a warm-up of all updates but one', notation: 'cosine(2e-4, warmup=9)', totalUpdates: 10 },
  { about: 'a ratio that a double carries over the whole', notation: 'cosine(2e-5, warmup=7%)', totalUpdates: 100 },
  { about: 'a ratio that is rounded up', notation: 'linear(2e-5, warmup=3%)', totalUpdates: 101 },
  { about: 'a warm-up in epochs', notation: 'cosine(2e-5, warmup=0.5 epochs)', totalUpdates: 101, updatesPerEpoch: 25 },
  { about: 'a warm-up that starts above 0', notation: 'linear(1e-3, warmup=5, warmup-from=1e-4)', totalUpdates: 24 },
  { about: 'a logarithmic warm-up', notation: 'constant(1e-3, warmup=5, warmup-shape=logarithmic)', totalUpdates: 24 },
  { about: 'a logarithmic warm-up', notation: 'linear(1e-3, warmup=4, warmup-shape=logarithmic)', totalUpdates: 24 },
  { about: 'a logarithmic warm-up', notation: 'cosine(1e-3, warmup=4, warmup-shape=logarithmic)', totalUpdates: 24 },
  { about: 'a cosine that ends early', notation: 'cosine(1e-3, length=20)', totalUpdates: 60 },
  { about: 'a cosine that ends early', notation: 'cosine(1e-3 -> 1e-4, warmup=5, length=20)', totalUpdates: 60 },
  { about: 'a linear that ends early', notation: 'linear(1e-3 -> 1e-4, warmup=5, length=20)', totalUpdates: 60 },
  { about: 'an end above the start', notation: 'linear(1e-4 -> 1e-3)', totalUpdates: 33 },
  { about: 'a cosine to a tenth', notation: 'cosine(1e-3 -> 1e-4, warmup=10)', totalUpdates: 100 },
  { about: 'a whole wave of cosine', notation: 'cosine(1e-3, cycles=1, warmup=10)', totalUpdates: 100 },
  {
    about: 'an inverse square root whose timescale is its warm-up',
    notation: 'inverse-sqrt(1e-3, timescale=10, warmup=10)',
    totalUpdates: 100,
  },
  {
    about: 'an inverse square root without a warm-up',
    notation: 'inverse-sqrt(1e-3, timescale=10000)',
    totalUpdates: 100,
  },
  {
    about: 'a milestone that is listed twice',
    notation: 'multi-step(0.1, factor=0.5, at=[10, 10, 20])',
    totalUpdates: 30,
  },
  { about: 'a milestone at the last update', notation: 'multi-step(0.1, factor=0.5, at=[29])', totalUpdates: 30 },
  {
    about: 'steps of one epoch',
    notation: 'step(0.1, factor=0.1, every=1 epoch)',
    totalUpdates: 30,
    updatesPerEpoch: 10,
  },
  {
    about: 'milestones in epochs',
    notation: 'multi-step(0.1, factor=0.1, at=[1 epoch, 2 epochs])',
    totalUpdates: 40,
    updatesPerEpoch: 10,
  },
  {
    about: 'a phase that begins',
    notation: 'constant(0.1) until 50%; step(0.01, factor=0.1, every=10)',
    totalUpdates: 51,
  },
  {
    about: 'phases with a warm-up each',
    notation: 'cosine(1e-3, warmup=3) until 20; linear(5e-4, warmup=2)',
    totalUpdates: 40,
  },
  { about: 'a trapezoid', notation: 'wsd(3e-4, warmup=2%, decay=20%)', totalUpdates: 150 },
  {
    about: 'a decay of nearly all',
    notation: 'wsd(3e-4 -> 3e-5, warmup=2, decay=97, shape=cosine)',
    totalUpdates: 100,
  },
  {
    about: 'an exponential decay',
    notation: 'wsd(3e-4 -> 3e-6, warmup=5, decay=30, shape=exponential)',
    totalUpdates: 100,
  },
  {
    about: 'a decay by a square root',
    notation: 'wsd(3e-4, warmup=5, decay=30, shape=one-minus-sqrt)',
    totalUpdates: 100,
  },
  { about: 'one update in all', notation: 'cosine(1e-3)', totalUpdates: 1 },
  { about: 'one update in all', notation: 'linear(1e-3)', totalUpdates: 1 },
  { about: 'two updates in all', notation: 'cosine(1e-3, warmup=1)', totalUpdates: 2 },
  { about: 'no learning rate at all', notation: 'constant(0)', totalUpdates: 5 },
  {
    about: 'a polynomial of the default end of Keras',
    notation: 'polynomial(1e-2 -> 1e-4, power=2)',
    totalUpdates: 50,
  },
  { about: 'a polynomial below 1', notation: 'polynomial(1e-2, power=0.5, warmup=5)', totalUpdates: 50 },
  { about: 'a one-cycle whose peak lies between updates', notation: 'one-cycle(1e-2)', totalUpdates: 37 },
  { about: 'a one-cycle of three phases', notation: 'one-cycle(1e-2, phases=3)', totalUpdates: 40 },
  { about: 'a short one-cycle', notation: 'one-cycle(1e-2)', totalUpdates: 3 },
  { about: 'a restart at the last update', notation: 'cosine-restarts(1e-3, first=10)', totalUpdates: 31 },
  { about: 'restarts that grow', notation: 'cosine-restarts(1e-3, first=10, multiplier=2)', totalUpdates: 75 },
  {
    about: 'restarts that grow by halves',
    notation: 'cosine-restarts(1e-3, first=8, multiplier=1.5)',
    totalUpdates: 75,
  },
  { about: 'restarts after a warm-up', notation: 'cosine-restarts(1e-3, cycles=3, warmup=10)', totalUpdates: 100 },
  { about: 'a triangle of up and down', notation: 'wave(triangle, 1e-4 .. 6e-3, length=10)', totalUpdates: 64 },
  {
    about: 'a triangle that is halved',
    notation: 'wave(triangle, 1e-4 .. 6e-3, length=10, damping=halving)',
    totalUpdates: 64,
  },
  { about: 'groups', notation: 'cosine(1e-4, warmup=10%) with groups(lora-b=16)', totalUpdates: 50 },
  { about: 'groups', notation: 'linear(1e-3) with groups(head=10, layer-0=0.1)', totalUpdates: 30 },
  { about: 'groups', notation: 'wave(triangle, 1e-4 .. 6e-3, length=10) with groups(head=10)', totalUpdates: 45 },
  {
    about: 'a plateau behind another phase',
    notation: 'linear(1e-3) until 20; plateau(1e-3, patience=1, metric=loss)',
    totalUpdates: 85,
    updatesPerEpoch: 8,
  },
  {
    about: 'a plateau that goes on where it stopped',
    notation:
      'plateau(1e-3, patience=0, metric=loss) until 30; constant(2e-4) until 50; plateau(1e-3, patience=0, metric=loss) resume',
    totalUpdates: 97,
    updatesPerEpoch: 5,
  },
  {
    about: 'a warm-up before a plateau',
    notation: 'plateau(1e-3, factor=0.5, patience=1, cooldown=1, metric=loss, rule=keras, warmup=12)',
    totalUpdates: 90,
    updatesPerEpoch: 6,
  },
  {
    about: 'the end of a run is no evaluation that matters',
    notation: 'plateau(1e-3, factor=0.5, patience=0, threshold=0, metric=loss)',
    totalUpdates: 40,
    updatesPerEpoch: 8,
  },
  {
    about: 'groups of a closed loop',
    notation: 'plateau(1e-3, factor=0.5, patience=0, metric=loss) with groups(head=10)',
    totalUpdates: 48,
    updatesPerEpoch: 8,
  },
];
