import { nodeOf } from '../../policy.js';
import { resolveLengths } from '../../resolve.js';
import type { ExportInput } from '../exporter.js';
import { assignments, definition, FunctionWriter } from './function-writer.js';
import { horizonOf } from './python-body.js';

/**
 * Python source, of the standard library alone, that defines `learning_rate(t)`: the base learning rate of an open-loop
 * policy at update t (whole, from 0) of the reader's run, to 1e-12 of the peak; from the end of the run on its last value.
 * Throws a RangeError for a closed loop, which no function of t can say.
 */
export function pythonLearningRateFunction({ policy, compiled, run }: ExportInput): string {
  if (compiled.loop !== null) throw new RangeError('A closed loop is no function of t.');
  const { totalUpdates } = run;
  // Python raises an error where a double would be infinite, as a policy may be where its run is over.
  const latest = Number.isFinite(compiled.learningRateAt(totalUpdates)) ? totalUpdates : totalUpdates - 1;
  const writer = new FunctionWriter();
  const { constants, lines, value } = writer.body(nodeOf(resolveLengths(policy, run)), horizonOf(totalUpdates), latest);
  const docstring = '"""The learning rate of update t, counted from 0."""';
  const main =
    value === undefined
      ? { constants: [], lines: [docstring, ...assignments(constants), `t = min(t, ${String(latest)})`, ...lines] }
      : { constants: [], lines: [docstring, `return ${value}`] };
  return pythonSource([...writer.functions, definition('learning_rate', main)]);
}

/** Functions with the imports that they need above them. */
export function pythonSource(functions: readonly string[]): string {
  const source = functions.join('\n\n\n');
  const imports = ['bisect', 'math'].filter((name) => source.includes(`${name}.`)).map((name) => `import ${name}`);
  return `${[...(imports.length === 0 ? [] : [imports.join('\n')]), source].join('\n\n\n')}\n`;
}
