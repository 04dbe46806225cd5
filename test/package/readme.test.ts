// Every code sample of the README is compiled as a reader would paste it: against the packages' published names.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = `${root}test/package/.readme/`;

const samples = [...readFileSync(`${root}README.md`, 'utf8').matchAll(/^```(tsx|ts|js)\n([\s\S]*?)^```/gm)].map(
  ([, language = '', code = ''], index) => ({ file: `sample-${index}.${language}`, language, code }),
);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the README', () => {
  it('has a React example of at most 15 lines, a plain one and a server one', () => {
    expect(samples.map(({ language }) => language)).toEqual(['tsx', 'js', 'ts']);
    expect(samples[0]?.code.trimEnd().split('\n').length).toBeLessThanOrEqual(15);
    expect(samples[2]?.code).toMatch(/identify[\s\S]*attach/);
  });

  it('has samples that compile', () => {
    mkdirSync(folder, { recursive: true });
    for (const { file, code } of samples) writeFileSync(folder + file, code);
    const options = {
      compilerOptions: {
        target: 'es2023',
        module: 'nodenext',
        lib: ['es2023', 'dom', 'dom.iterable'],
        types: ['node', 'vite/client'],
        jsx: 'react-jsx',
        strict: true,
        allowJs: true,
        checkJs: true,
        noEmit: true,
        skipLibCheck: true,
      },
      include: ['*'],
    };
    writeFileSync(`${folder}tsconfig.json`, JSON.stringify(options));
    const compile = () => execFileSync(`${root}node_modules/.bin/tsc`, ['-p', folder], { encoding: 'utf8' });
    try {
      expect(compile()).toBe('');
    } catch (error) {
      expect.unreachable(String(Reflect.get(error as Error, 'stdout') ?? error));
    }
  });
});
