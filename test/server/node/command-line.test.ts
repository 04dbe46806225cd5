import { describe, expect, it } from 'vitest';
import { type Flags, readWords, UsageError } from '../../../packages/server/src/node/cli/command.js';

// Upload ids are base64url: one in 64 begins with "-". A command line with such an id must mean the same as any other.

const flags: Flags = {
  upload: { type: 'string' },
  reason: { type: 'string', multiple: true },
  json: { type: 'boolean' },
};

describe('a command line', () => {
  it.each(['-Xk3_9', '--k3_9', '-', 'plain', '-1'])('takes %s after a text flag as its value', (id) => {
    const words = readWords(['--upload', id, '--json', 'rest'], flags);
    expect(words.text('upload')).toBe(id);
    expect(words.has('json')).toBe(true);
    expect(words.positionals).toEqual(['rest']);
  });

  it('takes = and several values', () => {
    const words = readWords(['--reason=-a', '--reason', '-b', '--upload=x=y'], flags);
    expect(words.texts('reason')).toEqual(['-a', '-b']);
    expect(words.text('upload')).toBe('x=y');
  });

  it('reads nothing after -- as a flag', () => {
    const words = readWords(['--json', '--', '--upload', '-Xk3_9'], flags);
    expect(words.text('upload')).toBeUndefined();
    expect(words.positionals).toEqual(['--upload', '-Xk3_9']);
  });

  it.each([
    [['--upload']],
    [['--upload', '--json']],
    [['--upload', '--reason=x']],
    [['--upload', '--', 'x']],
    [['--json=yes']],
    [['--unknown', 'x']],
    [['-Xk3_9']],
    [['--constructor', 'x']],
  ])('%j cannot be meant', (words) => {
    expect(() => readWords(words, flags)).toThrow(UsageError);
  });

  it.each([`-${'a'.repeat(21)}`, `--${'a'.repeat(20)}`])('takes the id %s for an id, not for a flag', (id) => {
    const words = readWords([id, '--json', 'more'], flags);
    expect(words.positionals).toEqual([id, 'more']);
    expect(words.has('json')).toBe(true);
  });
});
