import { refusalCodes } from './codes.js';

const INTRODUCTION =
  'A refusal is data: `{ code, message, path, expected, got }`. Every bad field is listed, not only the first. `path` says where in the input, `expected` what would have been taken, `got` what came. A code is never renamed.';

/** The text of docs/errors.md as Markdown: every code with an anchor of its own name and its sentence. */
export function refusalReference(): string {
  const sections = Object.entries(refusalCodes).map(
    ([code, sentence]) => `<a id="${code}"></a>\n\n### \`${code}\`\n\n${sentence}`,
  );
  return `${['# Error codes', INTRODUCTION, ...sections].join('\n\n')}\n`;
}
