import { readFile } from 'node:fs/promises';
import {
  largestLearningRateField,
  parsePolicyDocument,
  printPolicy,
  readJson,
  type RunContext,
} from '@ratebook/core/policy';
import { type Parsed, valueOrThrow } from '@ratebook/core/refusal';
import { drawPolicies, type Space } from '@ratebook/core/search';
import { type Candidate, MOST_TRIALS } from '@ratebook/core/study';
import type { Task } from '@ratebook/core/task';
import { CommandFailure, UsageError } from '../failure.js';
import { registryCandidates } from '../study/registry-candidates.js';
import { armOf, budgetShare } from './arms.js';
import type { CommandContext } from './context.js';
import type { KnownTask } from './task.js';
import type { Strategy, TuneOptions } from './tune-options.js';

/** A climb costs about as much on a finer grid; halving costs with every candidate. */
const USUAL_GRID = { climb: 8, halving: 6 } as const;
const USUAL_DRAWS = 12;

/** What a study's candidates are drawn for. */
export interface CandidateSetting {
  readonly space: Space;
  readonly run: RunContext;
  /** Whether the task is evaluated before its end, so that candidates can be compared there. */
  readonly isComparedEarly: boolean;
}

/** Candidates, and how a study goes on from them. */
export interface FoundCandidates {
  readonly strategy: Strategy;
  readonly candidates: readonly Candidate[];
}

/** A value read from a file, or a failure that names it. */
function inFile<T>(path: string, parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value;
  const { refusals } = parsed;
  throw new CommandFailure(
    refusals.map(({ message }) => `--space ${path}: ${message}`).join('\n'),
    1,
    refusals.map(({ code }) => code),
  );
}

/** A value read from a space: what is wrong with one of the person's own names its file. */
export const inSpace = <T>({ space }: TuneOptions, parsed: Parsed<T>): T =>
  space === null ? valueOrThrow(parsed) : inFile(space, parsed);

/** The search space in a file of the person's, as JSON; what is wrong with it names the file. */
export async function readSpaceFile(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new CommandFailure(`--space ${path} cannot be read: ${error instanceof Error ? error.message : ''}`);
  });
  return inFile(path, readJson(text));
}

function draw(options: TuneOptions, space: Space, strategy: Strategy): readonly Candidate[] {
  const { search, candidates, searchSeed } = options;
  const count = candidates ?? (search === 'grid' ? USUAL_GRID[strategy] : USUAL_DRAWS);
  return inSpace(options, drawPolicies(space, { draw: search, count, seed: searchSeed, most: MOST_TRIALS })).map(
    ({ policy, template }): Candidate => ({
      policy: JSON.parse(JSON.stringify(policy)) as Candidate['policy'],
      template,
      origin: `${space.templates[template]?.law ?? 'policy'}, drawn`,
    }),
  );
}

/** Where a template varies in more than one value, in words; or null. */
function variesInMore({ templates }: Space): string | null {
  const strange = templates.find(({ parameters }) => parameters.length > 1 || parameters[0]?.scale === 'choice');
  return strange === undefined
    ? null
    : `${strange.law} varies in ${strange.parameters.map(({ path }) => path).join(', ')}`;
}

/** Where two policies of a template have one largest learning rate, so that neither is the higher one, in words; or null. */
function sharesHeight({ templates }: Space, drawn: readonly Candidate[]): string | null {
  for (const [index, { law, parameters }] of templates.entries()) {
    const heights = drawn
      .filter(({ template }) => template === index)
      .map(({ policy }) => largestLearningRateField(valueOrThrow(parsePolicyDocument(policy))));
    const twice = heights.find((height, place) => heights.indexOf(height) < place);
    if (twice !== undefined)
      return `several policies of ${law} have the largest learning rate ${String(twice)} and differ in ${parameters.map(({ path }) => path).join(', ')}`;
  }
  return null;
}

/**
 * What is drawn from a space, and how a study goes on from it: as asked, else by a climb wherever there is a grid of
 * learning rates alone. On a task that is evaluated at its end alone nothing can be compared earlier: all are tried in full.
 */
function drawn(options: TuneOptions, { space, isComparedEarly }: CandidateSetting): FoundCandidates {
  const { search, strategy, full, eta } = options;
  const halved = (): FoundCandidates => ({ strategy: 'halving', candidates: draw(options, space, 'halving') });
  if (strategy === 'halving' || full || search !== 'grid' || eta !== null || !isComparedEarly) return halved();
  let strange = variesInMore(space);
  if (strange === null) {
    const candidates = draw(options, space, 'climb');
    strange = sharesHeight(space, candidates);
    if (strange === null) return { strategy: 'climb', candidates };
  }
  if (strategy === 'climb')
    throw new UsageError(
      `--strategy climb: the templates of ${options.space ?? 'the space'} must vary by their learning rate alone; ${strange}.`,
    );
  return halved();
}

/** A policy that the task cannot be trained with is left out, and said. */
function trainable(
  task: Task,
  candidates: readonly Candidate[],
  options: TuneOptions,
  say: (text: string) => void,
): Candidate[] {
  const share = budgetShare(options.budget);
  const kept: Candidate[] = [];
  const seen = new Set<string>();
  for (const candidate of candidates) {
    const policy = valueOrThrow(parsePolicyDocument(candidate.policy));
    const line = printPolicy(policy);
    if (seen.has(line)) continue;
    seen.add(line);
    try {
      armOf(task, policy, share);
      kept.push(candidate);
    } catch (error) {
      if (!(error instanceof CommandFailure)) throw error;
      say(`Left out: ${error.message}`);
    }
  }
  return kept;
}

/** The policies that a study tries on a task, those that the registry answers first. */
export async function candidatesOf(
  { output, registry }: CommandContext,
  known: KnownTask,
  options: TuneOptions,
  setting: CandidateSetting,
): Promise<FoundCandidates> {
  const { strategy, candidates } = drawn(options, setting);
  const kept = (found: readonly Candidate[]): FoundCandidates => ({
    strategy,
    candidates: trainable(known.task, found, options, (text) => output.paragraph(text)),
  });
  if (!options.fromRegistry) return kept(candidates);
  if (known.unreachable !== null) throw known.unreachable;
  const answered = await registryCandidates(registry, known.task, setting.run);
  output.paragraph(
    answered.candidates.length === 0
      ? 'The registry has no policy for this model that can be tried here.'
      : `From the registry, tried first: ${answered.candidates.map(({ policy, origin }) => `${printPolicy(valueOrThrow(parsePolicyDocument(policy)))} (${origin})`).join('; ')}.`,
  );
  for (const line of answered.leftOut) output.paragraph(`Not tried: ${line}.`);
  return kept([...answered.candidates, ...candidates]);
}
