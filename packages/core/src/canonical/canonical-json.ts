/** What JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * The canonical text of a JSON value by RFC 8785: keys sorted by UTF-16 code units, no white space, numbers and strings
 * as ECMAScript prints them. Keys whose value is `undefined` are left out, as JSON.stringify does.
 *
 * Refused with a TypeError: NaN, infinities, lone surrogates (RFC 8785 section 3.2.2.2), anything that is not JSON, and
 * nesting of more than a thousand levels, which would otherwise end the caller by recursion.
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0);
}

const NESTING_LIMIT = 1000;

function write(value: unknown, depth: number): string {
  if (depth > NESTING_LIMIT) throw new TypeError(`More than ${String(NESTING_LIMIT)} levels of nesting.`);
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed())
        throw new TypeError('A string holds a lone surrogate; canonical JSON has no text for it.');
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${String(value)} has no canonical JSON.`);
      return JSON.stringify(value);
    case 'boolean':
      return String(value);
    case 'object': {
      if (value === null) return 'null';
      // Array.from: a hole is read as undefined and refused, where map would leave it out.
      if (Array.isArray(value)) return `[${Array.from(value, (item) => write(item, depth + 1)).join(',')}]`;
      if (!isRecord(value)) throw new TypeError(`${Object.prototype.toString.call(value)} has no canonical JSON.`);
      const object = value as Record<string, unknown>;
      const members = Object.keys(object)
        .filter((key) => object[key] !== undefined)
        // The default sort compares UTF-16 code units, which is what RFC 8785 section 3.2.3 asks for.
        .sort()
        .map((key) => `${write(key, depth)}:${write(object[key], depth + 1)}`);
      return `{${members.join(',')}}`;
    }
    default:
      throw new TypeError(`A ${typeof value} has no canonical JSON.`);
  }
}

/** Not a Date, a Map, bytes or the like: their own keys say nothing of what they hold. */
function isRecord(value: object): boolean {
  return Object.prototype.toString.call(value) === '[object Object]';
}
