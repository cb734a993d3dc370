import type { Metadata } from 'next';
import Link from 'next/link';
import { DOCUMENTS } from '../../src/methodology/documents';
import { HowANumberGetsHere } from '../../src/ui/how-a-number-gets-here';
import { LEVELS } from '../../src/verification/levels';

export const metadata: Metadata = { title: 'Methodology' };

export default function MethodologyPage() {
  return (
    <>
      <div className="title-block">
        <h1>How numbers are made, checked and ranked</h1>
        <p className="lead">
          Three documents of the project itself. Their formulas and examples are tested against the code that runs here.
        </p>
      </div>
      <ul className="ruled">
        {DOCUMENTS.map(({ name, title, says }) => (
          <li key={name}>
            <Link className="row-link" href={`/methodology/${name}`}>
              <span className="row-title">{title}</span>
              <span className="row-facts">{says}</span>
            </Link>
          </li>
        ))}
      </ul>
      <section className="section">
        <h2>The ladder of trust</h2>
        <ol className="ladder">
          {LEVELS.map((level) => (
            <li key={level.level} className="reached">
              <span className="mono">L{level.level}</span>
              <span>
                <b>{level.name}.</b> {level.shows} <span className="soft">Does not prove {level.doesNotProve}</span>
              </span>
            </li>
          ))}
        </ol>
        <p className="soft small mt-3">
          Levels are cumulative. Which checks take part is fixed by an edition; a report keeps the edition it was made
          under.
        </p>
      </section>
      <HowANumberGetsHere />
    </>
  );
}
