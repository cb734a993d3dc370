/**
 * JSON as Python writes it: NaN, Infinity and -Infinity as bare words become null; what stands inside strings is left
 * alone. Undefined where it is no JSON even so.
 */
export function findLenientJson(text: string): unknown {
  // A string is matched whole, so that a word inside it is never seen as a bare one.
  const plain = text.replaceAll(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (token) =>
    token.startsWith('"') ? token : 'null',
  );
  try {
    return JSON.parse(plain);
  } catch {
    return undefined;
  }
}
