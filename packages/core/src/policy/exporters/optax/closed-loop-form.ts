import type { ExportCandidate, ExportInput } from '../exporter.js';
import { pythonClosedLoop } from '../python/closed-loop-source.js';
import { float } from '../python/python-body.js';
import { pythonFileAround } from '../python-text.js';
import { singlePrecisionLoop } from '../single-precision-table.js';
import { LOOP_COMMENT } from './plateau-form.js';

/** The policy's own state machine, for an optimizer that keeps its learning rate; none where Python cannot say the policy. */
export function closedLoopForms(input: ExportInput): readonly ExportCandidate[] {
  const source = pythonClosedLoop(input);
  if (source === null) return [];
  const { compiled } = input;
  const multipliers = [...compiled.groups].map(([name, value]) => `    ${JSON.stringify(name)}: ${float(value)},`);
  const groups = multipliers.length === 0 ? [] : [['group_multipliers = {', ...multipliers, '}'].join('\n')];
  return [
    {
      form: 'the policy itself',
      intent: 'law',
      language: 'python',
      code: pythonFileAround(
        source,
        ['import jax.numpy as jnp', 'import optax'],
        [['loop = policy()', '', ...LOOP_COMMENT].join('\n'), ...groups],
      ),
      settings: null,
      ...singlePrecisionLoop(input),
      precision: 'single',
      groups: compiled.groups,
      notes: [
        'It computes outside of what is compiled, before every update.',
        ...(groups.length === 0
          ? []
          : ['Give each group its own transformation by optax.partition, and the learning rate times its multiplier.']),
      ],
    },
  ];
}
