import { z } from 'zod';
import { parseWithSchema, type Parsed, RefusedError, valueOrThrow } from '../refusal/index.js';
import { type CompiledPolicy, compilePolicy } from './compile.js';
import { policyHash, shapeHash } from './identity.js';
import { parsePolicy } from './notation/parse.js';
import { printPolicy } from './notation/print.js';
import type { Policy } from './policy.js';
import { parsePolicyDocument } from './read-document.js';
import { type JsonText, readJson } from './read-json.js';

const LineSchema = z.strictObject({
  /** Document or notation: their own readers judge them. */
  policy: z.unknown(),
  totalUpdates: z.int().positive(),
  updatesPerEpoch: z.number().positive().nullish(),
  tokensPerUpdate: z.int().positive().nullish(),
  updates: z.array(z.int().nonnegative()).max(1_000_000),
  /** What closed loops answer to, ascending in t; an open-loop policy has no use for them. */
  events: z
    .array(z.strictObject({ t: z.int().nonnegative(), metrics: z.record(z.string(), z.number()) }))
    .superRefine((events, context) => {
      for (const [index, { t }] of events.entries())
        if (t < (events[index - 1]?.t ?? 0))
          context.addIssue({
            code: 'custom',
            path: [index, 't'],
            message: 'Invalid input: expected events that ascend in t',
          });
    })
    .optional(),
});
type Line = z.infer<typeof LineSchema>;
/** Printing needs no run; a line that names one is taken all the same. */
const PrintLineSchema = LineSchema.partial({ totalUpdates: true, updates: true });

/** A line that asks for a million updates has some seven million characters. */
const LINE: JsonText = { limitCharacters: 10_000_000, notJson: 'document.not-json', tooLarge: 'document.too-large' };

/** What was read lately: lines that ask for the same policy again do not compile it again. */
const MOST_REMEMBERED = 2000;
/** Longer policies are read each time, or two thousand of them would fill the memory. */
const LONGEST_REMEMBERED = 4000;

/** Answers the lines of `ratebook policy rates --stdin` and `print --stdin` (contracts.md 8): one JSON line in, one out. */
export class PolicyLines {
  private readonly policies = new Map<string, { readonly policy: Policy; readonly head: object }>();
  private readonly compiled = new Map<string, CompiledPolicy>();

  /** `{"policyHash", "shapeHash", "peakLearningRate", "learningRates"}`, or `{"error": {"code", "message"}}`. */
  rates(text: string): string {
    return answer(text, LineSchema, (line) => {
      const { key, policy, head } = this.policyOf(line);
      const compiled = this.compiledOf(line, key, policy);
      const { peakLearningRate } = compiled;
      const learningRateAt = line.events === undefined ? compiled.learningRateAt : compiled.replay(line.events);
      return { ...head, peakLearningRate, learningRates: line.updates.map((t) => learningRateAt(t)) };
    });
  }

  /** `{"notation", "document"}`, or an error. */
  print(text: string): string {
    return answer(text, PrintLineSchema, (line) => {
      const { policy } = this.policyOf(line);
      return { notation: printPolicy(policy), document: policy };
    });
  }

  private policyOf({ policy: given }: Pick<Line, 'policy'>) {
    const key = typeof given === 'string' ? given : JSON.stringify(given);
    const read = remembered(this.policies, key, () => {
      const policy = valueOrThrow(typeof given === 'string' ? parsePolicy(given) : parsePolicyDocument(given));
      return { policy, head: { policyHash: policyHash(policy), shapeHash: shapeHash(policy) } };
    });
    return { key, ...read };
  }

  /** `policyKey` is what `policyOf` remembers the policy by: a long document is not written out twice. */
  private compiledOf(line: Line, policyKey: string, policy: Policy): CompiledPolicy {
    const { totalUpdates, updatesPerEpoch = null, tokensPerUpdate = null } = line;
    const key = `${[totalUpdates, updatesPerEpoch, tokensPerUpdate].join(' ')} ${policyKey}`;
    return remembered(this.compiled, key, () =>
      valueOrThrow(compilePolicy(policy, { totalUpdates, updatesPerEpoch, tokensPerUpdate })),
    );
  }
}

function remembered<T>(memory: Map<string, T>, key: string, make: () => T): T {
  if (key.length > LONGEST_REMEMBERED) return make();
  const held = memory.get(key);
  if (held !== undefined) return held;
  const made = make();
  const oldest = memory.size >= MOST_REMEMBERED ? memory.keys().next().value : undefined;
  if (oldest !== undefined) memory.delete(oldest);
  memory.set(key, made);
  return made;
}

function answer<T>(text: string, schema: z.ZodType<T>, work: (line: T) => object): string {
  try {
    return JSON.stringify(work(valueOrThrow(readLine(text, schema))));
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    const [first] = error.refusals;
    return JSON.stringify({ error: { code: first?.code ?? 'document.schema', message: error.message } });
  }
}

function readLine<T>(text: string, schema: z.ZodType<T>): Parsed<T> {
  const read = readJson(text, LINE);
  return read.ok ? parseWithSchema(schema, read.value) : read;
}
