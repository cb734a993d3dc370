import { InvalidArgumentError, Option } from 'commander';

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('Expected a whole number above 0.');
  return value;
}

export function positiveNumber(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('Expected a number above 0.');
  return value;
}

/** The name of a device, as the trainers know them. */
export function deviceName(text: string): string {
  if (!/^(auto|cpu|mps|cuda(:\d+)?)$/.test(text))
    throw new InvalidArgumentError('Expected auto, cpu, cuda, cuda:1 and so on, or mps.');
  return text;
}

/** Examples below a command's help, a line each. */
export const examples = (...lines: readonly string[]) =>
  `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}\n`;

export const jsonOption = () => new Option('--json', 'print JSON lines, the answer last');
