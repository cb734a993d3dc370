import { accepted, type Parsed, type Refusal, refused } from '../../refusal/index.js';
import { compilePolicy } from '../compile.js';
import type { Group } from '../policy.js';
import { parsePolicyDocument } from '../read-document.js';
import type { Draft } from './draft.js';
import type { ImportedPolicy } from './importer.js';

/** What an importer has found. */
export interface Found {
  /** Null where something of it was refused. */
  readonly draft: Draft | null;
  readonly refusals: readonly Refusal[];
  readonly totalUpdates: number | null;
  readonly notes: readonly string[];
  readonly groups?: readonly Group[];
}

/** The draft as a policy in normal form, tried on its run where that is known; or everything that was refused. */
export function finishImport({ draft, refusals, totalUpdates, notes, groups = [] }: Found): Parsed<ImportedPolicy> {
  if (refusals.length > 0 || draft === null) return refused(...refusals);
  const policy = parsePolicyDocument({ version: 1, ...draft, ...(groups.length === 0 ? {} : { groups }) });
  if (!policy.ok) return policy;
  const compiled = totalUpdates === null ? null : compilePolicy(policy.value, { totalUpdates });
  if (compiled !== null && !compiled.ok) return compiled;
  return accepted({ policy: policy.value, totalUpdates, notes });
}
