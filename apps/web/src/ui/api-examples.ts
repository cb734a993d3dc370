/** Queries to start from; api-examples.test.ts validates each against the committed schema. */
export const EXAMPLES = [
  {
    title: 'Which policy for my model?',
    says: 'Everything but the model is optional. Answers come best evidence first, and an unknown model gets formulas that say so.',
    query: `query {
  bestPolicy(model: "meta-llama/Llama-3.2-3B", adaptation: "lora", rank: 32) {
    evidence
    standing
    sentence
    notation
    safeBandLow
    safeBandHigh
    expectedMetric
    metricName
    n
    source { text url licence }
  }
}`,
  },
  {
    title: 'A task’s board',
    says: 'Rank, mean and bounds of every arm; the view defaults to the highest that has rows.',
    query: `query {
  tasks(state: OPEN, first: 1) {
    edges {
      node {
        name
        board(first: 20) {
          view
          rows {
            edges {
              cursor
              node { rankFrom rankTo notation mean lower upper n level divergedRuns }
            }
            pageInfo { hasNextPage endCursor }
          }
        }
      }
    }
  }
}`,
  },
  {
    title: 'The learning rates of a policy',
    says: 'A policy goes in as notation or as a document, and comes back drawn for your number of updates, or refused with the column.',
    query: `query {
  compilePolicy(policy: "cosine(2e-5, warmup=3%)", context: { totalUpdates: 5000 }, points: 11) {
    __typename
    ... on CompiledPolicyView {
      policy { hash notation }
      curve { update learningRate }
    }
    ... on Refused {
      refusals { code message path expected got }
    }
  }
}`,
  },
  {
    title: 'A policy for the tool that I train with',
    says: 'Every form that the tool has for it, with how well it says the policy over the whole run; `trainers` lists the tools.',
    query: `query {
  exportPolicy(
    policy: "cosine(2e-5, warmup=3%)"
    trainer: "transformers"
    context: { examples: 52002, batchSize: 128, epochs: 3 }
  ) {
    __typename
    ... on ExportedPolicy {
      title
      version
      totalUpdates
      forms { form code notes fidelity { kind difference { ofPeak update } } }
    }
    ... on Refused {
      refusals { message path }
    }
  }
}`,
  },
  {
    title: 'Where is my submission?',
    says: 'State, age and the verdict of every check, at any time.',
    query: `query Mine($id: String!) {
  submission(id: $id) {
    state
    ageSeconds
    levelName
    report { conclusion checks { id title verdict observed threshold } }
  }
}`,
  },
] as const;
