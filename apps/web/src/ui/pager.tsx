import Link from 'next/link';

/** The way to the next page of a list, by its cursor. Nothing where there is none. */
export function Pager(props: {
  address: string;
  parameters?: Readonly<Record<string, string>>;
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}) {
  const { hasNextPage, endCursor } = props.pageInfo;
  if (!hasNextPage || endCursor === null) return null;
  const query = new URLSearchParams({ ...props.parameters, after: endCursor });
  return (
    <p className="mt-4">
      <Link className="button button-quiet" href={`${props.address}?${query.toString()}`} prefetch={false}>
        More
      </Link>
    </p>
  );
}
