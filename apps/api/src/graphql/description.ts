/** Descriptions that more than one field shares. */
export const described = {
  learningRate: 'Learning rate, per update (no unit).',
  peak: 'The largest learning rate over the budget.',
  first: 'Rows on the page, 1 to 100.',
  after: 'The endCursor of the page before.',
  metricUnit: 'How to read the metric: share (0 to 1), percent, nats, bits or points.',
} as const;
