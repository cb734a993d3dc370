import { describe, expect, it } from 'vitest';
import { EventQueue } from './event-queue.js';

describe('the event queue', () => {
  it('hands over everything that was pushed before the end, in order, and nothing after', async () => {
    const queue = new EventQueue<number>(() => undefined);
    queue.push(1);
    queue.push(2);
    queue.end();
    queue.push(3);
    const seen: number[] = [];
    for await (const value of queue) seen.push(value);
    expect(seen).toEqual([1, 2]);
  });

  it('wakes a consumer that waits, for a value and for the end', async () => {
    const queue = new EventQueue<number>(() => undefined);
    const first = queue.next();
    queue.push(7);
    expect(await first).toEqual({ done: false, value: 7 });
    const second = queue.next();
    queue.end();
    expect(await second).toEqual({ done: true, value: undefined });
  });

  it('says when its consumer leaves early', async () => {
    let hasLeft = false;
    const queue = new EventQueue<number>(() => (hasLeft = true));
    queue.push(1);
    for await (const value of queue) if (value === 1) break;
    expect(hasLeft).toBe(true);
  });
});
