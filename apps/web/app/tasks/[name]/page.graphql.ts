import { RangeTestFields, StudyLineFields } from '../../../src/registry/fragments';
import { graphql } from '../../../src/registry/graphql';

export const TaskQuery = graphql(
  `
    query Task($name: String!, $view: View, $after: String) {
      task(slug: $name) {
        name
        kind
        hash
        state
        openedAt
        document
        history {
          state
          at
          reason
          account {
            handle
          }
        }
        dataName
        trainItems
        validationItems
        testItems
        budgetUnit
        budgetAmount
        evaluateAt
        recipe
        armCount
        runCount
        model {
          slug
          name
          parameterCount
        }
        metric {
          name
          direction
          unit
        }
        baseline {
          hash
          notation
        }
        calibration {
          runs
          mean
          standardDeviation
          chance
        }
        rangeTests(first: 3) {
          edges {
            node {
              ...RangeTestFields
            }
          }
        }
        studies(first: 5) {
          edges {
            node {
              ...StudyLineFields
            }
          }
          pageInfo {
            hasNextPage
          }
        }
        board(view: $view, first: 50, after: $after) {
          view
          rowCount
          rankingVersion
          computedAt
          seedsNeeded {
            twoSigma
            oneSigma
            halfSigma
          }
          rows {
            edges {
              node {
                armHash
                policyHash
                notation
                peakLearningRate
                curve
                rankFrom
                rankTo
                rankOf
                n
                accounts
                mean
                lower
                upper
                isLeader
                inLeaderGroup
                isBaseline
                isImported
                level
                divergedRuns
                abandonedRuns
                divergenceProbability
                meanUpdates
                searchUpdates
                unrankedReason
              }
            }
            pageInfo {
              hasNextPage
              endCursor
            }
          }
        }
      }
    }
  `,
  [RangeTestFields, StudyLineFields],
);
