import { type Stats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { readPolicy } from './arms.js';
import type { Policy } from '@ratebook/core/policy';
import { CommandFailure } from '../failure.js';
import { readFailure } from '../files/disk-failure.js';

/** 64 MB: a trace is no longer, and everything else that is read here is far shorter. */
const MOST_BYTES = 64_000_000;

/** What only a policy has: parentheses, braces, LRBench's marker. */
const IS_NO_PATH = /[({]|lrPolicy_/;
const IS_PATH = /[\\/]|\.(?:json|jsonl|txt|ya?ml|md|csv)$/i;

/**
 * The text that a word of the command line means: with `-` standard input, with the name of a file what is in it, else
 * the word itself.
 */
export async function textOf(word: string): Promise<string> {
  if (word === '-') return (await readStandardInput()).trim();
  if (IS_NO_PATH.test(word)) return word;
  const found = await stat(word).catch(() => null);
  if (found !== null) return (await readText(word, found)).trim();
  if (IS_PATH.test(word)) throw noFile(word);
  return word;
}

/** The policy that a word of the command line means, or a failure that shows the line with a caret. */
export async function policyFrom(word: string): Promise<Policy> {
  return readPolicy(await textOf(word));
}

/** The text of a file, or with `-` of standard input; limits are checked before it is read. */
export async function fileText(path: string): Promise<string> {
  if (path === '-') return readStandardInput();
  const found = await stat(path).catch((error: unknown) => {
    throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? noFile(path) : readFailure(error, path);
  });
  return readText(path, found);
}

function noFile(path: string): CommandFailure {
  return new CommandFailure(`There is no file ${path}.`, 1, ['ENOENT']);
}

async function readText(path: string, found: Stats): Promise<string> {
  if (found.isDirectory()) throw new CommandFailure(`${path} is a folder; name a file in it.`, 1, ['EISDIR']);
  if (found.size > MOST_BYTES) throw tooLarge(path);
  try {
    const file = await open(path);
    try {
      return await wholeText(file.createReadStream({ autoClose: false }), path);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw readFailure(error, path);
  }
}

function readStandardInput(): Promise<string> {
  return wholeText(process.stdin, 'standard input');
}

/** What has no size beforehand, a pipe, is stopped at the limit. */
async function wholeText(stream: AsyncIterable<Buffer | string>, name: string): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    const buffer = Buffer.from(chunk);
    bytes += buffer.length;
    if (bytes > MOST_BYTES) throw tooLarge(name);
    chunks.push(buffer);
  }
  const text = Buffer.concat(chunks).toString();
  // Of no use to any reader, and invisible in its message.
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function tooLarge(name: string): CommandFailure {
  const message = `${name} is too large to read: at most ${String(MOST_BYTES / 1_000_000)} MB.`;
  return new CommandFailure(message, 1, ['document.too-large']);
}
