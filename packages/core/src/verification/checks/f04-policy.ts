import { shortHash } from '../../canonical/index.js';
import { policyHash } from '../../policy/index.js';
import { unheardMetric } from '../../run/index.js';
import { refusalLine } from '../case.js';
import { type Check, EVERY_STANDING, onSubmission } from '../check.js';
import { failed, inconclusive, passed } from '../verdict.js';

export const policyParses: Check = {
  id: 'F04',
  title: 'Policies are read, their hashes recomputed',
  level: 0,
  version: '1',
  doesNotProve: 'That these policies ran: T01 compares them with the traces.',
  requiredFor: EVERY_STANDING,
  check: onSubmission((_, examined) => {
    const threshold = 'every policy a document of the language that its budget can run';
    const hashes: string[] = [];
    for (const [index, { submitted, policy, compiled }] of examined.arms.entries()) {
      const where = `arms[${String(index)}].policy`;
      if (!policy.ok) return failed(where, threshold, `${where}: ${refusalLine(policy.refusals)}`);
      // Without its task an epoch has no length: that says nothing against the policy.
      if (!compiled.ok && examined.task(submitted.task) === null) return inconclusive(`the task ${submitted.task}`);
      if (!compiled.ok) return failed(where, threshold, `${where}: ${refusalLine(compiled.refusals)}`);
      const task = examined.task(submitted.task);
      const unheard = task === null ? null : unheardMetric(compiled.value, task, where);
      if (unheard !== null) return failed(where, threshold, unheard.message);
      hashes.push(shortHash(policyHash(policy.value)));
    }
    return passed(`policies ${[...new Set(hashes)].join(', ')}`, threshold);
  }),
};
