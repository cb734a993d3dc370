import { graphql } from '../../../src/registry/graphql';
import { ReportFields } from '../../../src/verification/report-fields';

/** A trial with everything that plots and tables show of it. */
const TrialFields = graphql(`
  fragment TrialFields on StudyTrial {
    position
    candidate
    template
    origin
    forkTrial
    forkAt
    until
    prunedBecause
    isConfirmed
    status
    reason
    updates
    readings {
      t
      loss
      metric
    }
    run {
      id
    }
    arm {
      hash
      budgetShare
      peakLearningRate
      policy {
        hash
        notation
      }
    }
  }
`);

export const StudyQuery = graphql(
  `
    query Study($id: String!) {
      study(id: $id) {
        id
        method
        trialCount
        because
        problem
        level
        receivedAt
        searchUpdates
        searchRestartedUpdates
        rangeTestUpdates
        fullGridUpdates
        confirmationUpdates
        gain {
          seeds
          mean
          lower
          upper
        }
        targetMetric
        targetWinner
        targetRunnerUp
        plan {
          draw
          seed
          space
          candidateCount
          totalUpdates
          strategy
          rungs
          looks
          eta
          keepsOneBelow
          stride
          giveUpAt
          by
          phaseBoundaries
          phaseHeights
          confirmations
        }
        rangeTest {
          id
        }
        account {
          handle
        }
        task {
          name
          metric {
            name
            direction
            unit
          }
        }
        winner {
          ...TrialFields
        }
        runnerUp {
          ...TrialFields
        }
        trials(first: 100) {
          edges {
            node {
              ...TrialFields
            }
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
        submission {
          id
          state
          report {
            ...ReportFields
          }
        }
      }
    }
  `,
  [TrialFields, ReportFields],
);

/** Where winner and runner-up stand: the board of the study's task and budget, its first hundred rows. */
export const StudyBoardQuery = graphql(`
  query StudyBoard($task: String!, $budget: Float!) {
    board(task: $task, budget: $budget, first: 100) {
      rows {
        edges {
          node {
            armHash
            rankFrom
            rankTo
            rankOf
            n
            mean
            lower
            upper
          }
        }
      }
    }
  }
`);
