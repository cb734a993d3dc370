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
  const link = source.url !== null && /^https?:\/\//.test(source.url) ? source.url : null;
  return (
    <span className="soft small">
      Source: {link === null ? source.text : <a href={link}>{source.text}</a>}
      {source.date === null ? '' : `, ${formatDay(source.date)}`}
      {source.sourceRead ? ' · source opened and read' : ' · quoted by somebody else, source not opened'}
      {source.licence === null ? '' : ` · licence: ${source.licence}`}
    </span>
  );
}
