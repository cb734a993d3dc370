import { graphql } from '../src/registry/graphql';

const FrontModelFields = graphql(`
  fragment FrontModelFields on Model {
    slug
    name
    evidenceCount
    bestPolicies(first: 1) {
      evidence
      standing
      notation
      peakLearningRate
      safeBandLow
      safeBandHigh
      policy {
        curve(totalUpdates: 1000, points: 31) {
          learningRate
        }
      }
    }
  }
`);

/** Six models that people ask for most in their own threads; one that a registry does not hold is left out. */
export const FrontQuery = graphql(
  `
    query Front {
      counts {
        models
        tasks
        policies
        runs
        citations
        landscapeRuns
      }
      first: model(slug: "llama-3.2-3b") {
        ...FrontModelFields
        evidencePoints {
          evidence
          standing
          peakLearningRate
          low
          high
          label
          href
        }
      }
      second: model(slug: "llama-2-7b") {
        ...FrontModelFields
      }
      third: model(slug: "deberta-base") {
        ...FrontModelFields
      }
      fourth: model(slug: "bert-base-cased") {
        ...FrontModelFields
      }
      fifth: model(slug: "convnext-tiny") {
        ...FrontModelFields
      }
      sixth: model(slug: "digits-mlp") {
        ...FrontModelFields
      }
      tasks(state: OPEN, first: 5) {
        edges {
          node {
            name
            kind
            dataName
            metric {
              name
            }
            armCount
            runCount
          }
        }
      }
      runs(first: 5) {
        edges {
          node {
            id
            status
            finalTest
            finalValidation
            peakLearningRate
            level
            receivedAt
            task {
              name
              metric {
                name
                unit
              }
            }
            arm {
              policy {
                notation
                curve(totalUpdates: 1000, points: 31) {
                  learningRate
                }
              }
            }
          }
        }
      }
    }
  `,
  [FrontModelFields],
);
