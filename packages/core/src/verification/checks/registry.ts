import type { Check } from '../check.js';
import { schemaHolds } from './f01-schema.js';
import { textIsCanonical } from './f02-canonical.js';
import { contentHashMatches } from './f03-content-hash.js';
import { policyParses } from './f04-policy.js';
import { taskIsOpen } from './f05-task.js';
import { updatesAscend } from './f06-trace-order.js';
import { unitsMatch } from './f07-units.js';
import { metricsAreKnown } from './f08-known-metrics.js';
import { signatureHolds } from './s01-signature.js';
import { ticketIsValid } from './s02-ticket.js';
import { seedsAreAllThere } from './s03-seeds.js';
import { learningRateMatchesPolicy } from './t01-learning-rate-matches-policy.js';
import { countsAgree } from './t04-counts.js';
import { summaryIsRecomputed } from './t05-summary.js';
import { looksAreDeclared } from './t06-looks.js';
import { rangeIsRecomputed } from './t08-range-test.js';
import { suffixesDiffer } from './t09-identical-suffix.js';

/** Every check, in the order of the ladder. An edition says which of them count. */
export const checks: readonly Check[] = [
  schemaHolds,
  textIsCanonical,
  contentHashMatches,
  policyParses,
  taskIsOpen,
  updatesAscend,
  unitsMatch,
  metricsAreKnown,
  signatureHolds,
  ticketIsValid,
  seedsAreAllThere,
  learningRateMatchesPolicy,
  countsAgree,
  summaryIsRecomputed,
  looksAreDeclared,
  rangeIsRecomputed,
  suffixesDiffer,
];
