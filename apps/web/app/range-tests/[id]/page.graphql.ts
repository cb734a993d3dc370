import { RangeTestFields } from '../../../src/registry/fragments';
import { graphql } from '../../../src/registry/graphql';
import { ReportFields } from '../../../src/verification/report-fields';

export const RangeTestQuery = graphql(
  `
    query RangeTest($id: String!) {
      rangeTest(id: $id) {
        ...RangeTestFields
        suggestions {
          rule
          learningRate
          reason
        }
        policy {
          hash
          notation
        }
        task {
          name
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
  [RangeTestFields, ReportFields],
);
