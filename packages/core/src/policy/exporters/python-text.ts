import type { ExportInput } from './exporter.js';
import { pythonLearningRateFunction } from './python/learning-rate-function.js';

/** Longer calls are written with an argument a line. */
const WIDEST = 80;

/** A call in Python; arguments are texts already, and may themselves have several lines. */
export function pythonCall(name: string, args: Readonly<Record<string, string>>): string {
  const written = Object.entries(args).map(([key, text]) => `${key}=${text}`);
  const line = `${name}(${written.join(', ')})`;
  if (line.length <= WIDEST && !line.includes('\n')) return line;
  return [`${name}(`, ...written.map((text) => `    ${indented(text)},`), ')'].join('\n');
}

/** A list in Python. */
export function pythonList(items: readonly string[]): string {
  const line = `[${items.join(', ')}]`;
  if (line.length <= WIDEST && !line.includes('\n')) return line;
  return ['[', ...items.map((text) => `    ${indented(text)},`), ']'].join('\n');
}

function indented(text: string): string {
  return text.replaceAll('\n', '\n    ');
}

/** A file: imports, then the parts with two lines between them. */
export function pythonFile(imports: readonly string[], parts: readonly string[]): string {
  return `${[imports.join('\n'), ...parts].filter((part) => part !== '').join('\n\n\n')}\n`;
}

/** A file that holds `learning_rate(t)` of the policy: its own imports stand on top with the others. */
export function pythonFileWithLearningRate(
  input: ExportInput,
  imports: readonly string[],
  parts: readonly string[],
): string {
  return pythonFileAround(pythonLearningRateFunction(input), imports, parts);
}

/** A file around generated source, whose imports stand on top with the others. */
export function pythonFileAround(source: string, imports: readonly string[], parts: readonly string[]): string {
  const lines = source.trim().split('\n');
  const own = lines.filter((line) => line.startsWith('import '));
  const rest = lines.filter((line) => !line.startsWith('import ')).join('\n');
  const head = [own.join('\n'), imports.join('\n')].filter((part) => part !== '').join('\n\n');
  return pythonFile([head], [rest.trim(), ...parts]);
}
