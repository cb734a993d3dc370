import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ROOT } from '../kit/registry.js';
import { Runner } from '../kit/runner.js';
import { scratchFolder } from '../kit/scratch.js';

const SAMPLES = join(ROOT, '../shared/samples/trainer_state');

const AXOLOTL = `base_model: some/model
learning_rate: 0.0002
cosine_min_lr_ratio: 0.1
warmup_ratio: 0.1
bf16: yes
`;
const LLAMA_FACTORY = `### method
stage: sft
finetuning_type: lora
### train
learning_rate: 1.0e-4
num_train_epochs: 3.0
lr_scheduler_type: cosine
warmup_ratio: 0.1
`;
const CARD = `# a model

- learning_rate: 2e-05
- lr_scheduler_type: linear
- lr_scheduler_warmup_steps: 500
- training_steps: 5000
`;
const AUTO =
  '{"scheduler": {"type": "WarmupLR", "params": {"warmup_max_lr": "auto", "warmup_num_steps": "auto", "warmup_type": "linear"}}}';

describe('ratebook policy', () => {
  const scratch = scratchFolder('policy-import');
  const runner = new Runner(scratch.path, 'http://127.0.0.1:4000/graphql');
  afterAll(scratch.remove);
  const { file } = scratch;

  describe('import', () => {
    it('tells by what it finds which tool a configuration is for', async () => {
      for (const [name, text, kind, notation] of [
        ['axolotl.yaml', AXOLOTL, 'axolotl', 'cosine(2e-4 -> 2e-5, warmup=10%)'],
        ['llama.yaml', LLAMA_FACTORY, 'llama-factory', 'cosine(1e-4, warmup=10%)'],
        ['README.md', CARD, 'model-card', 'linear(2e-5, warmup=500)'],
        ['args.json', '{"learning_rate": 1e-3, "lr_scheduler_type": "constant"}', 'transformers', 'constant(1e-3)'],
        ['ds.json', AUTO.replaceAll('"auto"', '5'), 'deepspeed', 'constant(0) until 1; constant(5, warmup=5)'],
        ['lrbench.txt', 'lrPolicy_STEP+k0_0.1+gamma_0.1+l_10', 'lrbench', 'step(0.1, factor=0.1, every=10)'],
      ] as const) {
        const answer = await runner.json('policy', 'import', file(name, text));
        expect(answer).toMatchObject({ kind, notation });
        expect(answer['document']).toMatchObject({ version: 1 });
      }
    });

    it('counts the steps of a ratio where it knows the run, and tells what it inferred', async () => {
      const path = file('with-run.yaml', AXOLOTL);
      const { status, stdout } = await runner.run('policy', 'import', path, '--updates', '119');
      expect(status).toBe(0);
      expect(stdout).toMatch(/^cosine\(2e-4 -> 2e-5, warmup=11\)\n\nread as axolotl, over 119 updates\n- /);
      expect(stdout).toContain('cut to whole updates');
    });

    it('fills what a DeepSpeed file leaves to the Trainer from its options, and names the missing ones', async () => {
      const path = file('auto.json', AUTO);
      const filled = ['--learning-rate', '2e-5', '--warmup-updates', '100', '--updates', '500'];
      const answer = await runner.json('policy', 'import', path, ...filled);
      expect(answer).toMatchObject({ notation: 'constant(0) until 1; constant(2e-5, warmup=100)', totalUpdates: 500 });
      const { status, stderr } = await runner.run('policy', 'import', path);
      expect(status).toBe(1);
      expect(stderr).toMatch(
        /warmup_max_lr: .+ Give it by --learning-rate\.\n.*warmup_num_steps: .+ Give them by --warmup-updates\./,
      );
    });

    it('reads by the rules of an older version', async () => {
      const old =
        '{"learning_rate": 0.1, "lr_scheduler_type": "inverse_sqrt", "lr_scheduler_kwargs": {"timescale": 9}}';
      const path = file('old.json', old);
      expect((await runner.json('policy', 'import', path))['notation']).toBe('inverse-sqrt(0.1, timescale=9)');
      const four = await runner.json('policy', 'import', path, '--trainer-version', '4');
      expect(four['notation']).toBe('inverse-sqrt(0.1, timescale=10000)');
    });
  });

  describe('fit', () => {
    const csv = (rows: readonly string[]) => ['step,loss,learning_rate', ...rows].join('\n');
    const linearRows = Array.from({ length: 40 }, (_, row) => `${String(row + 1)},1,${String(0.1 * (1 - row / 40))}`);

    it('names the law of a log, in every form that a log has', async () => {
      const rows = linearRows.map((row) => {
        const [step, , learningRate] = row.split(',').map(Number);
        return { step, learning_rate: learningRate };
      });
      const columns = {
        update: rows.map(({ step }) => (step ?? 0) - 1),
        learningRate: rows.map((row) => row.learning_rate),
      };
      const logs = [
        csv(linearRows),
        rows.map((row) => JSON.stringify(row)).join('\n'),
        JSON.stringify(rows),
        JSON.stringify({ max_steps: 40, log_history: [...rows, { step: 40, eval_loss: 1 }] }),
        JSON.stringify({ max_steps: 40, log_history: rows }).replace('"step":1,', '"step":1,"loss":NaN,'),
        JSON.stringify({ train_info: { metrics: rows } }),
        JSON.stringify(columns),
        rows
          .map(({ step, learning_rate }) => JSON.stringify({ current_steps: step, total_steps: 40, lr: learning_rate }))
          .join('\n'),
      ];
      for (const [index, log] of logs.entries()) {
        const answer = await runner.json('policy', 'fit', file(`log-${String(index)}`, log));
        expect(answer, log.slice(0, 60)).toMatchObject({
          notation: 'linear(0.1)',
          semantics: 'applied',
          skippedUpdates: 0,
          totalUpdates: 40,
        });
        expect(answer['errorOfPeak']).toBeLessThan(1e-6);
      }
    });

    it('shows the curve, how well it fits and what the log holds', async () => {
      const { status, stdout } = await runner.spawn(['policy', 'fit', '-'], csv(linearRows)).ended;
      expect(status).toBe(0);
      expect(stdout).toMatch(/^linear\(0\.1\)\n\n {5}0\.1 │●/);
      expect(stdout).toMatch(/\nfits 40 learning rates of CSV to \S+ of the peak, over 40 updates\n/);
      expect(stdout).toContain('the log holds the learning rate that was applied\n');
    });

    it.skipIf(!existsSync(SAMPLES))('reads logs that the Trainer wrote', async () => {
      for (const [name, notation, semantics] of [
        ['distilbert-lora-imdb.json', 'linear(2e-4)', 'applied'],
        ['geollm.json', 'linear(0.02)', 'next'],
      ] as const) {
        expect(await runner.json('policy', 'fit', join(SAMPLES, name))).toMatchObject({ notation, semantics });
      }
    });

    it('reads what it exported', async () => {
      const path = join(scratch.path, 'exported.csv');
      await runner.run('policy', 'export', 'cosine(0.1, warmup=10)', '--to', 'csv', '--updates', '200', '--out', path);
      expect((await runner.json('policy', 'fit', path))['notation']).toBe('cosine(0.1, warmup=10)');
    });
  });

  const folder = join(scratch.path, 'folder');
  mkdirSync(folder);
  const WRONG: readonly (readonly [string, readonly string[], number, RegExp])[] = [
    ['no file', ['import'], 2, /missing required argument 'file'/],
    ['a file that is not there', ['import', 'none.yaml'], 1, /There is no file none\.yaml/],
    ['a log that is not there', ['fit', 'none'], 1, /There is no file none\./],
    ['a folder', ['import', folder], 1, /is a folder/],
    ['a folder of logs', ['fit', folder], 1, /is a folder/],
    ['an empty file', ['fit', file('empty', '')], 1, /it is empty/],
    ['an empty configuration', ['import', file('empty.yaml', '')], 2, /say --from/],
    ['what is for no tool', ['import', file('other.yaml', 'a: 1')], 2, /say --from transformers, model-card/],
    ['broken YAML', ['import', file('broken.yaml', 'a: [1')], 1, /This is not YAML/],
    [
      'a key twice',
      ['import', file('twice.yaml', 'lr_scheduler: rex\nlr_scheduler: cosine')],
      1,
      /Map keys must be unique/,
    ],
    ['an unknown tool', ['import', 'x', '--from', 'keras'], 2, /Allowed choices are transformers/],
    ['an unknown schedule', ['import', file('greedy.json', '{"lr_scheduler_type": "greedy"}')], 1, /GreedyLR/],
    ['a card without hyperparameters', ['import', file('card.md', '# x'), '--from', 'model-card'], 1, /learning_rate/],
    ['a log without learning rates', ['fit', file('loss.csv', 'step,loss\n1,2\n')], 1, /no column learning_rate/],
    ['lines that are no JSON', ['fit', file('lines', '{"step": 1, "lr": 1}\nno\n')], 1, /line 2 is no JSON object/],
    ['two runs in one log', ['fit', file('runs.csv', 'step,lr\n1,1\n2,1\n1,1\n')], 1, /more than one run/],
    ['two learning rates of an update', ['fit', file('two.csv', 'step,lr\n1,1\n1,2\n')], 1, /two learning rates/],
    ['half a step', ['fit', file('half.csv', 'step,lr\n1.5,1\n')], 1, /no whole step/],
    ['a negative learning rate', ['fit', file('negative.csv', 'step,lr\n1,-1\n2,-1\n3,-1\n')], 1, /\S/],
  ];

  it.each(WRONG)('is told %s without a stack trace, the same with --json', async (_what, words, status, expected) => {
    const [ended, answer] = await Promise.all([
      runner.run('policy', ...words),
      runner.run('policy', ...words, '--json'),
    ]);
    expect(ended.stderr).toMatch(expected);
    expect(ended.stderr).not.toMatch(/\n\s+at |This is a bug/);
    expect({ status: ended.status, stdout: ended.stdout }).toEqual({ status, stdout: '' });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.stdout)).toMatchObject({ error: { exitCode: status } });
  });
});
