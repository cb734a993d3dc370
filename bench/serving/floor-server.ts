import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import postgres from 'postgres';

// What the same page costs with nothing in between: node:http, one prepared statement, JSON.stringify. The registry's
// figures are ratios to this program's, measured beside it on the same database.
const [databaseUrl = '', task = '', model = ''] = process.argv.slice(2);
const sql = postgres(databaseUrl, {
  max: 10,
  types: { bigint: { to: 20, from: [20], parse: Number, serialize: String } },
});

// The limit stands inside: outside, a large board would be read and sorted whole.
const board = () => sql`
  select b.view, b.row_count as "rowCount", b.ranking_version as "rankingVersion", b.computed_at as "computedAt",
    r.arm_hash as "armHash", r.policy_hash as "policyHash", r.notation, r.peak_learning_rate as "peakLearningRate",
    r.curve, r.rank_from as "rankFrom", r.rank_to as "rankTo", r.rank_of as "rankOf", r.n, r.accounts, r.mean, r.lower,
    r.upper, r.is_leader as "isLeader", r.in_leader_group as "inLeaderGroup", r.is_baseline as "isBaseline",
    r.is_imported as "isImported", r.level, r.diverged_runs as "divergedRuns", r.abandoned_runs as "abandonedRuns",
    r.divergence_probability as "divergenceProbability", r.mean_updates as "meanUpdates",
    r.unranked_reason as "unrankedReason"
  from task t join board b on b.task_id = t.id and b.objective = 'best-metric' and b.budget_share = 1 and b.view = 'all'
    cross join lateral (select * from board_row where board_id = b.id order by position limit 20) r
  where t.name = ${task} order by r.position`;

// The rows that an answer is made of: the measured winner, and what is published, with their policies.
const bestPolicy = () => sql`
  (select 'MEASURED_HERE' as evidence, r.notation, r.peak_learning_rate as "peakLearningRate", null::float8 as low,
    null::float8 as high, m.name as "modelName", null::text as adaptation, null::int as rank, r.mean as "expectedMetric",
    r.lower, r.upper, null::text as "metricName", r.n, r.accounts, r.level, r.mean_updates as "costUpdates",
    r.policy_hash as "policyHash", t.name as task, null::text as citation, null::jsonb as source
  from model m join task t on t.model_id = m.id
    join board b on b.task_id = t.id and b.objective = 'best-metric' and b.budget_share = 1 and b.view = 'all'
    cross join lateral (select * from board_row where board_id = b.id order by position limit 1) r
  where m.slug = ${model} limit 1)
  union all
  (select 'PUBLISHED', p.notation, c.peak_learning_rate, c.low, c.high, c.model_name, c.adaptation, c.rank,
    c.metric_value, null, null, c.metric_name, null, null, null, null, p.hash, null, c.slug, c.document -> 'source'
  from model m join citation c on c.model_id = m.id left join policy p on p.id = c.policy_id
  where m.slug = ${model} order by c.evidence, c.metric_value desc, c.id limit 20)`;

const routes: Readonly<Record<string, () => PromiseLike<unknown>>> = { '/board': board, '/best-policy': bestPolicy };

function send(reply: ServerResponse, status: number, value: unknown): void {
  const text = JSON.stringify(value);
  reply.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  reply.end(text);
}

const server = createServer((request, reply) => {
  const route = routes[request.url ?? ''];
  if (!route) return send(reply, 404, null);
  request.resume();
  route().then(
    (rows) => send(reply, 200, rows),
    (error: unknown) => send(reply, 500, String(error)),
  );
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${String(port)}` })}\n`);
});
process.on('SIGTERM', () => process.exit(0));
