import { beforeEach, describe, expect, it } from 'vitest';
import type { NodeResources } from './client.js';
import { ROOM_PATIENCE_SECONDS, RoomWatch } from './room-watch.js';

const IDLE = { isAtWork: false, isPending: false };

describe('the watch over a study of which nothing is trained', () => {
  let [now, nodes]: [number, readonly NodeResources[]] = [0, []];
  const said: string[] = [];
  let watch: RoomWatch;
  beforeEach(() => {
    [now, nodes] = [0, [{ CPU: 4, GPU: 1 }]];
    said.length = 0;
    watch = new RoomWatch({
      client: { nodes: () => Promise.resolve(nodes) },
      resources: { cpus: 1, gpus: 1 },
      say: (line) => said.push(line),
      clock: () => now,
    });
  });
  const lookAt = (seconds: number, state = IDLE) => {
    now = seconds;
    return watch.look(state);
  };

  it('says nothing while a first training begins, or one is under way', async () => {
    await lookAt(20);
    await lookAt(60, { isAtWork: true, isPending: false });
    await lookAt(80);
    expect(said).toEqual([]);
  });

  it('waits for a cluster that others use, and says so once', async () => {
    await lookAt(40);
    await lookAt(40_000);
    expect(said).toEqual([
      'Ray: waiting for room: the nodes that could hold a training are at work on something else.',
    ]);
  });

  it('waits for a node that has left for so long and no longer, and says what is missing', async () => {
    nodes = [{ CPU: 4 }];
    await lookAt(40);
    await lookAt(40 + ROOM_PATIENCE_SECONDS);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/waiting for room: .* 1 CPU and 1 GPU, .* only node has 4 CPUs and 0 GPUs\. .* 10 minutes/);
    await expect(lookAt(41 + ROOM_PATIENCE_SECONDS)).rejects.toMatchObject({
      codes: ['ray.resources'],
      message: expect.stringContaining('its only node has 4 CPUs and 0 GPUs') as string,
    });
  });

  it('begins to wait anew where the node came back in between', async () => {
    nodes = [];
    await lookAt(40);
    nodes = [{ CPU: 4, GPU: 1 }];
    await lookAt(500);
    nodes = [];
    await lookAt(900);
    await lookAt(800 + ROOM_PATIENCE_SECONDS);
    expect(said).toHaveLength(3);
  });

  it('does not wait for ever for a job that Ray does not begin', async () => {
    const pending = { isAtWork: false, isPending: true };
    await lookAt(40, pending);
    await expect(lookAt(41 + ROOM_PATIENCE_SECONDS, pending)).rejects.toThrow('Ray has not begun the job');
  });
});
