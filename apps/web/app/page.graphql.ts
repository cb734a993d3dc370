import { graphql } from '../src/registry/graphql';

export const FrontQuery = graphql(`
  query Front {
    counts {
      models
      tasks
      policies
      runs
      citations
      landscapeRuns
    }
    models(first: 6) {
      edges {
        node {
          slug
          name
          evidenceCount
          bestPolicies(first: 1) {
            evidence
            standing
            notation
            peakLearningRate
          }
        }
      }
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
            }
          }
        }
      }
    }
  }
`);

/** One model's evidence, as a specimen of what the book holds. */
export const SpecimenQuery = graphql(`
  query Specimen($slug: String!) {
    model(slug: $slug) {
      slug
      name
      bestPolicies(first: 1) {
        peakLearningRate
        safeBandLow
        safeBandHigh
      }
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
  }
`);
