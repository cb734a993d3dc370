import { graphql } from '../../src/registry/graphql';

export const TasksQuery = graphql(`
  query Tasks($state: TaskState!, $kind: String, $after: String) {
    tasks(state: $state, kind: $kind, first: 50, after: $after) {
      edges {
        node {
          name
          kind
          state
          history {
            state
            at
            reason
            account {
              handle
            }
          }
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
