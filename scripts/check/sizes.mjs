// @ts-check
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { root } from '../run.mjs';

/**
 * What an application pays before anybody touches the picker, in bytes of gzip (level 9), React excluded. The sources are
 * bundled as an application's bundler would: chunks that `import()` asks for later are listed and not counted.
 * @type {readonly { name: string, code: string, budgetBytes: number }[]}
 */
const entries = [
  { name: 'hook with store', code: "export { useSafeUpload } from '@safeupload/react';", budgetBytes: 10_000 },
  { name: 'drop-in', code: "export { SafeUpload } from '@safeupload/react';", budgetBytes: 18_000 },
];
const sheet = { name: 'CSS', file: 'packages/react/safe-upload.css', budgetBytes: 3_000 };

/**
 * One measured entry.
 * @typedef {object} Size
 * @property {string} name
 * @property {number} bytes gzip, what is loaded at once
 * @property {number} budgetBytes
 * @property {readonly { name: string, bytes: number }[]} lazy gzip of each chunk that is loaded later
 */

/** @param {Uint8Array} bytes */
const gzipBytes = (bytes) => gzipSync(bytes, { level: 9 }).length;

const settings = /** @type {const} */ ({
  bundle: true,
  minify: true,
  write: false,
  legalComments: 'none',
  logLevel: 'error',
});

/** @param {string} code @returns {Promise<Omit<Size, 'name' | 'budgetBytes'>>} */
async function sizeOf(code) {
  const { outputFiles, metafile } = await build({
    ...settings,
    stdin: { contents: code, resolveDir: `${root}test`, sourcefile: 'measured-entry.js' },
    format: 'esm',
    target: 'es2023',
    splitting: true,
    metafile: true,
    absWorkingDir: root,
    outdir: '/sizes',
    chunkNames: '[name]-[hash]',
    external: ['react', 'react-dom'],
    conditions: ['@safeupload/source'],
  });
  // The metafile names outputs from the working directory, the files absolutely.
  const nameOf = (/** @type {string} */ path) => path.slice(path.lastIndexOf('/') + 1);
  const bytesOf = new Map(outputFiles.map(({ path, contents }) => [nameOf(path), gzipBytes(contents)]));
  const outputs = new Map(Object.entries(metafile.outputs).map(([path, output]) => [nameOf(path), output]));
  const first = [...outputs].find(([, { entryPoint }]) => entryPoint?.endsWith('measured-entry.js'))?.[0];
  if (first === undefined) throw new Error('esbuild made no entry.');
  const atOnce = new Set([first]);
  for (const name of atOnce) {
    for (const { path, kind } of outputs.get(name)?.imports ?? []) {
      if (kind === 'import-statement' && outputs.has(nameOf(path))) atOnce.add(nameOf(path));
    }
  }
  let bytes = 0;
  for (const name of atOnce) bytes += bytesOf.get(name) ?? 0;
  const lazy = [...bytesOf].filter(([name]) => !atOnce.has(name)).map(([name, size]) => ({ name, bytes: size }));
  return { bytes, lazy };
}

/**
 * Measures every entry and the style sheet.
 * @returns {Promise<Size[]>}
 */
export async function measureSizes() {
  const sizes = [];
  for (const { name, code, budgetBytes } of entries) sizes.push({ name, budgetBytes, ...(await sizeOf(code)) });
  const css = await build({
    ...settings,
    stdin: { contents: await readFile(root + sheet.file, 'utf8'), loader: 'css' },
  });
  const bytes = css.outputFiles.reduce((sum, { contents }) => sum + gzipBytes(contents), 0);
  return [...sizes, { name: sheet.name, budgetBytes: sheet.budgetBytes, bytes, lazy: [] }];
}

/**
 * The sizes that are above their budgets. One line a problem.
 * @param {readonly Size[]} sizes
 * @returns {string[]}
 */
export function checkSizes(sizes) {
  return sizes
    .filter(({ bytes, budgetBytes }) => bytes > budgetBytes)
    .map(({ name, bytes, budgetBytes }) => `${name}: expected at most ${budgetBytes} bytes of gzip, got ${bytes}`);
}
