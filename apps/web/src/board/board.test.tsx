import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { type BoardRow, rankLabel } from './board-row';
import { BoardTable } from './board-table';
import { parseBoardView } from './view-tabs';

const row = (change: Partial<BoardRow>): BoardRow => ({
  armHash: 'a'.repeat(64),
  policyHash: 'b'.repeat(64),
  notation: 'cosine(0.1)',
  peakLearningRate: 0.1,
  curve: [0.1, 0.05, 0],
  rankFrom: 1,
  rankTo: 1,
  rankOf: 2,
  n: 3,
  accounts: 1,
  mean: 0.97,
  lower: 0.96,
  upper: 0.98,
  isLeader: true,
  inLeaderGroup: true,
  isBaseline: false,
  isImported: false,
  level: 2,
  divergedRuns: 0,
  abandonedRuns: 0,
  divergenceProbability: 0.1,
  meanUpdates: 100,
  searchUpdates: null,
  unrankedReason: null,
  ...change,
});
const metric = { name: 'accuracy', direction: 'maximize', unit: 'share' };

describe('a board', () => {
  it('writes a rank that is not known exactly as a range', () => {
    expect(rankLabel({ rankFrom: 1, rankTo: 1 })).toBe('1');
    expect(rankLabel({ rankFrom: 2, rankTo: 4 })).toBe('2–4');
    expect(rankLabel({ rankFrom: null, rankTo: null })).toBe('–');
  });

  it('says of every bar its mean and bounds, and counts diverged runs in the row', () => {
    const html = renderToStaticMarkup(<BoardTable rows={[row({ divergedRuns: 1 })]} metric={metric} />);
    expect(html).toContain('cosine(0.1): 97%, between 96% and 98%');
    expect(html).toContain('1 diverged');
  });

  it('shows an unranked row with its reason and without a bar', () => {
    const html = renderToStaticMarkup(
      <BoardTable
        rows={[row({ rankFrom: null, rankTo: null, mean: null, lower: null, upper: null, unrankedReason: 'one seed' })]}
        metric={metric}
      />,
    );
    expect(html).toContain('Not ranked: one seed');
    expect(html).not.toContain('interval-band');
  });

  it('has a column of search costs where a study found any of its arms', () => {
    const found = renderToStaticMarkup(
      <BoardTable rows={[row({ searchUpdates: 1440 }), row({ armHash: 'c'.repeat(64) })]} metric={metric} />,
    );
    expect(found).toContain('search cost');
    expect(found).toContain('1.44k');
    expect(found).toContain('–');
    expect(renderToStaticMarkup(<BoardTable rows={[row({})]} metric={metric} />)).not.toContain('search cost');
  });

  it('reads a view from an address and knows no other', () => {
    expect(parseBoardView('verified')).toBe('VERIFIED');
    expect(parseBoardView('everything')).toBeNull();
    expect(parseBoardView(undefined)).toBeNull();
  });
});
