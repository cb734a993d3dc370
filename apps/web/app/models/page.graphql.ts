import { graphql } from '../../src/registry/graphql';

export const ModelsQuery = graphql(`
  query Models($text: String, $after: String) {
    models(text: $text, first: 50, after: $after) {
      edges {
        node {
          slug
          name
          family
          parameterCount
          evidenceCount
          bestPolicies(first: 1) {
            evidence
            standing
            notation
            peakLearningRate
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);
