import { graphql } from '../../src/registry/graphql';

export const TasksQuery = graphql(`
  query Tasks($kind: String, $after: String) {
    tasks(kind: $kind, first: 50, after: $after) {
      edges {
        node {
          name
          kind
          state
          dataName
          armCount
          runCount
          budgetAmount
          budgetUnit
          model {
            slug
            name
          }
          metric {
            name
            direction
            unit
          }
          calibration {
            mean
            standardDeviation
            runs
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
