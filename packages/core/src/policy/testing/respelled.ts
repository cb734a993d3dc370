import { canonicalJson } from '../../canonical/index.js';
import type { LawFields } from '../law.js';
import { getLaw } from '../laws/registry.js';
import { isSequence, isSwitch, nodeOf, type Policy, type PolicyNode } from '../policy.js';

/** The same document as other text: keys in reverse, white space, numbers in exponents. */
export function respelled(value: unknown): string {
  if (typeof value === 'number') return value.toExponential();
  if (Array.isArray(value)) return `[ ${value.map(respelled).join(' ,\n')} ]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return `{\t${members
    .toReversed()
    .map(([key, inner]) => `${JSON.stringify(key)} : ${respelled(inner)}`)
    .join(' ,')} }`;
}

/** The document with every field left out that equals its default. */
export function withoutDefaults(policy: Policy): object {
  const groups = policy.groups === undefined ? {} : { groups: policy.groups };
  return { version: 1, ...thinNode(nodeOf(policy)), ...groups };
}

function thinNode(node: PolicyNode): object {
  const { warmup, ...rest } = node;
  const thinWarmup =
    warmup === undefined
      ? {}
      : {
          warmup: {
            length: warmup.length,
            ...(warmup.from === 0 ? {} : { from: warmup.from }),
            ...(warmup.shape === 'linear' ? {} : { shape: warmup.shape }),
          },
        };
  if (isSequence(node)) {
    const phases = node.phases.map((phase) => ({ ...phase, policy: thinNode(phase.policy) }));
    return { law: 'sequence', phases, ...thinWarmup };
  }
  if (isSwitch(node)) return { ...rest, before: thinNode(node.before), after: thinNode(node.after), ...thinWarmup };
  const { fields, implied } = getLaw(node.law);
  const ofOthers = implied?.(rest as LawFields) ?? {};
  const kept = Object.entries(rest).filter(([name, value]) => {
    const standard = fields.shape[name]?.safeParse(undefined);
    const absent = (standard?.success === true ? standard.data : undefined) ?? ofOthers[name];
    return absent === undefined || canonicalJson(absent) !== canonicalJson(value);
  });
  return { ...Object.fromEntries(kept), ...thinWarmup };
}
