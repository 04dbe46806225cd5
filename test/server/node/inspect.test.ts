import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pictureNamed, pictures } from '../../support/pictures.mjs';
import { type Ran, startCommand } from '../support/ran.js';

const triggers = fileURLToPath(new URL('../../fixtures/triggers/', import.meta.url));

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'safeupload-inspect-'));
  await mkdir(join(directory, 'in', 'deep'), { recursive: true });
  await copyFile((await pictureNamed('text.png')).file, join(directory, 'in', 'b.png'));
  await copyFile((await pictureNamed('animated-10.gif')).file, join(directory, 'in', 'deep', 'a.gif'));
  await writeFile(join(directory, 'in', 'c.txt'), 'no picture');
  await writeFile(join(directory, 'in', 'd.jpg'), '');
  // Links are not followed: this one would never end.
  await symlink('..', join(directory, 'in', 'deep', 'up'));
  await writeFile(join(directory, 'in', 'large.png'), new Uint8Array(10_000_001));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const started = (...words: string[]) => startCommand(words, { cwd: directory });

const run = (...words: string[]): Promise<Ran> => started(...words).ran;

function linesOf({ out }: Ran): Record<string, unknown>[] {
  return out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('inspect', () => {
  it('--json prints a line per file of a directory, in the order of the names', async () => {
    const ran = await run('inspect', '--json', 'in');
    expect(ran.err).toBe('');
    expect(ran.code).toBe(0);
    const lines = linesOf(ran);
    expect(lines.map((line) => line.path)).toEqual([
      'in/b.png',
      'in/c.txt',
      'in/d.jpg',
      'in/deep/a.gif',
      'in/large.png',
    ]);
    const [text, unknown, empty, animation, large] = lines;
    expect(Object.keys(text ?? {})).toEqual(
      'path format width height frames bytes sha256 pdq models action reasons ms'.split(' '),
    );
    expect(text).toMatchObject({
      format: 'png',
      width: 300,
      height: 200,
      frames: { total: 1, screened: 1 },
      action: 'allow',
      reasons: [],
    });
    expect(text?.pdq).toEqual([{ hash: expect.stringMatching(/^[0-9a-f]{64}$/), quality: expect.any(Number) }]);
    expect(text?.models).toEqual([
      {
        id: 'mobilenet-v2',
        risk: expect.any(Number),
        scores: expect.objectContaining({ Neutral: expect.any(Number) }),
      },
      { id: 'open-nsfw', risk: expect.any(Number), scores: { safe: expect.any(Number), nsfw: expect.any(Number) } },
    ]);
    expect(animation).toMatchObject({ format: 'gif', frames: { total: 10, screened: 10 } });
    expect([unknown?.code, empty?.code, large?.code]).toEqual(['format-unknown', 'empty-file', 'too-many-bytes']);
    expect(Object.keys(unknown ?? {})).toEqual(['path', 'code', 'message', 'ms']);
  });

  it('holds the triggers by what their models say, and never refuses by scores', async () => {
    const lines = linesOf(
      await run(
        'inspect',
        '--json',
        ...['both', 'first-only', 'second-only'].map((name) => join(triggers, `${name}.png`)),
      ),
    );
    expect(lines.map((line) => [line.action, line.reasons])).toEqual([
      ['hold', ['risk-raised']],
      ['hold', ['risk-raised']],
      ['hold', ['risk-raised']],
    ]);
  });

  it('prints a code and never a stack trace for what cannot be a picture', async () => {
    const malformed = (await pictures()).filter(({ kind }) => kind === 'malformed');
    const ran = await run('inspect', '--json', ...malformed.map(({ file }) => file));
    expect(ran.code).toBe(0);
    expect(ran.err).toBe('');
    const lines = linesOf(ran);
    expect(lines).toHaveLength(malformed.length);
    for (const [index, { name, expectedCode }] of malformed.entries()) {
      if (expectedCode !== undefined) expect(lines[index]?.code, name).toBe(expectedCode);
      expect(JSON.stringify(lines[index]), name).not.toMatch(/\bat .+:\d+:\d+/);
    }
  });

  it('prints a table for people', async () => {
    const ran = await run('inspect', 'in/b.png', 'in/c.txt');
    expect(ran.out).toMatch(/^verdict +size/);
    expect(ran.out).toMatch(/allow +300×200 +png +1 .*in\/b\.png/);
    expect(ran.out).toContain('(format-unknown)');
  });

  it('answers 1 where a path cannot be opened, and inspects the others', async () => {
    const ran = await run('inspect', '--json', 'in/nothing.png', 'in/b.png');
    expect(ran.code).toBe(1);
    expect(linesOf(ran).map((line) => line.code ?? line.action)).toEqual(['read-failed', 'allow']);
  });

  it('ends cleanly on Ctrl-C, with its processes', async () => {
    const { child, ran } = started('inspect', '--json', ...Array(50).fill('in/deep/a.gif'));
    await once(child.stdout ?? child, 'data');
    child.kill('SIGINT');
    const { code, err } = await ran;
    expect(code).toBe(130);
    expect(err).toBe('');
  });
});

describe('the command line', () => {
  it.each([
    [[], 2],
    [['--help'], 0],
    [['inspect', '--help'], 0],
    [['inspect'], 2],
    [['inspect', '--nonsense', 'x'], 2],
    [['inspect', '--tier', 'odd', 'x'], 2],
    [['inspect', '--processes', '0', 'x'], 2],
    [['nonsense'], 2],
    [['takedown'], 2],
    [['takedown', 'too-short'], 2],
    [['keys', 'steal'], 2],
    [['serve', 'x'], 2],
  ] as const)('%j ends with %i', async (words, code) => {
    const ran = await run(...words);
    expect(ran.code).toBe(code);
    expect(ran.err).not.toMatch(/\bat .+:\d+:\d+/);
    expect(`${ran.out}${ran.err}`).not.toBe('');
  });

  it('names the flags it knows where it does not know one', async () => {
    const ran = await run('inspect', '--jsn', 'x');
    expect(ran.err).toContain('--jsn');
    expect(ran.err).toContain('--json');
  });

  it('says that there is no database to take something down in, or look banks up in', async () => {
    const ran = await run('takedown', 'a'.repeat(22), '--data', 'nowhere');
    expect(ran.code).toBe(1);
    expect(ran.err).toContain('not-found');
    const inspected = await run('inspect', '--bank', 'test', '--data', 'nowhere', 'in/b.png');
    expect(inspected.code).toBe(1);
    expect(inspected.err).toContain('not-found');
  });

  it('does not serve without keys, and says how to make them', async () => {
    const ran = await run('serve', '--data', 'fresh');
    expect(ran.code).toBe(1);
    expect(ran.err).toContain('keys-missing');
    expect(ran.err).toContain('safeupload keys make');
  });
});
