import { graphql } from '../../src/registry/graphql';

export const PoliciesQuery = graphql(`
  query Policies($law: String, $after: String) {
    policies(law: $law, first: 50, after: $after) {
      edges {
        node {
          hash
          notation
          law
          peakLearningRate
          curve(totalUpdates: 1000, points: 61) {
            learningRate
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
