import { type Parsed, refused } from '../../refusal/index.js';
import type { Length } from '../../units/index.js';
import { getLaw } from '../laws/registry.js';
import { nearest } from '../nearest.js';
import { type Policy, WARMUP_SHAPES } from '../policy.js';
import { parsePolicyDocument, unknownLaw } from '../read-document.js';
import { NESTING_LIMIT, POLICY_LIMIT_CHARACTERS, tooLarge } from '../read-json.js';
import { readsLength, wordsOf } from './field-kind.js';
import { type Alias, lawOfWord, lawWords, unbuiltLawOfWord } from './keywords.js';
import { isLrbenchString, readLrbenchString } from './lrbench-string.js';
import { ratioOfPercent } from './numbers.js';
import { NotationError, syntaxRefusal, UnbuiltLaw } from './syntax-error.js';
import { type Token, tokensOf } from './tokens.js';

/** Reads one line of notation, or a JSON document where the text begins with a brace. */
export function parsePolicy(text: string): Parsed<Policy> {
  return text.trimStart().startsWith('{') ? parsePolicyDocument(text) : parseNotation(text);
}

/** Reads one line of notation, or of LRBench's string form. An error shows the line, a caret at the column and what was expected. */
export function parseNotation(text: string): Parsed<Policy> {
  if (text.length > POLICY_LIMIT_CHARACTERS) return refused(tooLarge(`${String(text.length)} characters`));
  try {
    return parsePolicyDocument(isLrbenchString(text) ? readLrbenchString(text) : readNotation(text));
  } catch (error) {
    if (error instanceof NotationError) return refused(syntaxRefusal(text, error));
    if (error instanceof UnbuiltLaw) return refused(unknownLaw(error.law, 'law'));
    throw error;
  }
}

function readNotation(text: string): Fields {
  const tokens = tokensOf(text);
  if ('strayAt' in tokens) {
    const { strayAt } = tokens;
    throw new NotationError(strayAt, 'a law, a number or punctuation', JSON.stringify(text.charAt(strayAt)));
  }
  return new Parser(tokens).policy();
}

type Fields = Record<string, unknown>;

const WARMUP_KEYS: readonly string[] = ['warmup', 'warmup-from', 'warmup-shape'];

/** Recursive descent over the tokens; it builds a document, and the document's reader judges it. */
class Parser {
  private readonly tokens: readonly Token[];
  private position = 0;
  private depth = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  policy(): Fields {
    const phases = this.phases();
    const only = phases.length === 1 ? (phases[0] as { policy: Fields; until?: Length; resume?: true }) : undefined;
    const isOneLaw = only !== undefined && !('until' in only) && !('resume' in only);
    const node = isOneLaw ? only.policy : { law: 'sequence', phases };
    const groups = this.takeWord('with') ? this.groups() : undefined;
    const token = this.peek();
    if (token.kind !== 'end') throw this.unexpected('; or the end of the line');
    return { version: 1, ...node, ...(groups ? { groups } : {}) };
  }

  private phases(): readonly Fields[] {
    const phases: Fields[] = [];
    do {
      const policy = this.node();
      const resume = this.takeWord('resume');
      const until = this.takeWord('until') ? this.length() : undefined;
      phases.push({ policy, ...(until ? { until } : {}), ...(resume ? { resume } : {}) });
    } while (this.takeMark(';'));
    return phases;
  }

  private node(): Fields {
    const token = this.peek();
    if (token.kind !== 'word') throw this.unexpected('the name of a law');
    this.depth += 1;
    if (this.depth > NESTING_LIMIT + 1) throw this.unexpected(`at most ${String(NESTING_LIMIT)} levels of nesting`);
    const node = token.text === 'sequence' ? this.wrappedSequence() : this.law(token);
    this.depth -= 1;
    return node;
  }

  private wrappedSequence(): Fields {
    this.position += 1;
    this.expectMark('(');
    const phases = this.phases();
    const warmup: Fields = {};
    while (this.takeMark(',')) this.warmupArgument(this.key(WARMUP_KEYS), warmup);
    this.expectMark(')');
    return { law: 'sequence', phases, ...warmupOf(warmup) };
  }

  private law(token: Token): Fields {
    const alias = lawOfWord(token.text);
    if (alias === null) {
      const unbuilt = unbuiltLawOfWord(token.text);
      if (unbuilt !== null) throw new UnbuiltLaw(unbuilt);
      throw this.unexpected('the name of a law', nearest(token.text, lawWords));
    }
    this.position += 1;
    this.expectMark('(');
    const node = this.arguments(alias);
    this.expectMark(')');
    return node;
  }

