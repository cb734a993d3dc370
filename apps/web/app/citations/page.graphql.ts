import { CitationLineFields } from '../../src/registry/fragments';
import { graphql } from '../../src/registry/graphql';

export const CitationsQuery = graphql(
  `
    query Citations($model: String, $kind: String, $evidence: String, $after: String) {
      citations(model: $model, kind: $kind, evidence: $evidence, first: 40, after: $after) {
        edges {
          node {
            ...CitationLineFields
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [CitationLineFields],
);
