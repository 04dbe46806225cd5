// Every code sample of the README is compiled as a reader would paste it: against the packages' published names.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = `${root}test/package/.readme/`;

interface Sample {
  /** The file the sample says it is, below a folder for each section of the page. */
  readonly file: string;
  readonly language: string;
  readonly code: string;
}

/** The code samples of a page. One whose first line is a path belongs into that file of its section's application. */
function samplesOf(page: string): Sample[] {
  return page.split(/^(?=#{2,3} )/m).flatMap((section, at) =>
    [...section.matchAll(/^```(tsx|ts|js)\n([\s\S]*?)^```/gm)].map(([, language = '', code = ''], index) => {
      const named = /^\/\/ ([\w./-]+)\n/.exec(code)?.[1];
      return { file: `section-${at}/${named ?? `sample-${index}.${language}`}`, language, code };
    }),
  );
}

const samples = ['README.md', 'docs/install.md', 'docs/transports.md', 'docs/wording.md', 'docs/composers.md'].map(
  (path) => ({
    path,
    samples: samplesOf(readFileSync(root + path, 'utf8')),
  }),
);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the README', () => {
  it('has a React example of at most 15 lines, a Next.js one, a plain one and a server one', () => {
    const readme = samples[0]?.samples ?? [];
    const codeOf = (end: string) => readme.find(({ file }) => file.endsWith(end))?.code ?? '';
    expect(codeOf('vite.config.ts')).toContain('safeUploadAssets()');
    expect(codeOf('src/App.tsx').trimEnd().split('\n').length).toBeLessThanOrEqual(15);
    expect(codeOf('app/page.tsx')).toContain('<SafeUpload');
    expect(readme.map(({ language }) => language)).toContain('js');
    expect(readme.at(-1)?.code).toMatch(/identify[\s\S]*attach/);
  });
});

describe.each(samples)('$path', ({ path, samples: found }) => {
  it('has samples that compile', () => {
    expect(found.length).toBeGreaterThan(0);
    const place = `${folder}${path.replace(/\W/g, '-')}/`;
    for (const { file, code } of found) {
      mkdirSync(dirname(place + file), { recursive: true });
      writeFileSync(place + file, code);
    }
    const options = {
      compilerOptions: {
        target: 'es2023',
        module: 'esnext',
        moduleResolution: 'bundler',
        moduleDetection: 'force',
        lib: ['es2023', 'dom', 'dom.iterable'],
        types: ['node', 'vite/client'],
        jsx: 'react-jsx',
        strict: true,
        exactOptionalPropertyTypes: true,
        allowJs: true,
        checkJs: true,
        noEmit: true,
        skipLibCheck: true,
      },
      include: ['**/*'],
    };
    writeFileSync(`${place}tsconfig.json`, JSON.stringify(options));
    const compile = () => execFileSync(`${root}node_modules/.bin/tsc`, ['-p', place], { encoding: 'utf8' });
    try {
      expect(compile()).toBe('');
    } catch (error) {
      expect.unreachable(String(Reflect.get(error as Error, 'stdout') ?? error));
    }
  });
});
