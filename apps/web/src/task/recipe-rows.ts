import { formatNumber } from '../text/numbers';

type Json = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const numberOf = (value: unknown) => (typeof value === 'number' ? formatNumber(value) : null);
const textOf = (value: unknown) => (typeof value === 'string' ? value : null);

function optimizerText(optimizer: Json): string {
  const parts = [
    ['momentum', optimizer['momentum']],
    ['β₁', optimizer['beta1']],
    ['β₂', optimizer['beta2']],
    ['ε', optimizer['epsilon']],
    ['weight decay', optimizer['weightDecay']],
  ].flatMap(([name, value]) => (typeof value === 'number' ? [`${String(name)} ${formatNumber(value)}`] : []));
  const nesterov = optimizer['nesterov'] === true ? ['Nesterov'] : [];
  return [textOf(optimizer['name']) ?? 'unnamed', ...parts, ...nesterov].join(', ');
}

function adaptationText(adaptation: Json): string | null {
  const method = textOf(adaptation['method']);
  if (method === null || method === 'none') return null;
  const rank = numberOf(adaptation['rank']);
  const alpha = numberOf(adaptation['alpha']);
  return [method, rank === null ? null : `rank ${rank}`, alpha === null ? null : `alpha ${alpha}`]
    .filter(Boolean)
    .join(', ');
}

/**
 * A recipe document as names and values for people: optimiser, batch, precision, clipping, adaptation. Keys that are null
 * do not apply and are left out; a document of another shape gives no rows.
 */
export function recipeRows(recipe: unknown): readonly (readonly [string, string | null])[] {
  if (!isRecord(recipe)) return [];
  const { optimizer, batch, adaptation } = recipe;
  const batchSize = isRecord(batch) ? numberOf(batch['size']) : null;
  return [
    ['optimiser', isRecord(optimizer) ? optimizerText(optimizer) : null],
    ['batch', isRecord(batch) && batchSize !== null ? `${batchSize} ${textOf(batch['unit']) ?? ''}`.trim() : null],
    ['precision', textOf(recipe['precision'])],
    ['gradient clip', numberOf(recipe['gradientClipNorm'])],
    ['adaptation', isRecord(adaptation) ? adaptationText(adaptation) : null],
  ];
}
