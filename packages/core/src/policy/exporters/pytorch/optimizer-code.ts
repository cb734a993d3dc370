import type { CompiledPolicy } from '../../compile.js';
import { float } from '../python/law-body.js';

const DEFAULT_GROUP = 'default';

/**
 * Python that makes an optimizer whose parameter groups stand at `learningRate` times their multipliers: a scheduler that
 * multiplies each group's own learning rate then gives the policy's.
 */
export function optimizerCode({ groups }: Pick<CompiledPolicy, 'groups'>, learningRate: number): string {
  const base = float(learningRate * (groups.get(DEFAULT_GROUP) ?? 1));
  const named = [...groups].filter(([name]) => name !== DEFAULT_GROUP);
  if (named.length === 0) return `optimizer = torch.optim.AdamW(model.parameters(), lr=${base})`;
  return [
    '# parameters_of(name) is yours: the parameters of a group, and with None those of no group.',
    'optimizer = torch.optim.AdamW(',
    '    [',
    `        {"params": parameters_of(None), "lr": ${base}},`,
    ...named.map(
      ([name, multiplier]) =>
        `        {"params": parameters_of(${JSON.stringify(name)}), "lr": ${float(learningRate * multiplier)}},`,
    ),
    '    ]',
    ')',
  ].join('\n');
}

/** How a scheduler of torch is driven. */
export const STEP_COMMENT = ['# In the training loop, after every optimizer.step():', '#     scheduler.step()'].join(
  '\n',
);

export const ANY_OPTIMIZER = 'Any optimizer will do; only its lr matters here.';
