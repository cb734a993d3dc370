import { accepted, type Parsed, refused, shown } from '../../refusal/index.js';

const LONGEST_CARD = 1_000_000;
/** `- learning_rate: 2e-05`, with the emphasis and the names that people give it. */
const BULLET = /^\s*[-*]\s+[*_`]{0,3}([A-Za-z][A-Za-z0-9 _-]{0,60}?)[*_`]{0,3}\s*:[*_`]{0,3}\s*(.*?)\s*$/;
/** A Python dict of numbers and words, as a card prints keyword arguments. */
const PAIR = /\s*['"](\w+)['"]\s*:\s*(?:'([^']*)'|"([^"]*)"|([^\s,'"{}[\]]+))\s*(,|$)/y;

const WORDS: Readonly<Record<string, unknown>> = { None: null, True: true, False: false };

/**
 * The hyperparameters of a model card (`- learning_rate: 2e-05`, a line each) as TrainingArguments would name them:
 * `num_epochs` is `num_train_epochs`, `training_steps` is `max_steps`, `lr_scheduler_warmup_steps` is `warmup_steps`.
 * Everything else of the card is passed over. Refused: a card without such lines, and one that says a hyperparameter
 * twice in two ways.
 */
export function readModelCard(text: string): Parsed<Readonly<Record<string, unknown>>> {
  if (text.length > LONGEST_CARD) {
    return refusedCard('document.too-large', `at most ${String(LONGEST_CARD)} characters`, String(text.length));
  }
  const read = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const [, name = '', value = ''] = BULLET.exec(line) ?? [];
    if (name === '' || value === '') continue;
    const key = argumentOf(name.toLowerCase().replaceAll(/[ -]+/g, '_'));
    const held = read.get(key);
    if (held !== undefined && held !== value) {
      return refusedCard('policy.duplicate-key', `${key} once`, `${shown(held)} and ${shown(value)}`);
    }
    read.set(key, value);
  }
  if (!read.has('learning_rate')) {
    return refusedCard('policy.missing-key', 'a line "- learning_rate: 2e-05"', 'none');
  }
  return accepted(Object.fromEntries([...read].map(([key, value]) => [key, valueOf(key, value)])));
}

/** Names that a card has for arguments of the Trainer. */
const CARD_NAMES: Readonly<Record<string, string>> = {
  num_epochs: 'num_train_epochs',
  training_steps: 'max_steps',
  lr_scheduler_warmup_steps: 'warmup_steps',
  lr_scheduler_warmup_ratio: 'warmup_ratio',
};

/** The Trainer's own name of an argument. */
export function argumentOf(name: string): string {
  return CARD_NAMES[name] ?? name;
}

function valueOf(key: string, value: string): unknown {
  return key === 'lr_scheduler_kwargs' ? (readKeywords(value) ?? value) : value.replace(/^`(.*)`$/, '$1');
}

/** A flat Python dict as an object; null where it is something else. */
function readKeywords(text: string): Record<string, unknown> | null {
  const inner = /^\{(.*)\}$/.exec(text.replace(/^`(.*)`$/, '$1'))?.[1]?.trim();
  if (inner === undefined) return null;
  const read: Record<string, unknown> = {};
  PAIR.lastIndex = 0;
  while (PAIR.lastIndex < inner.length) {
    const [, key = '', single, double, bare = ''] = PAIR.exec(inner) ?? [];
    if (key === '') return null;
    read[key] = single ?? double ?? (Object.hasOwn(WORDS, bare) ? WORDS[bare] : bare);
  }
  return read;
}

function refusedCard(
  code: 'document.too-large' | 'policy.duplicate-key' | 'policy.missing-key',
  expected: string,
  got: string,
) {
  return refused({ code, path: '', expected, got, message: `The model card: expected ${expected}, got ${got}.` });
}
