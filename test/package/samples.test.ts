// Whoever pastes from a page gets what works: the samples of every page are compiled against the packages' published
// names, JSON is parsed, commands are put before what reads them. Needs the packages built.
import { readFileSync, rmSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { defaultServerPolicy, parseServerPolicy } from '@safeupload/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import receipts from '../vectors/receipts.json' with { type: 'json' };
import { commandsOf, judgeOfCommands, mentionsOf } from './pages/command-lines.js';
import { compiled, compileSamples, fileOf } from './pages/compile-samples.js';
import { fencesIn, fencesOf, inlineCodeOf, pagesIn } from './pages/fences.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = `${root}test/package/.samples/`;

/** Fences without a language: what they are, in the order of their page. Everything else is compiled, parsed or asked. */
const texts: Readonly<Record<string, readonly string[]>> = {
  'ARCHITECTURE.md': ['a drawing of the way of a file'],
  'docs/eval.md': ['a folder as a tree', 'what the command printed'],
  'docs/install.md': ['a header of HTTP'],
  'examples/import-map/README.md': ['a header of HTTP'],
  'examples/vite-react/README.md': ['a header of HTTP'],
};

const pages = pagesIn(root).map((path) => ({ path, text: readFileSync(root + path, 'utf8') }));
const fences = fencesIn(root);
const judge = await judgeOfCommands(root);
const samples = fences.filter(({ language }) => compiled.includes(language));

/** A page that nobody wrote, so that it is known that a wrong sample is seen, and where. */
const wrongPage = fencesOf(
  'wrong.md',
  [
    '# A page',
    '',
    '1. A sample in a list, of an option that is not there:',
    '',
    '   ```tsx',
    "   import { SafeUpload } from '@safeupload/react';",
    '',
    '   export const Wrong = () => <SafeUpload assets="/" endpoint="/upload" context="post" nmae="pictures" />;',
    '   ```',
  ].join('\n'),
);

rmSync(folder, { recursive: true, force: true });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the README', () => {
  it('has a React example of at most 15 lines, a Next.js one, a plain one and a server one', () => {
    const readme = samples.filter(({ page }) => page === 'README.md');
    const codeOf = (end: string) => readme.find((sample) => fileOf(sample).endsWith(end))?.code ?? '';
    expect(codeOf('vite.config.ts')).toContain('safeUploadAssets()');
    expect(codeOf('src/App.tsx').trimEnd().split('\n').length).toBeLessThanOrEqual(15);
    expect(codeOf('app/page.tsx')).toContain('<SafeUpload');
    expect(readme.map(({ language }) => language)).toContain('js');
    expect(readme.at(-1)?.code).toMatch(/identify[\s\S]*attach/);
  });
});

describe('the samples', () => {
  let complaints: ReturnType<typeof compileSamples>;
  beforeAll(() => {
    complaints = compileSamples(root, folder, [...samples, ...wrongPage]);
  });

  it('are all looked at: a block is code, JSON, a command, or a text that is listed here', () => {
    const known = [...compiled, 'json', 'sh', ''];
    const strange = fences.filter(({ language }) => !known.includes(language));
    expect(strange.map(({ page, line, language }) => `${page}:${line}: ${language}`)).toEqual([]);
    const unnamed = fences.filter(({ language }) => language === '');
    const listed = Object.entries(texts).flatMap(([page, each]) => each.map(() => page));
    expect(unnamed.map(({ page }) => page)).toEqual(listed);
  });

  it('are complained of where they are wrong, with the line of the page', () => {
    const [complaint = '', ...more] = complaints.get('wrong.md') ?? [];
    expect(complaint).toMatch(/^wrong\.md:8: error TS\d+: [\s\S]*nmae/);
    expect(more).toEqual([]);
  });

  it.each([...new Set(samples.map(({ page }) => page))])('of %s compile', (page) => {
    expect(complaints.get(page) ?? []).toEqual([]);
  });

  it('verify a genuine receipt without our code, and no other', async () => {
    const sample = samples.find(({ page, code }) => page === 'docs/wire.md' && code.includes('readReceipt'));
    if (sample === undefined) expect.unreachable('docs/wire.md has no readReceipt');
    const { readReceipt } = await import(/* @vite-ignore */ pathToFileURL(folder + fileOf(sample)).href);
    for (const { name, token, valid } of receipts.receipts) {
      // Which fields a receipt may have is not the signature's affair.
      if (name === 'unknown field') continue;
      const stated = readReceipt(token, receipts.jwks, receipts.expectedIssuer);
      expect(stated, name).toEqual(valid ? receipts.receipt : null);
    }
  });
});

describe('JSON', () => {
  const inline = pages
    .flatMap(({ path, text }) => inlineCodeOf(path, text))
    .filter(({ code }) => code.startsWith('{ "'));
  const fenced = fences.filter(({ language }) => language === 'json');
  const all = [...inline, ...fenced.map(({ page, line, code }) => ({ where: `${page}:${line}`, code }))];

  it.each(all)('at $where is scripts of a package.json, or sections of a policy that parse', ({ code }) => {
    const { scripts, ...sections } = JSON.parse(code);
    for (const script of Object.values<string>(scripts ?? {})) expect(judge(script), script).toBe(null);
    if (scripts !== undefined) expect(sections).toEqual({});
    else expect(parseServerPolicy({ ...defaultServerPolicy, ...sections })).toMatchObject(sections);
  });
});

describe('the commands', () => {
  const lines = [
    ...fences.filter(({ language }) => language === 'sh').flatMap(commandsOf),
    ...pages.flatMap(({ path, text }) => mentionsOf(path, text)),
  ];

  it.each([...new Set(lines.map(({ where }) => where.replace(/:\d+$/, '')))])(
    'of %s exist, with their flags',
    (page) => {
      const own = lines.filter(({ where }) => where.startsWith(`${page}:`));
      const wrong = own.flatMap(({ where, said }) => {
        const why = judge(said);
        return why === null ? [] : [`${where}: ${why} (${said})`];
      });
      expect(wrong).toEqual([]);
    },
  );

  it.each([
    ['npx safeupload srve --development', 'safeupload has no command srve'],
    ['safeupload audit check', 'safeupload audit knows verify, not check'],
    ['npx safeupload eval pictures --htm report.html', 'safeupload eval has no --htm'],
    ['serve --policy', '--policy takes a value'],
    ['npx safeupload-assets public --silent', 'safeupload-assets has no --silent'],
    ['npx pnpm@10.34.8 model:eval folder', 'there is no script model:eval'],
    ['npx pnpm@9.0.0 test', 'nobody here knows pnpm@9.0.0'],
    ['node scripts/no-such.mjs', 'there is no scripts/no-such.mjs'],
    ['vitest run --project sever test/server/harmless-held.test.ts', 'there is no test/sever'],
  ])('%s would be complained of', (said, why) => {
    expect(judge(said)).toBe(why);
  });
});
