import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Fence } from './fences.js';

/** What a fence may say it is, if it is to be compiled. */
export const compiled: readonly string[] = ['ts', 'tsx', 'js', 'jsx', 'mjs'];

/** As a new application of a careful reader has it. */
const compilerOptions = {
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
};

/** A page's own folder, so that samples of two pages may name one file. */
const folderOf = (page: string): string => page.replace(/\W/g, '-');

/** Where a sample goes: the file that its first line names, else one of its own, beside the others of its section. */
export function fileOf({ page, line, language, section, code }: Fence): string {
  const [, named] = /^\/\/ ([\w./-]+)(?::.*)?\n/.exec(code) ?? [];
  return `${folderOf(page)}/section-${section}/${named ?? `line-${line}.${language}`}`;
}

/**
 * Compiles samples against the packages by their published names, in a folder from which these are found. Returns what
 * the compiler said, by page, each with the page's own line. Throws where two samples are one file, and where the
 * compiler did not run.
 */
export function compileSamples(
  root: string,
  folder: string,
  samples: readonly Fence[],
): ReadonlyMap<string, readonly string[]> {
  for (const sample of samples) {
    const file = folder + fileOf(sample);
    if (existsSync(file)) throw new Error(`${sample.page}:${sample.line}: its section has another such file.`);
    mkdirSync(dirname(file), { recursive: true });
    // As far down as it stands in the page: the compiler then names the page's lines.
    writeFileSync(file, '\n'.repeat(sample.line - 1) + sample.code);
  }
  writeFileSync(`${folder}tsconfig.json`, JSON.stringify({ compilerOptions, include: ['**/*'] }));
  const { stdout, error } = spawnSync(`${root}node_modules/.bin/tsc`, ['-p', folder, '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (error !== undefined) throw error;

  const complaints = new Map<string, string[]>();
  // A sentence of the compiler that is indented goes on about the one before.
  for (const said of stdout.split(/\n(?=\S)/).filter((each) => each !== '')) {
    const [, place = '', line = '', what = ''] = /^([\w-]+)\/[^(]+\((\d+),\d+\): ([\s\S]*)$/.exec(said) ?? [];
    const page = samples.find((sample) => folderOf(sample.page) === place)?.page;
    if (page === undefined) throw new Error(`The samples could not be compiled: ${said}`);
    complaints.set(page, [...(complaints.get(page) ?? []), `${page}:${line}: ${what.trimEnd()}`]);
  }
  return complaints;
}
