import type { Group } from '../policy.js';
import { isRecord, Settings } from './settings.js';

/** LoRA's B matrices, by the name that trainers share. */
const LORA_B = 'lora-b';

/** LoRA+: the B matrices at a multiple of the learning rate. */
export function loraPlusGroup(settings: Settings, notes: string[]): readonly Group[] {
  const multiplier = settings.number('loraplus_lr_ratio', { expected: 'a number of 0 or more', least: 0 });
  if (multiplier === null) return [];
  notes.push('LoRA on embeddings has a learning rate of its own, loraplus_lr_embedding: it is no part of this policy.');
  return [{ name: LORA_B, multiplier }];
}

/** Axolotl's `lr_groups`: `{name, modules, lr}` each, as multiples of the learning rate. */
export function listedGroups(settings: Settings, learningRate: number): readonly Group[] {
  const given = settings.raw('lr_groups');
  if (given === undefined) return [];
  if (!Array.isArray(given)) {
    settings.refuse('lr_groups', 'a list of groups: {name, modules, lr}');
    return [];
  }
  return given.flatMap((entry: unknown, index) => {
    const group = new Settings(isRecord(entry) ? entry : {}, `lr_groups[${String(index)}]`, settings.refusals);
    const [name, own] = [group.text('name'), group.learningRate('lr')];
    if (!group.has('name')) group.refuse('name', 'the name of a group');
    if (!group.has('lr')) group.refuse('lr', 'a learning rate of 0 or more', 'policy.missing-key');
    if (name === null || own === null) return [];
    // Of a learning rate of 0 nothing is a multiple but 0, which every group has then.
    if (learningRate === 0 && own === 0) return [];
    if (learningRate === 0) {
      group.refuse('lr', 'a learning_rate above 0, of which groups are multiples');
      return [];
    }
    return [{ name, multiplier: own / learningRate }];
  });
}
