import { type Policy, policyHash, printPolicy } from '@ratebook/core/policy';
import type { CommandContext } from './context.js';

/** `ratebook policy print POLICY`: its canonical line and its document. */
export function policyPrintCommand({ output }: CommandContext, policy: Policy): void {
  output.line(printPolicy(policy));
  output.line(JSON.stringify(policy, null, 2));
  output.result({ notation: printPolicy(policy), document: policy, policyHash: policyHash(policy) });
}
