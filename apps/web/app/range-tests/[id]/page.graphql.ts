import { RangeTestFields } from '@/registry/fragments';
import { graphql } from '@/registry/graphql';
import { ReportFields } from '@/verification/report-fields';

export const RangeTestQuery = graphql(
  `
    query RangeTest($id: String!) {
      rangeTest(id: $id) {
        ...RangeTestFields
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
