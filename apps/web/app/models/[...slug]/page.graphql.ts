import {
  AnswerFields,
  CitationLineFields,
  RangeTestFields,
  SourceFields,
  StudyLineFields,
} from '../../../src/registry/fragments';
import { graphql } from '../../../src/registry/graphql';

export const ModelQuery = graphql(
  `
    query Model($slug: String!, $adaptation: String, $rank: Int) {
      studies(model: $slug, first: 5) {
        edges {
          node {
            ...StudyLineFields
          }
        }
        pageInfo {
          hasNextPage
        }
      }
      model(slug: $slug) {
        slug
        name
        family
        parameterCount
        aliases
        evidenceCount
        bestPolicies(adaptation: $adaptation, rank: $rank, first: 8) {
          ...AnswerFields
        }
        evidencePoints {
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
        tasks {
          name
          kind
          dataName
          armCount
          runCount
          metric {
            name
            unit
          }
          rangeTests(first: 3) {
            edges {
              node {
                ...RangeTestFields
              }
            }
          }
        }
        landscapes {
          id
          title
          dataset
          note
          runCount
          learningRate
          metricValue
          batchSize
          metric {
            name
            direction
            unit
          }
          source {
            ...SourceFields
          }
        }
        citations(first: 40) {
          edges {
            node {
              ...CitationLineFields
            }
          }
          pageInfo {
            hasNextPage
          }
        }
      }
    }
  `,
  [AnswerFields, CitationLineFields, RangeTestFields, SourceFields, StudyLineFields],
);
