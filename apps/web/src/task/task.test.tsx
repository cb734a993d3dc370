import { startingTask } from '@ratebook/core/proposal';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { doubtfulPoints, ProposalSection } from './proposal-section';
import { TakePart } from './take-part';
import { TaskHistory } from './task-history';
import { hasOpened, LISTED_STATES, parseListedState, taskEventText, taskStateText } from './task-state';

const at = '2026-11-28T10:00:00.000Z';

describe('the states of tasks', () => {
  it('are read from an address, open where it names none', () => {
    for (const [state] of LISTED_STATES) expect(parseListedState(state.toLowerCase())).toBe(state);
    for (const text of [undefined, '', 'nothing']) expect(parseListedState(text)).toBe('OPEN');
  });

  it('say that only an open one takes runs', () => {
    for (const state of ['PROPOSED', 'DECLINED', 'WITHDRAWN'] as const) {
      expect(taskStateText(state)).toContain('takes no runs');
      expect(hasOpened(state)).toBe(false);
    }
    expect(
      [taskStateText('OPEN'), taskStateText('RETIRED')].map((text) => /takes runs|no more runs/.exec(text)?.[0]),
    ).toEqual(['takes runs', 'no more runs']);
  });

  it('tell who did what, and when', () => {
    expect(taskEventText({ state: 'PROPOSED', at, account: { handle: 'ada' } })).toBe(
      'proposed by ada, 28 November 2026',
    );
    expect(taskEventText({ state: 'OPEN', at, account: null })).toBe('opened by the registry, 28 November 2026');
    const html = renderToStaticMarkup(
      <TaskHistory
        history={[{ state: 'DECLINED', at, account: { handle: 'stella' }, reason: 'Its splits overlap.' }]}
      />,
    );
    expect(html).toContain('href="/people/stella"');
    expect(html).toContain('Its splits overlap.');
  });
});

describe('a proposal', () => {
  it('shows what the check finds doubtful, and nothing of a document that cannot be read', () => {
    expect(doubtfulPoints(startingTask('causal-lm', 'mine')).join(' ')).toContain('trainer.model.revision');
    expect(doubtfulPoints({ version: 1 })).toEqual([]);
    const html = renderToStaticMarkup(<ProposalSection name="mine@2" document={startingTask('causal-lm', 'mine')} />);
    expect(html).toContain('Worth a second look');
    expect(html).toContain('ratebook task propose mine.json');
  });
});

describe('how to take part', () => {
  const shown = (document: unknown) =>
    renderToStaticMarkup(<TakePart name="mine@1" notation="constant(0.1)" document={document} />);

  it('begins with the environment that a task of PyTorch needs', () => {
    expect(shown(startingTask('causal-lm', 'mine'))).toContain('ratebook setup --text');
    expect(shown(startingTask('image-classification', 'mine'))).toMatch(/ratebook setup(?! --text)/);
    expect(shown({ trainer: { name: 'embedded' } })).not.toContain('ratebook setup');
  });
});
