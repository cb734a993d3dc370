import { describe, expect, it } from 'vitest';
import { openTask } from '../trainer/embedded/testing/open-task.js';
import { tuneOptions } from './testing/tune-options.js';
import { studyRequest } from './tune-request.js';

describe('the request of a study', () => {
  const task = openTask('digits-mlp');
  const request = (changed = task, options = tuneOptions(), space: unknown = null) =>
    studyRequest(changed, options, space);

  it('is another one where the document of the task was edited under its name', () => {
    const edited = { ...task, evaluateAt: [...task.evaluateAt.slice(0, -2), 1] };
    expect(request(edited)).not.toBe(request());
    expect(request({ ...task })).toBe(request());
  });

  it('is another one where another search is asked for, also by another space', () => {
    const others = [
      request(task, tuneOptions({ strategy: 'halving' })),
      request(task, tuneOptions({ seeds: 4 })),
      request(task, tuneOptions({ method: 'composite' })),
      request(task, tuneOptions(), { version: 1, templates: [] }),
    ];
    expect(new Set([...others, request()]).size).toBe(5);
  });

  it('is the same however and wherever it is trained, and where what is usual is typed', () => {
    expect(request(task, tuneOptions({ workers: 4, devices: ['cuda:0'], executor: 'ray', submit: false }))).toBe(
      request(),
    );
    expect(request(task, tuneOptions({ method: 'composite', boundaries: [0.5], heights: 4 }))).toBe(
      request(task, tuneOptions({ method: 'composite' })),
    );
  });
});
