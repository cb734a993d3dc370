import { formatDay } from '../text/time';

/** Where a number comes from, as the registry tells it. */
export interface Source {
  readonly text: string;
  readonly url: string | null;
  readonly licence: string | null;
  readonly sourceRead: boolean;
  readonly date: string | null;
}

/** Source, date, whether somebody opened it, licence: in one line. */
export function SourceNote({ source }: { source: Source }) {
  const isLink = source.url !== null && /^https?:\/\//.test(source.url);
  return (
    <span className="soft small">
      Source: {isLink ? <a href={source.url ?? ''}>{source.text}</a> : source.text}
      {source.date === null ? '' : `, ${formatDay(source.date)}`}
      {source.sourceRead ? ' · source opened and read' : ' · quoted by somebody else, source not opened'}
      {source.licence === null ? '' : ` · licence: ${source.licence}`}
    </span>
  );
}
