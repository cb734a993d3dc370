/**
 * The chance that a random subset of `count` candidates, drawn without replacement, holds one of `good` of them: exact. A
 * size between two whole ones counts in proportion.
 */
export function hitChance(count: number, good: number, size: number): number {
  const [below, above] = [Math.floor(size), Math.ceil(size)];
  const hit = (drawn: number) => 1 - missChance(count, good, drawn);
  return hit(below) + (size - below) * (hit(above) - hit(below));
}

function missChance(count: number, good: number, drawn: number): number {
  let chance = 1;
  for (let index = 0; index < drawn; index += 1) chance *= Math.max(0, count - good - index) / (count - index);
  return chance;
}
