import { graphql } from '../../src/registry/graphql';
import { AnswerFields } from '../../src/registry/fragments';

export const SearchQuery = graphql(`
  query Search($text: String!, $first: Int!, $after: String) {
    search(text: $text, first: $first, after: $after) {
      edges {
        node {
          kind
          title
          subtitle
          href
          evidence
          notation
          peakLearningRate
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

/** What stands in for a model that nobody has measured. */
export const UnknownModelQuery = graphql(
  `
    query UnknownModel($model: String!) {
      bestPolicy(model: $model) {
        ...AnswerFields
      }
    }
  `,
  [AnswerFields],
);
