import { type Figure, meanOf } from '../figure.js';
import { type ComposedScene, type CompositionReplay, replayCompositions } from './composition.js';
import { type Composition, COMPOSITIONS, FRESH_SEEDS } from './composition-cases.js';
import { estimate, groundOf } from './estimate.js';

interface Question {
  readonly id: string;
  readonly about: string;
  readonly better: Figure['better'];
  readonly value: (replay: CompositionReplay) => number;
}

const FRESH = `mean of ${String(FRESH_SEEDS.length)} fresh seeds`;

const QUESTIONS: readonly Question[] = [
  {
    ...{ id: 'better-share', better: 'higher' },
    about: `how often the composition’s test loss is below that of the study’s best single policy, same budget, ${FRESH}`,
    value: ({ gains }) => Number(meanOf(gains) > 0),
  },
  {
    ...{ id: 'gain', better: 'higher' },
    about: `by how much, as a share of the single policy’s test loss, ${FRESH}`,
    value: ({ gains }) => meanOf(gains),
  },
  {
    ...{ id: 'better-than-grid-share', better: 'higher' },
    about: `how often it is below that of the best decay of the whole grid, chosen by the mean of all its seeds, ${FRESH}`,
    value: ({ gainsOverGrid }) => Number(meanOf(gainsOverGrid) > 0),
  },
  {
    ...{ id: 'gain-over-grid', better: 'higher' },
    about: `by how much, as a share of that one’s test loss, ${FRESH}`,
    value: ({ gainsOverGrid }) => meanOf(gainsOverGrid),
  },
  {
    ...{ id: 'cost-share', better: 'lower' },
    about: 'updates of the whole study beside its candidates trained in full',
    value: ({ costShare }) => costShare,
  },
];

/** How often phases beat a single policy. */
export function compositionFigures(scenes: readonly ComposedScene[]): readonly Figure[] {
  return COMPOSITIONS.flatMap((composition) => figuresOf(scenes, composition));
}

function figuresOf(scenes: readonly ComposedScene[], composition: Composition): readonly Figure[] {
  const replays = replayCompositions(scenes, composition);
  if (replays.length === 0) return [];
  return QUESTIONS.map(({ id, about, better, value }) => {
    const found = estimate(
      replays.map((replay) => ({
        task: replay.scene.task,
        landscape: replay.scene.id,
        seed: replay.seed,
        value: value(replay),
      })),
    );
    return {
      ...{ id: `tuning.composition-${composition.id}.${id}`, value: found.mean, unit: 'share', goal: null, better },
      about: `${composition.what}: ${about}; ${groundOf(found)}`,
    };
  });
}
