import { type Parsed, refused } from '../../refusal/index.js';
import type { Length } from '../../units/index.js';
import { getLaw } from '../laws/registry.js';
import { nearest } from '../nearest.js';
import { type Policy, WARMUP_SHAPES } from '../policy.js';
import { parsePolicyDocument } from '../read-document.js';
import { NESTING_LIMIT, POLICY_LIMIT_CHARACTERS, tooLarge } from '../read-json.js';
import { fieldOfWritten, kindOf, wordsOf, writtenName } from './field-kind.js';
import { type Alias, lawOfWord, lawWords } from './keywords.js';
import { isLrbenchString, readLrbenchString } from './lrbench-string.js';
import { ratioOfPercent } from './numbers.js';
import { NotationError, quoted, syntaxRefusal } from './syntax-error.js';
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
    throw error;
  }
}

function readNotation(text: string): Fields {
  const tokens = tokensOf(text);
  if ('strayAt' in tokens) {
    const { strayAt } = tokens;
    // A whole character, of which some take two places in a string.
    const stray = String.fromCodePoint(text.codePointAt(strayAt) ?? 0);
    const expected = stray === '"' ? 'a second " that closes it, and no backslash between' : ANYTHING;
    throw new NotationError(strayAt, expected, JSON.stringify(stray));
  }
  return new Parser(tokens).policy();
}

type Fields = Record<string, unknown>;

const ANYTHING = 'a law, a number or punctuation';

