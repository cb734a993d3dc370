import { graphql } from '../registry/graphql';

/** A verification report with all its checks. */
export const ReportFields = graphql(`
  fragment ReportFields on VerificationReport {
    edition
    level
    conclusion
    verifiedAt
    notProved
    checks {
      id
      title
      level
      verdict
      isRequired
      observed
      threshold
      message
      doesNotProve
      checkerVersion
    }
  }
`);
