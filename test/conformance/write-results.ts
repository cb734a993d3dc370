import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { recordedExports } from './recorded.js';
import type { ToolReport } from './run-tool.js';
import { conformanceTable } from './table.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PAGE = join(ROOT, 'docs/exporters.md');
const VECTORS = join(ROOT, 'test/vectors/exports');
const GENERATED = /(<!-- conformance: made [^>]*-->\n\n)[\s\S]*?(\n\n<!-- conformance: end -->)/;

/** Writes what was seen: the table into docs/exporters.md, the libraries' learning rates into test/vectors/exports. */
export function writeResults(reports: readonly ToolReport[], say: (line: string) => void): void {
  const page = readFileSync(PAGE, 'utf8');
  if (!GENERATED.test(page)) throw new Error('docs/exporters.md has lost the marks of its generated part.');
  const table = conformanceTable(reports);
  writeFileSync(
    PAGE,
    page.replace(GENERATED, (_whole, begin: string, end: string) => `${begin}${table}${end}`),
  );
  mkdirSync(VECTORS, { recursive: true });
  for (const report of reports) {
    const { name, text } = recordedExports(report);
    writeFileSync(join(VECTORS, name), text);
  }
  say('Wrote docs/exporters.md and test/vectors/exports.');
}
