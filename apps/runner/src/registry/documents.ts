import { graphql } from './graphql.js';

export const requestChallenge = graphql(`
  mutation RequestChallenge($handle: String!, $publicKey: String!) {
    requestChallenge(handle: $handle, publicKey: $publicKey) {
      __typename
      ... on Challenge {
        nonce
        origin
        expiresAt
      }
      ... on Refused {
        refusals {
          code
          message
          path
          expected
          got
        }
      }
    }
  }
`);

export const signIn = graphql(`
  mutation SignIn($nonce: String!, $signature: String!) {
    signIn(nonce: $nonce, signature: $signature) {
      __typename
      ... on Session {
        token
        expiresAt
        account {
          handle
        }
      }
      ... on Refused {
        refusals {
          code
          message
          path
          expected
          got
        }
      }
    }
  }
`);

export const openTicket = graphql(`
  mutation OpenTicket($input: TicketInput!) {
    openTicket(input: $input) {
      __typename
      ... on TicketOpened {
        ticket {
          id
          kind
          nonce
          expiresAt
          controlSeed
          armHashes
          seeds {
            seed
            dataSeed
          }
          task {
            name
          }
        }
      }
      ... on Refused {
        refusals {
          code
          message
          path
          expected
          got
        }
      }
    }
  }
`);

export const renewTicket = graphql(`
  mutation RenewTicket($id: String!) {
    renewTicket(id: $id) {
      __typename
      ... on TicketRenewed {
        ticket {
          id
          expiresAt
        }
      }
      ... on Refused {
        refusals {
          code
          message
          path
          expected
          got
        }
      }
    }
  }
`);

export const submitRuns = graphql(`
  mutation SubmitRuns($document: SubmissionDocument!, $keyId: Hash!, $signature: String!) {
    submitRuns(document: $document, keyId: $keyId, signature: $signature) {
      __typename
      ... on SubmissionAccepted {
        isDuplicate
        submission {
          id
          state
        }
      }
      ... on Refused {
        refusals {
          code
          message
          path
          expected
          got
        }
      }
    }
  }
`);

export const proposeTask = graphql(`
  mutation ProposeTask($document: JSON!) {
    proposeTask(document: $document) {
      __typename
      ... on TaskProposed {
        isDuplicate
        task {
          name
          state
          hash
        }
      }
      ... on Refused {
        refusals {
          code
          message
          path
          expected
          got
        }
      }
    }
  }
`);

export const taskByName = graphql(`
  query TaskByName($slug: String!) {
    task(slug: $slug) {
      name
      state
      document
    }
  }
`);

export const openTasks = graphql(`
  query OpenTasks {
    tasks(state: OPEN, first: 100) {
      edges {
        node {
          name
          kind
          document
          budgetUnit
          budgetAmount
          armCount
          runCount
          model {
            name
          }
          metric {
            name
            direction
            unit
          }
          baseline {
            notation
          }
        }
      }
    }
  }
`);

export const submissionState = graphql(`
  query SubmissionState($id: String!) {
    submission(id: $id) {
      id
      state
      level
      levelName
      ageSeconds
      isOverdue
      receivedAt
      task {
        name
      }
      report {
        edition
        conclusion
        checks {
          id
          title
          verdict
          isRequired
          observed
          message
        }
      }
    }
  }
`);

export const submissionText = graphql(`
  query SubmissionText($id: String!) {
    submission(id: $id) {
      id
      state
      levelName
      text
      account {
        handle
      }
      runs(first: 100) {
        edges {
          node {
            index
            wallSeconds
          }
        }
      }
    }
  }
`);

export const rangeTestsOfTask = graphql(`
  query RangeTestsOfTask($task: String!) {
    rangeTests(task: $task, first: 10) {
      edges {
        node {
          id
          method
          usableLow
          usableHigh
          prefixUpdates
          points {
            loss
            startLoss
          }
        }
      }
    }
  }
`);

export const bestPolicies = graphql(`
  query BestPolicies($model: String!, $adaptation: String, $rank: Int, $taskKind: String) {
    bestPolicy(model: $model, adaptation: $adaptation, rank: $rank, taskKind: $taskKind) {
      evidence
      modelName
      task {
        name
      }
      notation
      policy {
        document
      }
    }
  }
`);

export const anything = graphql(`
  query Anything {
    counts {
      tasks
      runs
    }
  }
`);
