import { CitationLineFields } from '../../../src/registry/fragments';
import { graphql } from '../../../src/registry/graphql';

export const CitationQuery = graphql(
  `
    query Citation($id: String!) {
      citation(id: $id) {
        ...CitationLineFields
        taskKind
        batchSize
        alpha
        read
        inferred
        record
        model {
          slug
          name
        }
        policy {
          hash
          notation
          peakLearningRate
          curve(totalUpdates: 1000, points: 61) {
            learningRate
          }
        }
      }
    }
  `,
  [CitationLineFields],
);
