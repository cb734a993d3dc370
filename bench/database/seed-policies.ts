import {
  compilePolicy,
  largestLearningRateField,
  normalizePolicy,
  parsePolicy,
  policyHash,
  printPolicy,
  shapeHash,
} from '@ratebook/core/policy';
import { valueOrThrow } from '@ratebook/core/refusal';
import type postgres from 'postgres';

const SHAPES = [
  (peak: string, percent: number) => `cosine(${peak}, warmup=${String(percent)}%)`,
  (peak: string, percent: number) => `linear(${peak} -> 0, warmup=${String(percent)}%)`,
  (peak: string) => `constant(${peak})`,
];
const [LOWEST, DECADES] = [1e-4, 4];

/** Real policies with their real hashes, spread over three laws and four decades of learning rates. */
function seededPolicies(count: number, totalUpdates: number) {
  return Array.from({ length: count }, (_, index) => {
    const peak = (LOWEST * 10 ** ((DECADES * index) / count)).toPrecision(5);
    const shape = SHAPES[index % SHAPES.length]!;
    const policy = normalizePolicy(valueOrThrow(parsePolicy(shape(String(Number(peak)), 1 + (index % 9)))));
    return {
      hash: policyHash(policy),
      shape_hash: shapeHash(policy),
      law: policy.law,
      notation: printPolicy(policy),
      largest_learning_rate: largestLearningRateField(policy),
      peak_learning_rate: valueOrThrow(compilePolicy(policy, { totalUpdates })).peakLearningRate,
      document: policy,
    };
  });
}

/** Writes the policies, and their order into `seeded_policy (position, policy_id, peak_learning_rate)`. */
export async function seedPolicies(sql: postgres.Sql, count: number, totalUpdates: number): Promise<void> {
  const policies = sql.json(seededPolicies(count, totalUpdates) as never);
  await sql`
    create temporary table offered as select * from jsonb_to_recordset(${policies}) as offered(hash text,
      shape_hash text, law text, notation text, largest_learning_rate float8, peak_learning_rate float8, document jsonb)`;
  await sql`
    insert into policy (hash, shape_hash, law, notation, largest_learning_rate, document)
    select hash, shape_hash, law, notation, largest_learning_rate, document from offered on conflict (hash) do nothing`;
  await sql`
    create temporary table seeded_policy as
    select row_number() over (order by p.id) - 1 as position, p.id as policy_id, o.peak_learning_rate
    from offered o join policy p using (hash)`;
  await sql`create unique index on seeded_policy (position)`;
  await sql`
    insert into search_entry (kind, key, title, subtitle, href, notation, peak_learning_rate, words)
    select 'POLICY', hash, notation, 'policy, ' || law, '/policies/' || hash, notation, largest_learning_rate,
      regexp_replace(lower(notation || ' policy ' || law || ' ' || hash), '[^[:alnum:]]+', ' ', 'g')
    from offered on conflict (kind, key) do nothing`;
}
