import type { Figure } from '../figure.js';
import type { ComposedScene } from './composition.js';
import { compositionFigures } from './composition-figures.js';
import { type Field, fieldsOf } from './field.js';
import { heldOutFigures, methodFigures, randomFigure, rivalFigures } from './halving-figures.js';
import { opdaFigures } from './opda.js';
import { type Landscape, readRecorded } from './recorded-landscape.js';
import { taskOf } from './task-of-scene.js';
import { type UntunedPolicies, untunedPolicies } from './rivals.js';
import { SCENES } from './scenes.js';
import {
  COST_EFFECTIVE,
  LATE_LOOK,
  observed,
  ONE_CUT,
  ONE_EPOCH,
  randomSearchHits,
  type Replay,
  replaySearch,
  replayUntuned,
  type SearchKind,
  SINGLE,
  TWO_CUTS,
  TWO_CUTS_UNGUARDED,
} from './searches.js';
import { targetFigures, targetOf } from './target.js';

/** A set of candidates, with what its task says of untuned policies. */
interface Case {
  readonly field: Field;
  readonly untuned: UntunedPolicies;
}

const RIVALS: readonly { readonly kind: SearchKind; readonly what: string }[] = [
  { kind: SINGLE, what: 'the same search by loss alone, without a target' },
  { kind: LATE_LOOK, what: 'the method where a task is evaluated so seldom that it looks first at three tenths' },
  { kind: ONE_CUT, what: 'halving once: all to a tenth, the best fifth and the lower neighbour to the end' },
  { kind: ONE_EPOCH, what: 'all to a tenth, the best quarter to the end' },
  { kind: TWO_CUTS, what: 'one in three at a tenth and at three tenths, the lower neighbour beside them' },
  { kind: TWO_CUTS_UNGUARDED, what: 'one in three at a tenth and at three tenths, alone' },
];

const UNTUNED: readonly { readonly name: keyof UntunedPolicies; readonly id: string; readonly what: string }[] = [
  { name: 'baseline', id: 'task-baseline', what: 'the task’s baseline, untuned' },
  { name: 'toolDefault', id: 'tool-default', what: 'what the libraries do unasked' },
  { name: 'formula', id: 'formula', what: 'the rule of thumb of the registry' },
];

/** What a search for a learning rate finds and costs, replayed on recorded grids: nothing is trained. */
export async function benchTuning(): Promise<readonly Figure[]> {
  const grids = readRecorded('landscape');
  const composed = readRecorded('composition');
  const scenes = SCENES.flatMap((scene): ComposedScene[] => {
    const [grid, own] = [grids.get(scene.id), composed.get(scene.id)];
    return grid === undefined || own === undefined ? [] : [{ scene, grid, composed: own }];
  });
  return [...halvingFigures(await casesOf(grids)), ...compositionFigures(scenes), ...opdaFigures()];
}

async function casesOf(landscapes: ReadonlyMap<string, Landscape>): Promise<readonly Case[]> {
  const cases: Case[] = [];
  for (const scene of SCENES) {
    const landscape = landscapes.get(scene.id);
    if (landscape === undefined) continue;
    const untuned = untunedPolicies(await taskOf(scene));
    const target = targetOf(landscape, untuned.baseline, scene.seeds);
    for (const field of fieldsOf(scene, landscape, target)) cases.push({ field, untuned });
  }
  return cases;
}

const replaysOf = (cases: readonly Case[], kind: SearchKind): readonly Replay[] =>
  cases.flatMap(({ field }) => field.seeds.map((seed) => replaySearch(field, seed, kind)));

function halvingFigures(all: readonly Case[]): readonly Figure[] {
  const isHeldOut = ({ field }: Case) => field.scene.isHeldOut === true;
  const cases = all.filter((one) => !isHeldOut(one));
  const replayed = (kind: SearchKind) => replaysOf(cases, kind);
  const untuned = (name: keyof UntunedPolicies): readonly Replay[] =>
    cases.flatMap(({ field, untuned: policies }) =>
      field.seeds.flatMap((seed) => replayUntuned(field, seed, policies[name]) ?? []),
    );
  const method = replayed(COST_EFFECTIVE);
  const chances = method.map((replay) =>
    observed(replay, randomSearchHits(replay.field, replay.seed, replay.costShare)),
  );
  return [
    ...methodFigures(method),
    ...heldOutFigures(replaysOf(all.filter(isHeldOut), COST_EFFECTIVE)),
    ...targetFigures(method, replayed(SINGLE)),
    ...RIVALS.flatMap(({ kind, what }) => rivalFigures(kind.id, what, replayed(kind))),
    randomFigure(chances),
    ...UNTUNED.flatMap(({ name, id, what }) => rivalFigures(id, what, untuned(name))),
  ];
}
