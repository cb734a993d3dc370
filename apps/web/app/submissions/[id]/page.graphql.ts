import { RunLineFields } from '../../../src/registry/fragments';
import { graphql } from '../../../src/registry/graphql';
import { ReportFields } from '../../../src/verification/report-fields';

export const SubmissionQuery = graphql(
  `
    query Submission($id: String!) {
      submission(id: $id) {
        id
        state
        kind
        standing
        receivedAt
        ageSeconds
        isOverdue
        level
        licence
        runnerVersion
        environment
        keyId
        signature
        text
        account {
          handle
        }
        task {
          name
          state
          metric {
            name
            direction
            unit
          }
        }
        ticket {
          id
          state
          openedAt
          expiresAt
        }
        study {
          id
        }
        rangeTest {
          id
        }
        runs(first: 100) {
          edges {
            node {
              ...RunLineFields
            }
          }
        }
        report {
          ...ReportFields
        }
      }
    }
  `,
  [RunLineFields, ReportFields],
);
