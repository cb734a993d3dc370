import { type Parsed, refused, shown } from '../../refusal/index.js';
import { loraPlusGroup } from './groups.js';
import type { ImportedPolicy } from './importer.js';
import { isRecord } from './settings.js';
import { importArguments, type TransformersOptions } from './transformers.js';

/** Of what the warm-up leaves, one part in so many stays at the peak. */
const STABLE_PART = 3;

/**
 * The policy that LLaMA-Factory really runs for a training file (the value that its YAML holds): the arguments of the
 * Trainer, but a warmup_stable_decay without lengths stays for ⌊⅓⌋ of what the warm-up leaves and decays over the rest,
 * and loraplus_lr_ratio makes a group `lora-b`. Refused: as by `importTransformers`, and the files of its v1 trainer,
 * which are others.
 *
 * Source: hiyouga/LLaMA-Factory at ff6d4d1, src/llamafactory/train/trainer_utils.py, create_custom_scheduler.
 */
export function importLlamaFactory(input: unknown, options: TransformersOptions = {}): Parsed<ImportedPolicy> {
  const file = isRecord(input) ? input : null;
  if (file === null || 'lr_scheduler_config' in file) {
    const expected = 'the settings of a training file';
    const got = file === null ? shown(input) : 'one of the v1 trainer, which has other keys';
    return refused({
      code: 'policy.wrong-type',
      path: file === null ? '' : 'lr_scheduler_config',
      expected,
      got,
      message: `Expected ${expected}, got ${got}.`,
    });
  }
  return importArguments(file, options, {
    groups: loraPlusGroup,
    keywordDefaults: (type, { warmup, totalUpdates }) => {
      if (type !== 'warmup_stable_decay' || totalUpdates === null) return {};
      const left = totalUpdates - (warmup !== null && 'steps' in warmup ? warmup.steps : 0);
      const stay = Math.floor(left / STABLE_PART);
      // A warm-up longer than the run leaves nothing to share out.
      return left < 0 ? {} : { num_stable_steps: stay, num_decay_steps: left - stay };
    },
  });
}
