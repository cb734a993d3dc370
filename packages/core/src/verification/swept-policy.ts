import { canonicalJson } from '../canonical/index.js';
import { parsePolicyDocument, type Policy, shapeHash } from '../policy/index.js';
import type { Submission, SubmittedArm } from '../submission/index.js';
import type { VerificationCase } from './case.js';

/** The policy that a range test sweeps, or null where there is none that can be read. */
export function sweptPolicy({ rangeTest }: Submission): Policy | null {
  const swept = rangeTest === null ? null : parsePolicyDocument(rangeTest.policy);
  return swept?.ok === true ? swept.value : null;
}

const setting = ({ task, budget, recipe }: SubmittedArm) => canonicalJson({ task, budget, recipe });

/** What keeps the arms of a range test from being one policy at several heights, or null. */
export function sweepProblem(submission: Submission, examined: VerificationCase): string | null {
  const [swept, first] = [sweptPolicy(submission), submission.arms[0]];
  if (swept === null || first === undefined) return 'the swept policy cannot be read';
  const [shape, ownSetting] = [shapeHash(swept), setting(first)];
  for (const [index, { policy, submitted }] of examined.arms.entries()) {
    if (!policy.ok || shapeHash(policy.value) !== shape)
      return `arms[${String(index)}] is not the swept policy at another height`;
    if (setting(submitted) !== ownSetting) return `arms[${String(index)}] has another budget or recipe than arms[0]`;
  }
  return null;
}
