import { BOARD_LIST } from '../../apps/api/src/board/board.store.js';
import { printCursor } from '../../apps/api/src/database/cursor.js';
import { MEASURED_MODEL, MEASURED_TASK } from '../database/seed-runs.js';

/** A GraphQL request as a body of `POST /graphql`. */
export const bodyOf = (query: string, variables: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ query, variables });

const BOARD_FIELDS = `view rowCount rankingVersion computedAt seedsNeeded { twoSigma oneSigma halfSigma }
  rows { edges { node { armHash policyHash notation peakLearningRate curve rankFrom rankTo rankOf n accounts mean lower
    upper isLeader inLeaderGroup isBaseline isImported level divergedRuns abandonedRuns divergenceProbability meanUpdates
    unrankedReason } } pageInfo { hasNextPage endCursor } }`;

const BOARD_QUERY = `query Board($task: String!, $view: View, $after: String) {
    board(task: $task, view: $view, first: 20, after: $after) { ${BOARD_FIELDS} } }`;

/** The board as the site's task page asks for it, twenty rows. */
export const BOARD_BODY = bodyOf(BOARD_QUERY, { task: MEASURED_TASK, view: null, after: null });

/** Pages of the same size behind each of the board's first rows: far more than a registry keeps in memory. */
export const BOARD_BODIES = Array.from({ length: 2_000 }, (_, position) =>
  bodyOf(BOARD_QUERY, { task: MEASURED_TASK, view: null, after: printCursor(BOARD_LIST, [position]) }),
);

/** The answers as the site lists them, without the drawn curves. */
export const BEST_POLICY_BODY = bodyOf(
  `query Best($model: String!) { bestPolicy(model: $model) {
    evidence standing sentence notation peakLearningRate low high modelName adaptation rank optimizer batchSize
    expectedMetric metricLower metricUpper metricName metricUnit n accounts level costUpdates safeBandLow safeBandHigh
    bandSentence gainOverFormula policy { hash notation } task { name } citation { id }
    source { text url licence sourceRead date } } }`,
  { model: MEASURED_MODEL },
);

/** The whole task page, everything beside the board included. */
export const TASK_PAGE_BODY = bodyOf(
  `query Task($name: String!) { task(slug: $name) {
    name kind hash state openedAt dataName trainItems validationItems testItems budgetUnit budgetAmount evaluateAt recipe
    armCount runCount model { slug name parameterCount } metric { name direction unit } baseline { hash notation }
    calibration { runs mean standardDeviation chance }
    rangeTests(first: 3) { edges { node { id method } } }
    board(first: 50) { ${BOARD_FIELDS} } } }`,
  { name: MEASURED_TASK },
);

export const MODEL_PAGE_BODY = bodyOf(
  `query Model($slug: String!) { model(slug: $slug) {
    slug name family parameterCount aliases evidenceCount
    bestPolicies(first: 8) { evidence sentence notation peakLearningRate expectedMetric metricLower metricUpper
      policy { hash notation curve(totalUpdates: 1000, points: 61) { learningRate } } task { name } citation { id } }
    evidencePoints { evidence standing peakLearningRate low high label metricName metricValue metricUnit href }
    tasks { name kind dataName armCount runCount metric { name unit } }
    citations(first: 40) { edges { node { id } } pageInfo { hasNextPage } } } }`,
  { slug: MEASURED_MODEL },
);

export const SEARCH_BODY = bodyOf(
  `query Search($text: String!) { search(text: $text, first: 20) {
    edges { node { kind title subtitle href evidence notation peakLearningRate } } pageInfo { hasNextPage endCursor } } }`,
  { text: 'llama cosine' },
);

const RUNS_QUERY = `query Runs($task: String, $first: Int, $after: String) { runs(task: $task, first: $first, after: $after) {
  edges { node { id role status seed finalTest finalValidation peakLearningRate level isImported receivedAt
    account { handle } task { name metric { name direction unit } } arm { hash policy { hash notation } } } }
  pageInfo { hasNextPage endCursor } } }`;

/** A page of a task's runs behind a cursor; null is the first page. */
export const runsBody = (after: string | null): string => bodyOf(RUNS_QUERY, { task: MEASURED_TASK, first: 20, after });
