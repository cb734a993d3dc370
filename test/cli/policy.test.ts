import { afterAll, describe, expect, it } from 'vitest';
import { Runner } from '../kit/runner.js';
import { scratchFolder } from '../kit/scratch.js';

const MANY = 100_000;

describe('ratebook policy', () => {
  const scratch = scratchFolder('policy');
  const runner = new Runner(scratch.path, 'http://127.0.0.1:4000/graphql');
  afterAll(scratch.remove);

  const answers = async (kind: 'rates' | 'print', input: string) => {
    const { status, stdout, stderr } = await runner.spawn(['policy', kind, '--stdin'], input).ended;
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  };

  it('rates shows learning rates over the training, the first and the last update among them', async () => {
    const { status, stdout } = await runner.run('policy', 'rates', 'linear(2e-5)', '--updates', '500');
    expect(status).toBe(0);
    const rows = stdout.trim().split('\n').slice(1);
    expect(rows).toHaveLength(11);
    expect(rows[0]).toMatch(/^\s+0 {2}2e-5\s+█+$/);
    expect(rows.at(-1)).toMatch(/^\s+499 {2}4e-8$/);
    // Update 250 of 500: half.
    expect(rows[5]).toMatch(/^\s+250 {2}1e-5\s+█+$/);
  });

  it('rates answers a script with the same numbers, in full', async () => {
    const answer = await runner.json('policy', 'rates', 'linear(0.5)', '--updates', '4');
    expect(answer).toMatchObject({
      peakLearningRate: 0.5,
      updates: [0, 1, 2, 3],
      learningRates: [0.5, 0.375, 0.25, 0.125],
    });
    expect(answer['policyHash']).toMatch(/^[0-9a-f]{64}$/);
  });

  it('rates says which length it misses, and takes it', async () => {
    const policy = 'step(0.1, factor=0.5, every=2 epochs)';
    const missing = await runner.run('policy', 'rates', policy);
    expect(missing.status).toBe(1);
    expect(missing.stderr).toContain('Give updatesPerEpoch by --updates-per-epoch.');
    const given = await runner.json('policy', 'rates', policy, '--updates', '40', '--updates-per-epoch', '10');
    expect((given['learningRates'] as readonly number[]).at(-1)).toBe(0.05);
  });

  it('print gives the canonical line and a document that prints the same line', async () => {
    const { status, stdout } = await runner.run('policy', 'print', 'fix(k0=0.1)');
    expect(status).toBe(0);
    const [line = '', ...rest] = stdout.split('\n');
    expect(line).toBe('constant(0.1)');
    const again = await runner.json('policy', 'print', rest.join('\n'));
    expect(again['notation']).toBe(line);
  });

  it('--stdin answers a bad line with an error object and goes on with the others', async () => {
    const good = JSON.stringify({ policy: 'linear(1)', totalUpdates: 4, updates: [0, 3] });
    const bad = [
      'no JSON',
      '[]',
      '{"policy": "linear(1)"}',
      '{"policy": "cosin(1)", "totalUpdates": 4, "updates": [0]}',
      '{"policy": "linear(1)", "totalUpdates": 0, "updates": [0]}',
      '{"policy": "linear(1)", "totalUpdates": 4, "updates": [0], "other": 1}',
      '{"policy": {"version": 1, "law": "none"}, "totalUpdates": 4, "updates": [0]}',
      'null',
    ];
    const lines = await answers('rates', `${bad.flatMap((line) => [good, line]).join('\n')}\n\n${good}`);
    expect(lines).toHaveLength(2 * bad.length + 1);
    for (const [index, line] of lines.entries()) {
      if (index % 2 === 0) expect(line['learningRates']).toEqual([1, 0.25]);
      else {
        expect(Object.keys(line)).toEqual(['error']);
        expect(line['error']).toEqual({ code: expect.stringMatching(/\./), message: expect.stringMatching(/\S/) });
      }
    }
  });

  it('print --stdin answers each line with notation and document', async () => {
    const [first, second] = await answers('print', '{"policy": "fix(k0=0.1)"}\r\n{"policy": "nothing(1)"}\r\n');
    expect(first).toEqual({ notation: 'constant(0.1)', document: { version: 1, law: 'constant', learningRate: 0.1 } });
    expect(Object.keys(second ?? {})).toEqual(['error']);
  });

  it('--stdin answers a hundred thousand lines, each in its place', async () => {
    const input = Array.from({ length: MANY }, (_, index) =>
      JSON.stringify({ policy: `constant(${String(index + 1)})`, totalUpdates: 1, updates: [0] }),
    ).join('\n');
    const lines = await answers('rates', input);
    expect(lines).toHaveLength(MANY);
    expect(lines.findIndex((line, index) => line['peakLearningRate'] !== index + 1)).toBe(-1);
  });

  it('--stdin answers a program that waits for each answer before it asks again', async () => {
    const { child, ended } = runner.start(['policy', 'rates', '--stdin']);
    for (const total of [1, 2, 3]) {
      const answered = new Promise<string>((resolve) =>
        child.stdout.once('data', (text: Buffer) => resolve(String(text))),
      );
      child.stdin.write(`${JSON.stringify({ policy: 'linear(1)', totalUpdates: total, updates: [0] })}\n`);
      expect((JSON.parse(await answered) as Record<string, unknown>)['learningRates']).toEqual([1]);
    }
    child.stdin.end();
    expect((await ended).status).toBe(0);
  });

  it('ends without complaint where its reader has read enough', async () => {
    const { child, ended } = runner.start(['policy', 'rates', '--stdin']);
    child.stdin.on('error', () => undefined);
    child.stdout.once('data', () => child.stdout.destroy());
    const line = `${JSON.stringify({ policy: 'linear(1)', totalUpdates: 1, updates: [0] })}\n`;
    child.stdin.end(line.repeat(MANY));
    const { status, stderr } = await ended;
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
