import { CitationLineFields, RunLineFields } from '../../../src/registry/fragments';
import { graphql } from '../../../src/registry/graphql';

export const PolicyQuery = graphql(
  `
    query Policy($hash: String!) {
      policy(hash: $hash) {
        hash
        shapeHash
        document
        notation
        law
        arms(first: 20) {
          edges {
            node {
              hash
              budgetUpdates
              task {
                name
                metric {
                  name
                  direction
                  unit
                }
              }
              runs(first: 10) {
                edges {
                  node {
                    ...RunLineFields
                  }
                }
              }
            }
          }
        }
        citations(first: 30) {
          edges {
            node {
              ...CitationLineFields
            }
          }
        }
      }
    }
  `,
  [RunLineFields, CitationLineFields],
);
