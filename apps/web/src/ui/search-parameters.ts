/** The parameters of an address as Next hands them over. */
export type SearchParameters = Promise<Readonly<Record<string, string | string[] | undefined>>>;

/** One parameter's text, trimmed; the first where it was given twice, undefined where it is missing or empty. */
export function textParameter(
  parameters: Readonly<Record<string, string | string[] | undefined>>,
  name: string,
): string | undefined {
  const value = parameters[name];
  const text = (Array.isArray(value) ? value[0] : value)?.trim();
  return text === '' ? undefined : text;
}

/** Every text of a parameter that may be given several times, in its order. */
export function textParameters(
  parameters: Readonly<Record<string, string | string[] | undefined>>,
  name: string,
): readonly string[] {
  return [parameters[name] ?? []].flat();
}

/** Those of the named parameters that were given: what a narrowed list asks for, and what its links keep. */
export function givenParameters(
  parameters: Readonly<Record<string, string | string[] | undefined>>,
  names: readonly string[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const text = textParameter(parameters, name);
      return text === undefined ? [] : [[name, text]];
    }),
  );
}
