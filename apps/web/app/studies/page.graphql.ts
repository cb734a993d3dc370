import { StudyLineFields } from '../../src/registry/fragments';
import { graphql } from '../../src/registry/graphql';

export const StudiesQuery = graphql(
  `
    query Studies($task: String, $model: String, $after: String) {
      studies(task: $task, model: $model, first: 40, after: $after) {
        edges {
          node {
            ...StudyLineFields
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [StudyLineFields],
);
