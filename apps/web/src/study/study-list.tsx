import Link from 'next/link';
import { addressOf } from '../registry/addresses';
import { plural } from '../text/numbers';
import { formatDay } from '../text/time';
import { costText, methodText, type StudyMethod, studySentence } from './study-words';

export interface StudyLine {
  readonly id: string;
  readonly method: StudyMethod | null;
  readonly trialCount: number;
  readonly because: string | null;
  readonly problem: string | null;
  readonly searchUpdates: number;
  readonly fullGridUpdates: number;
  readonly receivedAt: string;
  readonly task: { readonly name: string };
  readonly account: { readonly handle: string };
  readonly winner: { readonly arm: { readonly policy: { readonly notation: string } } | null } | null;
}

/** Studies in a list: outcome, method, cost, by whom. One of which no trial could be read has no cost to tell. */
export function StudyList(props: { studies: readonly StudyLine[]; isTaskShown?: boolean }) {
  return (
    <ul className="ruled">
      {props.studies.map((study) => (
        <li key={study.id}>
          <Link className="row-link" href={addressOf.study(study.id)} prefetch={false}>
            <span className="row-title">{studySentence(study)}</span>
            <span className="row-facts">
              {props.isTaskShown === true ? <span>{study.task.name}</span> : null}
              <span>{methodText(study.method)}</span>
              {study.trialCount === 0 ? null : (
                <>
                  <span>{plural(study.trialCount, 'trial')}</span>
                  <span className="cost-text">{costText(study.searchUpdates, study.fullGridUpdates)}</span>
                </>
              )}
              {study.problem === null || study.method === null ? null : (
                <span className="bad-text">
                  {study.trialCount === 0 ? 'its plan does not fit' : 'not what its plan asks for'}
                </span>
              )}
              <span>
                by {study.account.handle}, {formatDay(study.receivedAt)}
              </span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