const WARMUP_KEYS: readonly string[] = ['warmup', 'warmup-from', 'warmup-shape'];
const DIRECTIONS: readonly string[] = ['minimize', 'maximize'];

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
    const node =
      token.text === 'sequence' ? this.wrappedSequence() : token.text === 'switch' ? this.switch() : this.law(token);
    this.depth -= 1;
    return node;
  }

  private wrappedSequence(): Fields {
    this.position += 1;
    this.expectMark('(');
    const phases = this.phases();
    const warmup: Fields = {};
    while (this.takeMark(',')) this.warmupArgument(this.key(WARMUP_KEYS), warmup);
    this.close();
    return { law: 'sequence', phases, ...warmupOf(warmup) };
  }

  private law(token: Token): Fields {
    const alias = lawOfWord(token.text);
    if (alias === null) {
      throw this.unexpected('the name of a law', nearest(token.text, lawWords));
    }
    this.position += 1;
    this.expectMark('(');
    const node = this.arguments(alias);
    this.close();
    return node;
  }

  /** `switch(before -> after, metric=…, direction=…, value=…, at-most=…)`. */
  private switch(): Fields {
    this.position += 1;
    this.expectMark('(');
    const fields: Fields = { before: this.node() };
    this.expectMark('->');
    fields['after'] = this.node();
    const warmup: Fields = {};
    const known = ['metric', 'direction', 'value', 'at-most', ...WARMUP_KEYS];
    while (this.takeMark(',')) {
      const key = this.key(known);
      if (WARMUP_KEYS.includes(key.text)) {
        this.warmupArgument(key, warmup);
        continue;
      }
      const name = fieldOfWritten(key.text);
      this.assertNew(key, name, fields);
      if (name === 'metric') fields[name] = this.metric();
      else if (name === 'direction') fields[name] = this.word(DIRECTIONS);
      else fields[name] = name === 'value' ? this.number() : this.length();
    }
    this.close();
    return { law: 'switch', ...fields, ...warmupOf(warmup) };
  }

  private arguments(alias: Alias): Fields {
    const { notation, fields: schema, hasOwnWarmup } = getLaw(alias.law);
    const own = Object.keys(schema.shape)
      .filter((name) => !(name in alias.fixed))
      .map(writtenName);
    const warmupKeys = hasOwnWarmup === true ? [] : WARMUP_KEYS;
    const known = [...new Set([...own, ...Object.keys(alias.fields), ...warmupKeys])];
    const fields: Fields = { ...alias.fixed };
    const warmup: Fields = {};
    let isPositional = true;
    do {
      const { word, first } = notation;
      if (isPositional && word !== undefined && !(word in fields) && !this.isNamed()) {
        fields[word] = this.word(wordsOf(alias.law, word));
      } else if (isPositional && !(first in fields) && this.isValue()) {
        this.first(alias.law, fields);
      } else {
        isPositional = false;
        const key = this.key(known);
        if (warmupKeys.includes(key.text)) this.warmupArgument(key, warmup);
        else this.argument(key, alias.fields[key.text] ?? fieldOfWritten(key.text), fields, alias.law);
      }
    } while (this.takeMark(','));
    return { law: alias.law, ...fields, ...warmupOf(warmup) };
  }

  /** The field written first, with the end that an arrow or a range gives it. */
  private first(law: string, fields: Fields): void {
    const { first, hasArrow, rangeTo } = getLaw(law).notation;
    fields[first] = this.value(law, first);
    if (hasArrow === true && this.takeMark('->')) fields['end'] = this.number();
    if (rangeTo !== undefined && this.takeMark('..')) fields[rangeTo] = this.number();
  }

  private argument(key: Token, name: string, fields: Fields, law: string): void {
    this.assertNew(key, name, fields);
    fields[name] = this.value(law, name);
  }

  private assertNew(key: Token, name: string, fields: Fields): void {
    if (name in fields) throw new NotationError(key.at, 'each field once', `${quoted(key.text)} again`);
  }

  private warmupArgument(key: Token, warmup: Fields): void {
    const name = key.text === 'warmup' ? 'length' : key.text.slice('warmup-'.length);
    if (name in warmup) throw new NotationError(key.at, 'each field once', `${quoted(key.text)} again`);
    if (name === 'shape') warmup[name] = this.word(WARMUP_SHAPES);
    else warmup[name] = name === 'length' ? this.length() : this.number();
  }

  /** What kind of value a field takes is asked of its schema. */
  private value(law: string, field: string): unknown {
    const kind = kindOf(law, field);
    switch (kind) {
      case 'words':
        return this.word(wordsOf(law, field));
      case 'damping':
        return this.peek().kind === 'number' ? { factor: this.number() } : this.word(wordsOf(law, field));
      case 'length':
        return this.length();
      case 'lengths':
        return this.list(() => this.length());
      case 'numbers':
        return this.list(() => this.number());
      case 'points':
        return this.list(() => this.point());
      case 'metric':
        return this.metric();
      case 'number':
        return this.number();
    }
  }

  private list<T>(item: () => T): readonly T[] {
    this.expectMark('[');
    const items: T[] = [];
    do items.push(item());
    while (this.takeMark(','));
    this.expectMark(']');
    return items;
  }

  private point(): readonly [number, number] {
    const t = this.number();
    this.expectMark(':');
    return [t, this.number()];
  }

  private metric(): string {
    const { kind, text } = this.peek();
    if (kind !== 'word' && kind !== 'quoted') throw this.unexpected('the name of a metric');
    this.position += 1;
    return kind === 'quoted' ? text.slice(1, -1) : text;
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
      throw new NotationError(token.at, 'whole updates, or a share of the horizon as 3%', quoted(token.text));
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
    // The document's own spelling is read too.
    const isKnown = known.includes(token.text) || known.includes(writtenName(token.text));
    if (!isKnown) throw this.unexpected(`one of ${names}`, nearest(token.text, known));
    this.position += 1;
    this.expectMark('=');
    return token;
  }

  /** Whether a number or a list comes next. */
  private isValue(): boolean {
    const { kind, text } = this.peek();
    return kind === 'number' || text === '[';
  }

  /** Whether a name and its = come next. */
  private isNamed(): boolean {
    const after = this.tokens[this.position + 1];
    return this.peek().kind === 'word' && after?.kind === 'mark' && after.text === '=';
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

  /** The end of what a name and a bracket began, where another argument could come too. */
  private close(): void {
    if (!this.takeMark(')')) throw this.unexpected('"," or ")"');
  }

  private unexpected(expected: string, hint: string | null = null): NotationError {
    const token = this.peek();
    return new NotationError(
      token.at,
      expected,
      token.kind === 'end' ? 'the end of the line' : quoted(token.text),
      hint,
    );
  }
}

function warmupOf(warmup: Fields): Fields {
  return Object.keys(warmup).length > 0 ? { warmup } : {};
}
