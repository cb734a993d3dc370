import { type AnyVariables, type CombinedError, createClient, fetchExchange, type TypedDocumentNode } from '@urql/core';
import { registryAddress } from '../environment';

/** The registry gave no answer at all: it is not running, or not at this address. */
export class RegistryUnreachable extends Error {
  override readonly name = 'RegistryUnreachable';
  readonly address: string;

  constructor(address: string, cause: unknown) {
    super(`The registry did not answer at ${address}.`, { cause });
    this.address = address;
  }
}

/** The registry answered, and refused or failed to answer this question. */
export class RegistryAnswerError extends Error {
  override readonly name = 'RegistryAnswerError';

  constructor(error: CombinedError) {
    super(error.graphQLErrors.map(({ message }) => message).join(' · ') || error.message, { cause: error });
  }
}

/**
 * Asks the registry on the server while a page is made. No cache: a page shows what the registry says now.
 * @throws {RegistryUnreachable} when nothing answers, {@link RegistryAnswerError} when the answer is an error.
 */
export async function ask<Data, Variables extends AnyVariables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const address = registryAddress();
  const client = createClient({
    url: address,
    exchanges: [fetchExchange],
    preferGetMethod: false,
    fetchOptions: { cache: 'no-store', signal: AbortSignal.timeout(15_000) },
  });
  const result = await client.query(document, variables).toPromise();
  if (result.error?.networkError !== undefined) throw new RegistryUnreachable(address, result.error.networkError);
  if (result.error !== undefined) throw new RegistryAnswerError(result.error);
  if (result.data === undefined) throw new RegistryUnreachable(address, 'an empty answer');
  return result.data;
}

/** The nodes of a connection. */
export function nodes<Node>(connection: { readonly edges: readonly { readonly node: Node }[] }): Node[] {
  return connection.edges.map(({ node }) => node);
}
