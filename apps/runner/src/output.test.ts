import { describe, expect, it } from 'vitest';
import { Output, type Sink, wrapped } from './output.js';

/** A terminal, or a pipe, that remembers. */
class Screen implements Sink {
  readonly isTTY: boolean;
  readonly columns: number;
  text = '';
  constructor(isTTY: boolean, columns = 40) {
    this.isTTY = isTTY;
    this.columns = columns;
  }
  write(text: string) {
    this.text += text;
  }
}

const outputOn = (out: Screen, options: { isJson?: boolean; hasColor?: boolean } = {}) => {
  const errors = new Screen(false);
  return { errors, output: new Output({ isJson: false, hasColor: true, ...options, out, errors }) };
};

describe('what a command writes', () => {
  it('is JSON lines alone with --json, the answer last', () => {
    const out = new Screen(true);
    const { output, errors } = outputOn(out, { isJson: true });
    output.line('for a person');
    output.live('a bar');
    output.event({ event: 'run', run: 0 });
    output.warn('take care');
    output.result({ submission: 'abc' });
    expect(out.text).toBe('{"event":"run","run":0}\n{"submission":"abc"}\n');
    expect(errors.text).toBe('take care\n');
  });

  it('is plain text without colour or rewriting where nobody watches', () => {
    const out = new Screen(false);
    const { output } = outputOn(out);
    output.live('a bar');
    output.line(output.colors.bold('done'));
    output.event({ event: 'run' });
    expect(out.text).toBe('done\n');
  });

  it('has no colour where NO_COLOR asks for none', () => {
    const out = new Screen(true);
    const { output } = outputOn(out, { hasColor: false });
    output.line(output.colors.red('✗'));
    expect(out.text).toBe('✗\n');
  });

  it('rewrites the bottom line on a terminal, cut to its width, and takes it away before the next line', () => {
    const out = new Screen(true, 10);
    const { output } = outputOn(out, { hasColor: false });
    output.live('0123456789abc');
    output.line('x');
    output.line('y');
    expect(out.text).toBe('\r\u001b[2K012345678\r\u001b[2Kx\ny\n');
  });

  it('rewrites several lines in place, over what a narrower terminal has broken, and takes them away or leaves them', () => {
    const out = new Screen(true, 10);
    const { output } = outputOn(out, { hasColor: false });
    output.frame(['one', 'two']);
    output.frame(['12345678901', '2']);
    output.line('a line');
    expect(out.text).toBe(
      [
        '\rone\u001b[K\ntwo\u001b[K\u001b[J',
        '\r\u001b[1A12345678901\u001b[K\n2\u001b[K\u001b[J',
        '\r\u001b[2A\u001b[Ja line\n',
      ].join(''),
    );
    out.text = '';
    output.frame(['one', 'two']);
    output.leaveLive();
    output.line('a line');
    expect(out.text).toBe('\rone\u001b[K\ntwo\u001b[K\u001b[J\na line\n');
  });

  it('draws no frame where nobody watches', () => {
    const out = new Screen(false);
    const { output } = outputOn(out);
    output.frame(['one', 'two']);
    output.leaveLive();
    expect(out.text).toBe('');
  });

  it('counts a terminal that does not know its width as 80 wide', () => {
    expect(outputOn(new Screen(true, 0)).output.columns).toBe(80);
  });
});

describe('a text broken into lines', () => {
  it('fits, keeps its words whole and its own line breaks', () => {
    expect(wrapped('one two three four', 9, ' ')).toEqual(['one two', ' three', ' four']);
    expect(wrapped('a b\nc d', 80)).toEqual(['a b', 'c d']);
  });

  it('keeps leading spaces and lets a long word stand out', () => {
    expect(wrapped('    abc unbreakable', 8, '    ')).toEqual(['    abc', '    unbreakable']);
    expect(wrapped('', 8)).toEqual(['']);
  });
});
