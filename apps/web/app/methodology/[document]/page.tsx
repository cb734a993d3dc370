import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { DOCUMENTS, findDocument, isDocumentName } from '../../../src/methodology/documents';
import { renderDocument } from '../../../src/methodology/markdown';
import { EmptyState } from '../../../src/ui/empty-state';

interface Props {
  params: Promise<{ document: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { document } = await params;
  return { title: DOCUMENTS.find(({ name }) => name === document)?.title ?? 'Methodology' };
}

export default async function DocumentPage({ params }: Props) {
  const { document } = await params;
  if (!isDocumentName(document)) notFound();
  const markdown = await findDocument(document);
  if (markdown === null) {
    return (
      <EmptyState>
        This text stands in <code>docs/{document}.md</code> of the project and did not travel with this site.
      </EmptyState>
    );
  }
  const { html, headings } = renderDocument(markdown);
  return (
    <div className="columns columns-side">
      <article className="prose" dangerouslySetInnerHTML={{ __html: html }} />
      <aside className="small order-first md:order-none">
        <details open={headings.length < 30}>
          <summary>Contents</summary>
          <ul>
            {headings
              .filter(({ depth }) => depth === 2 || depth === 3)
              .map(({ id, text, depth }) => (
                <li key={id} className={depth === 3 ? 'pl-4' : undefined}>
                  <a className="inline-block py-1" href={`#${id}`}>
                    {text}
                  </a>
                </li>
              ))}
          </ul>
        </details>
        <p className="mt-3">
          <Link href="/methodology">All documents</Link>
        </p>
      </aside>
    </div>
  );
}
