import { describe, expect, it } from 'vitest';
import { addressOf, shortHash } from './addresses';

describe('addresses of the site', () => {
  it('keeps the slash of a hub id and the @ of a task readable', () => {
    expect(addressOf.model('meta-llama/Llama-3.2-3B')).toBe('/models/meta-llama/Llama-3.2-3B');
    expect(addressOf.task('digits@1')).toBe('/tasks/digits@1');
  });

  it('cannot be led out of its path by an id', () => {
    expect(addressOf.citation('a?b#c')).toBe('/citations/a%3Fb%23c');
  });

  it('links a check to its section of the methodology', () => {
    expect(addressOf.check('T01')).toBe('/methodology/verification#T01');
    expect(shortHash('0123456789abcdef')).toBe('0123456789ab');
  });
});
