import { LevelMark } from './level-mark';
import { LEVELS } from './levels';

/** The ladder, closed to its mark; opened it says what each level shows and does not prove. */
export function LevelLadder({ level }: { level: number | null }) {
  return (
    <details>
      <summary>
        <LevelMark level={level} />
        <span className="soft small">what this proves, and what not</span>
      </summary>
      <ol className="ladder small">
        {LEVELS.map((step) => (
          <li key={step.level} className={level !== null && level >= step.level ? 'reached' : undefined}>
            <span className="mono">{`${level !== null && level >= step.level ? '+' : '–'} L${String(step.level)}`}</span>
            <span>
              <b>{step.name}.</b> {step.shows} <span className="soft">Does not prove {step.doesNotProve}</span>
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}
