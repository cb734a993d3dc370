import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { Refusal } from '@ratebook/core/refusal';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { type AccessCode, accessError, refusedArguments } from '../errors.js';
import { isOutage, isUnstorableText } from '../database/client.js';
import type { Events } from '../events.js';
import type { RequestContext } from './context.js';
import { limitsPlugin, TOKEN_LIMIT } from './limits.js';
import { buildRegistrySchema } from './schema.js';

/** Apollo over our schema; the caller starts and stops it. */
export function buildApollo(events: Events): ApolloServer<RequestContext> {
  return new ApolloServer<RequestContext>({
    schema: buildRegistrySchema(),
    introspection: true,
    csrfPrevention: true,
    // Its own handlers end the process before our database is closed.
    stopOnTerminationSignals: false,
    includeStacktraceInErrorResponses: false,
    stringifyResult: (value) => JSON.stringify(value),
    parseOptions: { maxLexicalTokens: TOKEN_LIMIT },
    formatError: (formatted, error) => shownError(formatted, error),
    logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      // Its page loads from elsewhere; a browser is shown GraphiQL.
      ApolloServerPluginLandingPageDisabled(),
      limitsPlugin(),
      legacyStatusPlugin(),
      failurePlugin(events),
      outageStatusPlugin(),
    ],
  });
}

const quiet = () => undefined;

const nulCharacter: Refusal = {
  code: 'document.schema',
  path: '',
  expected: 'text without the character U+0000',
  got: 'a string with U+0000 in it',
  message: 'A text holds the character U+0000, which no name here holds.',
};

/** What leaves the server: our own messages as they are, the cause of a bug never. */
function shownError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const cause = error instanceof GraphQLError ? error.originalError : error;
  if (isOutage(cause)) return { ...formatted, ...accessError('REGISTRY_UNAVAILABLE').toJSON() };
  if (isUnstorableText(cause)) return { ...formatted, ...refusedArguments([nulCharacter]).toJSON() };
  if (formatted.extensions?.['code'] !== 'INTERNAL_SERVER_ERROR') return formatted;
  return { ...formatted, ...accessError('INTERNAL').toJSON() };
}

/**
 * GraphQL over HTTP: a client that accepts application/json only is answered with 200 where the request was well-formed
 * HTTP and the document was not executable.
 */
function legacyStatusPlugin(): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse: ({ request, response }) => {
          const accept = request.http?.headers.get('accept') ?? '';
          const isModern = accept.includes('application/graphql-response+json');
          const isLimit =
            response.body.kind === 'single' &&
            (response.body.singleResult.errors ?? []).some(({ extensions }) =>
              String(extensions?.['code']).startsWith('QUERY_TOO_'),
            );
          if (response.http.status === 400 && typeof request.query === 'string' && !isModern && !isLimit)
            response.http.status = 200;
          return Promise.resolve();
        },
      }),
  };
}

/** Writes down what failed, under the request's id. */
function failurePlugin(events: Events): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didEncounterErrors: ({ errors, contextValue }) => {
          for (const { originalError } of errors) {
            if (!originalError || originalError instanceof GraphQLError) continue;
            if (isUnstorableText(originalError)) continue;
            if (isOutage(originalError)) events.databaseAway(originalError);
            else events.requestFailed(contextValue.requestId, originalError);
          }
          return Promise.resolve();
        },
      }),
  };
}

/** An operation that the database was away for gave nothing: 503, which clients and proxies try again. */
function outageStatusPlugin(): ApolloServerPlugin<RequestContext> {
  const outage: AccessCode = 'REGISTRY_UNAVAILABLE';
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse: ({ response: { body, http } }) => {
          if (
            body.kind === 'single' &&
            body.singleResult.errors?.some(({ extensions }) => extensions?.['code'] === outage)
          )
            http.status = 503;
          return Promise.resolve();
        },
      }),
  };
}
