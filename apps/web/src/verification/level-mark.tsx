import { levelLabel } from './levels';

/** Six small steps, filled to the level reached, with its name. */
export function LevelMark({ level, isShort = false }: { level: number | null; isShort?: boolean }) {
  const label = levelLabel(level);
  return (
    <span className="level" title={label}>
      <svg width="44" height="14" viewBox="0 0 44 14" aria-hidden="true">
        {[1, 2, 3, 4, 5, 6].map((step) => (
          <rect
            key={step}
            className={`level-step${level !== null && level >= step ? ' reached' : ''}`}
            x={(step - 1) * 7.4 + 0.5}
            y={11 - step * 1.6}
            width={5}
            height={2 + step * 1.6}
          />
        ))}
      </svg>
      {isShort ? (level === null ? '–' : `L${String(level)}`) : label}
    </span>
  );
}
