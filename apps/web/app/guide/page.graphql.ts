import { SourceFields } from '../../src/registry/fragments';
import { graphql } from '../../src/registry/graphql';

export const GuideQuery = graphql(
  `
    query Guide {
      guide {
        id
        title
        notation
        low
        high
        sentence
        source {
          ...SourceFields
        }
        measured {
          evidence
          standing
          peakLearningRate
          low
          high
          label
          metricName
          metricValue
          metricUnit
          adaptation
          rank
          optimizer
          dataset
          href
        }
      }
    }
  `,
  [SourceFields],
);
