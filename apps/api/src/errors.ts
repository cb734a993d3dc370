import type { Refusal } from '@ratebook/core/refusal';
import { GraphQLError } from 'graphql';

/** Codes of `extensions.code` for what is neither data nor a bug; refusals have their own table in core. */
export const accessCodes = {
  UNAUTHENTICATED: 'Sign in first: the request carries no token, or one that has expired.',
  FORBIDDEN: 'The signed-in account may not do this.',
  REGISTRY_UNAVAILABLE: 'The database is away. Try again in a moment: what was not acknowledged can be sent again.',
  QUERY_TOO_DEEP: 'The query is nested more deeply than is answered.',
  QUERY_TOO_COSTLY: 'The query asks for more rows than one request may.',
  INTERNAL: 'The registry failed. The cause is in its log under the request id.',
} as const;
export type AccessCode = keyof typeof accessCodes;

/** An access failure: an error in the reply, not data. */
export function accessError(code: AccessCode, message: string = accessCodes[code]): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}

/** Refusals where the schema has no union for them (arguments of lists): one error with all of them. */
export function refusedArguments(refusals: readonly Refusal[]): GraphQLError {
  return new GraphQLError(refusals.map(({ message }) => message).join(' '), {
    extensions: { code: refusals[0]?.code ?? 'BAD_USER_INPUT', refusals },
  });
}
