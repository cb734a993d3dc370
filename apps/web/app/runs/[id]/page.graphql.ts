import { graphql } from '../../../src/registry/graphql';
import { ReportFields } from '../../../src/verification/report-fields';

export const RunQuery = graphql(
  `
    query Run($id: String!) {
      run(id: $id) {
        id
        role
        status
        reason
        seed
        dataSeed
        learningRateSemantics
        finalTest
        finalValidation
        bestValidation
        minimumLoss
        updates
        examples
        tokens
        flops
        wallSeconds
        peakLearningRate
        traceHash
        level
        isImported
        receivedAt
        account {
          handle
        }
        arm {
          hash
          budgetUpdates
          policy {
            hash
            notation
            curve(totalUpdates: 1000, points: 61) {
              learningRate
            }
          }
          recipe
        }
        task {
          name
          metric {
            name
            direction
            unit
          }
        }
        evaluations {
          t
          split
          metrics
        }
        trace(points: 400) {
          update
          learningRate
          loss
          totalUpdates
        }
        study {
          id
        }
        submission {
          id
          state
          ageSeconds
          environment
          licence
          runnerVersion
          report {
            ...ReportFields
          }
        }
      }
    }
  `,
  [ReportFields],
);