  private arguments(alias: Alias): Fields {
    const { notation, fields: schema } = getLaw(alias.law);
    const own = Object.keys(schema.shape).filter((name) => !(name in alias.fixed));
    const known = [...new Set([...own, ...Object.keys(alias.fields), ...WARMUP_KEYS])];
    const fields: Fields = { ...alias.fixed };
    const warmup: Fields = {};
    let isFirst = true;
    do {
      if (isFirst && this.peek().kind === 'number') {
        fields[notation.first] = this.number();
        if (notation.hasArrow === true && this.takeMark('->')) fields['end'] = this.number();
      } else {
        const key = this.key(known);
        if (WARMUP_KEYS.includes(key.text)) this.warmupArgument(key, warmup);
        else this.argument(key, alias.fields[key.text] ?? key.text, fields, alias.law);
      }
      isFirst = false;
    } while (this.takeMark(','));
    return { law: alias.law, ...fields, ...warmupOf(warmup) };
  }

  private argument(key: Token, name: string, fields: Fields, law: string): void {
    if (name in fields) throw new NotationError(key.at, 'each field once', `"${key.text}" again`);
    fields[name] = this.value(law, name);
  }

  private warmupArgument(key: Token, warmup: Fields): void {
    const name = key.text === 'warmup' ? 'length' : key.text.slice('warmup-'.length);
    if (name in warmup) throw new NotationError(key.at, 'each field once', `"${key.text}" again`);
    if (name === 'shape') warmup[name] = this.word(WARMUP_SHAPES);
    else warmup[name] = name === 'length' ? this.length() : this.number();
  }

  /** What kind of value a field takes is asked of its schema: words that it knows, lengths, or numbers. */
  private value(law: string, field: string): unknown {
    const token = this.peek();
    const words = wordsOf(law, field);
    if (words !== null) return this.word(words);
    if (token.text === '[') {
      this.position += 1;
      const items: unknown[] = [];
      do items.push(this.length());
      while (this.takeMark(','));
      this.expectMark(']');
      return items;
    }
    return readsLength(law, field) ? this.length() : this.number();
  }

  private word(known: readonly string[]): string {
    const { text } = this.peek();
    if (!known.includes(text)) throw this.unexpected(`one of ${known.join(', ')}`, nearest(text, known));
    this.position += 1;
    return text;
  }

  private groups(): readonly Fields[] {
    if (!this.takeWord('groups')) throw this.unexpected('groups(name=multiplier, …)');
    this.expectMark('(');
    const groups: Fields[] = [];
    do {
      const token = this.peek();
      if (token.kind !== 'word') throw this.unexpected('the name of a parameter group');
      this.position += 1;
      this.expectMark('=');
      groups.push({ name: token.text, multiplier: this.number() });
    } while (this.takeMark(','));
    this.expectMark(')');
    return groups;
  }

  private length(): Length {
    const token = this.peek();
    if (token.kind !== 'number') throw this.unexpected('a length: 100, 2 epochs, 1e6 tokens, 3%');
    this.position += 1;
    if (this.takeMark('%')) return { ratio: ratioOfPercent(token.text) };
    const unit = this.peek();
    if (unit.kind === 'word' && /^(steps?|updates?|epochs?|tokens?)$/.test(unit.text)) {
      this.position += 1;
      if (unit.text.startsWith('epoch')) return { epochs: Number(token.text) };
      if (unit.text.startsWith('token')) return { tokens: Number(token.text) };
    }
    const steps = Number(token.text);
    if (!Number.isSafeInteger(steps)) {
      throw new NotationError(token.at, 'whole updates, or a share of the horizon as 3%', `"${token.text}"`);
    }
    return { steps };
  }

  private number(): number {
    const token = this.peek();
    if (token.kind !== 'number') throw this.unexpected('a number');
    this.position += 1;
    return this.takeMark('%') ? ratioOfPercent(token.text) : Number(token.text);
  }

  private key(known: readonly string[]): Token {
    const token = this.peek();
    const names = known.join(', ');
    if (token.kind !== 'word') throw this.unexpected(`one of ${names}`);
    if (!known.includes(token.text)) throw this.unexpected(`one of ${names}`, nearest(token.text, known));
    this.position += 1;
    this.expectMark('=');
    return token;
  }

  private peek(): Token {
    return this.tokens[this.position] ?? { kind: 'end', text: '', at: 0 };
  }

  private takeMark(text: string): boolean {
    return this.take('mark', text);
  }

  private takeWord(text: string): boolean {
    return this.take('word', text);
  }

  private take(kind: Token['kind'], text: string): boolean {
    const token = this.peek();
    if (token.kind !== kind || token.text !== text) return false;
    this.position += 1;
    return true;
  }

  private expectMark(text: string): void {
    if (!this.takeMark(text)) throw this.unexpected(`"${text}"`);
  }

  private unexpected(expected: string, hint: string | null = null): NotationError {
    const token = this.peek();
    return new NotationError(
      token.at,
      expected,
      token.kind === 'end' ? 'the end of the line' : `"${token.text}"`,
      hint,
    );
  }
}

function warmupOf(warmup: Fields): Fields {
  return Object.keys(warmup).length > 0 ? { warmup } : {};
}
