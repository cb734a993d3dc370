import { type Draft, type Fitted, verified } from './candidate.js';
import type { Span } from './points.js';

interface Place {
  readonly path: string;
  readonly steps: number;
  /** The whole draft with another number of steps here. */
  readonly withSteps: (steps: number) => unknown;
}

/**
 * Lengths of a fit that its points do not determine: an update more or fewer gives all of them too. Where every update was
 * logged there are none that matter.
 */
export function undeterminedLengths({ node }: Fitted, span: Span): readonly string[] {
  return placesOf(node, '', (changed) => changed)
    .filter(({ steps, withSteps }) =>
      [steps - 1, steps + 1].some((other) => other > 0 && verified(withSteps(other) as Draft, span) !== null),
    )
    .map(({ path }) => path);
}

function placesOf(value: unknown, path: string, whole: (changed: unknown) => unknown): readonly Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const { steps } = value as { readonly steps?: unknown };
  if (typeof steps === 'number') return [{ path, steps, withSteps: (other) => whole({ steps: other }) }];
  if (Array.isArray(value)) {
    return value.flatMap((item, index) =>
      placesOf(item, `${path}[${String(index)}]`, (changed) => whole(value.with(index, changed))),
    );
  }
  return Object.entries(value).flatMap(([name, item]) =>
    placesOf(item, path === '' ? name : `${path}.${name}`, (changed) => whole({ ...value, [name]: changed })),
  );
}
