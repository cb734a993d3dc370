/** JSON text as an editor prints it: the same content with white space. */
export function printed(text: string): string {
  return JSON.stringify(JSON.parse(text), null, 1);
}
