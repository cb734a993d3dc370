import { graphql } from '../../../src/registry/graphql';

export const AccountQuery = graphql(`
  query Account($handle: String!, $after: String) {
    account(handle: $handle) {
      handle
      createdAt
      submissionCount
      openTickets
      expiredTickets
      keys {
        id
        addedAt
        revokedAt
      }
      submissions(first: 20, after: $after) {
        edges {
          node {
            id
            state
            kind
            level
            receivedAt
            task {
              name
            }
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);
