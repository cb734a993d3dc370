import { describe, expect, it } from 'vitest';
import { Inbox } from './inbox.js';

const rates = (from: number, ...learningRates: number[]) =>
  ({ type: 'rates', from, learningRates: { default: learningRates } }) as const;

describe('the inbox of a training', () => {
  it('hands out learning rates in order across blocks, from the update it resumes at', async () => {
    const inbox = new Inbox(5);
    inbox.push(rates(5, 0.1, 0.2));
    inbox.push(rates(7, 0.3));
    for (const learningRate of [0.1, 0.2, 0.3]) expect(await inbox.next()).toEqual({ kind: 'update', learningRate });
  });

  it('waits until something comes', async () => {
    const inbox = new Inbox(0);
    const next = inbox.next();
    inbox.push(rates(0, 0.5));
    expect(await next).toEqual({ kind: 'update', learningRate: 0.5 });
  });

  it('lets an end overtake what waits, and an abort overtake a finish, never the other way', async () => {
    const inbox = new Inbox(0);
    inbox.push(rates(0, 0.1));
    inbox.push({ type: 'finish', reason: '' });
    expect(await inbox.next()).toEqual({ kind: 'finish' });
    inbox.push({ type: 'abort', reason: '' });
    inbox.push({ type: 'finish', reason: '' });
    expect(await inbox.next()).toEqual({ kind: 'abort' });
  });

  it('refuses a gap, a repetition, an unknown group and a number that float32 cannot hold', async () => {
    const faultOf = async (...messages: Parameters<Inbox['push']>[0][]) => {
      const inbox = new Inbox(0);
      for (const message of messages) inbox.push(message);
      return inbox.next().catch((error: unknown) => error);
    };
    expect(await faultOf(rates(1, 0.1))).toMatchObject({ code: 'internal' });
    expect(await faultOf(rates(0, 0.1), rates(0, 0.1))).toMatchObject({ code: 'internal' });
    expect(await faultOf({ type: 'rates', from: 0, learningRates: { default: [1], b: [1] } })).toMatchObject({
      code: 'unsupported',
    });
    expect(await faultOf(rates(0, 1e39))).toMatchObject({ code: 'non-finite' });
    expect(await faultOf(rates(0, -0.1))).toMatchObject({ code: 'non-finite' });
    expect(await faultOf(rates(0, NaN))).toMatchObject({ code: 'non-finite' });
  });
});
