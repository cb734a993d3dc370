import { replayStudy } from '@ratebook/core/study';
import { describe, expect, it } from 'vitest';
import type { StudyResult, TrialLine } from '../study/study-result.js';
import { smallStudy } from '../study/testing/small-study.js';
import { studyLines } from './study-lines.js';

const job = smallStudy();
const trial = (status: string, reason: string | null = null): TrialLine => ({
  ...{ policy: 'cosine(0.1)', origin: 'cosine, drawn', updates: 1, readings: [], fork: null },
  status,
  reason,
});
const COST = { search: 10, searchRestarted: 10, rangeTest: 0, fullGrid: 100, confirmation: 0 };
const NOTHING = { winner: null, runnerUp: null, because: 'every trial diverged or failed' };

/** A study that found nothing, but for these changes. */
const lines = (change: Partial<StudyResult> = {}, problem: string | null = null) => {
  const trials = replayStudy(job.study.plan, () => null).trials.map((one) => ({ ...one, report: null }));
  const reading = { trials, outcome: NOTHING, cost: COST, gain: null, target: null, problem };
  const nothing = { job, reading, trials: [trial('diverged')], winner: null, runnerUp: null, space: null };
  return studyLines({ ...nothing, ...change }).join('\n');
};

describe('a study in sentences', () => {
  it('says first where its runs are not what the plan asks for', () => {
    expect(lines()).not.toContain('plan asks for');
    expect(lines({}, 'The study is not over.')).toMatch(
      /^These runs are not what the study's plan asks for: The study is not over\. The registry will say so too/,
    );
  });

  it('advises lower learning rates where all was too high, by the option or in the file that gave them', () => {
    expect(lines()).toContain('Lower learning rates (--to) or a wider space may train.');
    expect(lines({ space: 'my.json' })).toContain('Lower learning rates or wider ranges in my.json may train.');
    expect(lines({ space: 'my.json' })).not.toContain('--to');
  });

  it('says why the trainings failed where that is what all did', () => {
    const trials = [trial('abandoned', 'The trainer stopped (out-of-memory): the device is full.'), trial('abandoned')];
    expect(lines({ trials })).toContain('The first that failed: cosine(0.1): The trainer stopped (out-of-memory)');
    expect(lines({ trials })).not.toContain('Lower learning rates');
    expect(lines({ trials: [...trials, trial('diverged')] })).toContain('Lower learning rates');
  });

  it('says where the winner lies at an end of what was tried, and where to look beyond it', () => {
    // The first candidate has the lowest learning rate.
    const winner = { trial: 0, policy: 'cosine(0.003)', tests: [0.9], updatesToTarget: null };
    expect(lines({ winner })).toContain('the lowest learning rate that was tried: beyond it (--from)');
    expect(lines({ winner, space: 'my.json' })).toContain('beyond it (the ranges of my.json)');
  });
});
