// @ts-check
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));

/** Where the bundled pages lie. */
export const bundleFolder = `${here}.bundles/`;

/** One React for all pages, the workspace's. */
const workspace = createRequire(new URL('../../package.json', import.meta.url));
const alias = Object.fromEntries(
  ['react', 'react-dom'].map((name) => [name, dirname(workspace.resolve(`${name}/package.json`))]),
);

/** @typedef {import('esbuild').Metafile['outputs']} Outputs */

const shared = /** @satisfies {import('esbuild').BuildOptions} */ ({
  absWorkingDir: here,
  bundle: true,
  format: 'esm',
  minify: true,
  splitting: true,
  metafile: true,
  target: 'es2023',
  conditions: ['@safeupload/source', 'style'],
  // The smaller of the two where a package has a module and an ES5 script (FilePond: 31.8 to 41.6 KB).
  mainFields: ['module', 'browser', 'main'],
  define: { 'process.env.NODE_ENV': '"production"' },
  legalComments: 'none',
  logLevel: 'error',
});

/**
 * The page of an uploader, bundled as an application would ship it. Comes back with the source that each of its lazily
 * loaded files begins with, by the file's name.
 * @param {string} name
 * @returns {Promise<ReadonlyMap<string, string>>}
 */
export async function makePage(name) {
  mkdirSync(bundleFolder, { recursive: true });
  const { metafile } = await build({
    ...shared,
    alias,
    outdir: bundleFolder,
    entryNames: name,
    chunkNames: `${name}-[name]-[hash]`,
    stdin: {
      contents: `import { start } from './page/start.mjs'; import { mount } from './compositions/${name}.mjs'; start(mount);`,
      resolveDir: here,
    },
  });
  const lazy = Object.entries(metafile.outputs).flatMap(([path, { entryPoint }]) =>
    entryPoint === undefined || entryPoint === '<stdin>' ? [] : [/** @type {const} */ ([nameOf(path), entryPoint])],
  );
  return new Map(lazy);
}

/**
 * Bytes of a library alone, minified and gzipped (level 9, each file by itself), without React: `atOnce` is what its import
 * loads, `js` that and what an upload loads later, `all` that and everything else it may load on the page's thread, `css` its style sheets.
 * @param {import('./peers.mjs').Peer} peer
 * @param {readonly string[]} sources what began the files that an upload loaded lazily
 */
export async function bytesOf({ library, styles }, sources) {
  const { outputFiles, metafile } = await build({
    ...shared,
    stdin: { contents: library, resolveDir: here },
    write: false,
    outdir: `${here}.bytes`,
    external: ['react', 'react-dom', 'react/*', 'react-dom/*'],
    loader: { '.css': 'empty' },
  });
  const sizes = new Map(outputFiles.map(({ path, contents }) => [nameOf(path), gzipped(contents)]));
  const beginning = (/** @type {readonly string[]} */ entries) =>
    Object.entries(metafile.outputs).flatMap(([path, { entryPoint = '' }]) =>
      entries.includes(entryPoint) ? [path] : [],
    );
  const sum = (/** @type {Iterable<string>} */ paths) =>
    [...paths].reduce((all, path) => all + (sizes.get(nameOf(path)) ?? 0), 0);
  const missing = sources.filter((source) => beginning([source]).length === 0);
  if (missing.length > 0) throw new Error(`The library alone has no file for ${missing.join(', ')}.`);
  return {
    atOnce: sum(withImports(beginning(['<stdin>']), metafile.outputs)),
    js: sum(withImports(beginning(['<stdin>', ...sources]), metafile.outputs)),
    all: sum(sizes.keys()),
    css: await cssBytes(styles),
  };
}

/** These files and all that they import at once. @param {readonly string[]} paths @param {Outputs} outputs */
function withImports(paths, outputs) {
  const found = new Set(paths);
  // A set grows while it is walked.
  for (const path of found) {
    for (const { kind, path: imported, external } of outputs[path]?.imports ?? []) {
      if (kind === 'import-statement' && external !== true) found.add(imported);
    }
  }
  return found;
}

/** @param {string} styles */
async function cssBytes(styles) {
  if (styles === '') return 0;
  const { outputFiles } = await build({
    ...shared,
    stdin: { contents: styles, resolveDir: here, loader: 'css' },
    write: false,
    outdir: `${here}.bytes`,
  });
  return outputFiles.reduce((all, { contents }) => all + gzipped(contents), 0);
}

/** @param {Uint8Array} contents */
function gzipped(contents) {
  return gzipSync(contents, { level: 9 }).length;
}

/** @param {string} path */
function nameOf(path) {
  return path.slice(path.lastIndexOf('/') + 1);
}
