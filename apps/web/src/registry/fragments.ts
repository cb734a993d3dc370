import { graphql } from './graphql';

/** Where a number comes from. */
export const SourceFields = graphql(`
  fragment SourceFields on SourceNote {
    text
    url
    licence
    sourceRead
    date
  }
`);

/** One answer to "which policy for this model?". */
export const AnswerFields = graphql(
  `
    fragment AnswerFields on PolicyAnswer {
      evidence
      standing
      sentence
      notation
      peakLearningRate
      low
      high
      modelName
      adaptation
      rank
      optimizer
      batchSize
      expectedMetric
      metricLower
      metricUpper
      metricName
      metricUnit
      n
      accounts
      level
      costUpdates
      safeBandLow
      safeBandHigh
      bandSentence
      gainOverFormula
      policy {
        hash
        notation
        curve(totalUpdates: 1000, points: 61) {
          learningRate
        }
      }
      task {
        name
      }
      citation {
        id
      }
      source {
        ...SourceFields
      }
    }
  `,
  [SourceFields],
);

/** A run in a list. */
export const RunLineFields = graphql(`
  fragment RunLineFields on Run {
    id
    role
    status
    seed
    finalTest
    finalValidation
    peakLearningRate
    level
    isImported
    receivedAt
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
    arm {
      hash
      policy {
        hash
        notation
      }
    }
  }
`);

/** A citation in a list. */
export const CitationLineFields = graphql(
  `
    fragment CitationLineFields on Citation {
      id
      kind
      evidence
      title
      modelName
      dataset
      policyNotation
      policyText
      peakLearningRate
      low
      high
      adaptation
      rank
      optimizer
      metricName
      metricValue
      metricUnit
      conflicts {
        sentence
        citation {
          id
          title
          policyNotation
        }
      }
      source {
        ...SourceFields
      }
    }
  `,
  [SourceFields],
);

/** A study in a list. */
export const StudyLineFields = graphql(`
  fragment StudyLineFields on Study {
    id
    method
    trialCount
    because
    problem
    searchUpdates
    fullGridUpdates
    receivedAt
    task {
      name
    }
    account {
      handle
    }
    winner {
      arm {
        policy {
          notation
        }
      }
    }
  }
`);

/** A range test with its points. */
export const RangeTestFields = graphql(`
  fragment RangeTestFields on RangeTest {
    id
    method
    prefixUpdates
    best
    usableLow
    usableHigh
    edge
    seedCount
    level
    receivedAt
    account {
      handle
    }
    points {
      learningRate
      seed
      loss
      startLoss
    }
  }
`);
