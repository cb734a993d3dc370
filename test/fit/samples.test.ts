import { existsSync, readFileSync } from 'node:fs';
import { fitTrace } from '@ratebook/core/policy/fit';
import { printPolicy } from '@ratebook/core/policy';
import { valueOrThrow } from '@ratebook/core/refusal';
import { describe, expect, it } from 'vitest';

const FOLDER = new URL('../../../shared/samples/trainer_state/', import.meta.url);
const isHere = existsSync(FOLDER);

interface TrainerState {
  readonly max_steps?: number;
  readonly log_history: readonly { readonly step: number; readonly learning_rate?: number }[];
}

/** Logs of Transformers' Trainer that other people wrote: they lie beside a checkout of ours and are not part of it. */
describe.skipIf(!isHere)('the Trainer logs of the sample folder, where it is there', () => {
  it.each([
    ['distilbert-lora-imdb', 'linear(2e-4)', 'applied', 0],
    ['geollm', 'linear(0.02)', 'next', 0],
    // Two updates were skipped before the first entry, and one more before the second.
    ['whisper-small-hi', 'linear(1e-5, warmup=500)', 'applied', 2],
  ])('%s is %s', (name, line, semantics, skippedUpdates) => {
    const state = JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8')) as TrainerState;
    const logged = state.log_history.flatMap(({ step, learning_rate: learningRate }) =>
      learningRate === undefined ? [] : [{ t: step - 1, learningRate }],
    );
    const fit = valueOrThrow(
      fitTrace({
        update: logged.map(({ t }) => t),
        learningRate: logged.map(({ learningRate }) => learningRate),
        totalUpdates: state.max_steps ?? null,
      }),
    );
    expect(printPolicy(fit.policy)).toBe(line);
    expect(fit).toMatchObject({ semantics, skippedUpdates });
  });
});
