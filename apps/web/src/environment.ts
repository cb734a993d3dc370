/**
 * The registry's full GraphQL address, read each time it is needed, so that one build of the site serves any registry.
 * The name is fixed by the project's contracts; an empty value counts as none.
 */
export function registryAddress(): string {
  return process.env['RATEBOOK_API_URL'] || 'http://127.0.0.1:4000/graphql';
}
