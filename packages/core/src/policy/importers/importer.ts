import type { Policy } from '../policy.js';

/** A configuration of another tool, read as the policy that it really runs. */
export interface ImportedPolicy {
  /** The effective schedule, not the flags (policies.md 8): a `constant` whose warm-up the tool ignores has none. */
  readonly policy: Policy;
  /** Total updates where the configuration names them or the reader does, else null. */
  readonly totalUpdates: number | null;
  /** What was inferred, ignored by the tool, or differs from what the flags say: a sentence each. */
  readonly notes: readonly string[];
}

/** What a reader knows beside the configuration. */
export interface ImportOptions {
  /** Optimiser updates of the whole run: ratios become the very steps that the tool makes of them. */
  readonly totalUpdates?: number | null;
}
