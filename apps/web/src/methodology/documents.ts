import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The texts that the methodology page shows: the project's own documents, read where they stand. */
export const DOCUMENTS = [
  {
    name: 'policies',
    title: 'The policy language',
    says: 'What a policy is, every law with its formula, and how it is named.',
  },
  { name: 'verification', title: 'Verification', says: 'Every check, what it looks at, and what it does not prove.' },
  { name: 'tuning', title: 'Tuning', says: 'How a study decides, what it costs, and what it does not show.' },
  { name: 'ranking', title: 'Ranking', says: 'How arms are compared, how sure a rank is, and what a tie is.' },
] as const;
export type DocumentName = (typeof DOCUMENTS)[number]['name'];

export function isDocumentName(name: string): name is DocumentName {
  return DOCUMENTS.some((document) => document.name === name);
}

/**
 * The Markdown of one document, from docs/ beside this project. The site may be started from the project's root or from
 * its own folder, so both are tried; null where the text did not travel with the site.
 */
export async function findDocument(name: DocumentName): Promise<string | null> {
  for (const root of [process.cwd(), join(process.cwd(), '../..')]) {
    try {
      return await readFile(join(/* turbopackIgnore: true */ root, 'docs', `${name}.md`), 'utf8');
    } catch {
      // Not here: the next place may have it.
    }
  }
  return null;
}
