// @ts-check
// Bundles src/worker/entry.ts into dist/worker/worker.js: one self-contained module, because a document's import map
// does not reach a module worker and an application's bundler may not know it.
import { createHash } from 'node:crypto';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const entry = fileURLToPath(new URL('../src/worker/entry.ts', import.meta.url));
const outfile = fileURLToPath(new URL('../dist/worker/worker.js', import.meta.url));

const wasm = await readFile(createRequire(import.meta.url).resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'));
const wasmSha256 = createHash('sha256').update(wasm).digest('hex');

await mkdir(fileURLToPath(new URL('../dist/worker/', import.meta.url)), { recursive: true });
await build({
  entryPoints: [entry],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2023',
  conditions: ['@safeupload/source'],
  minify: true,
  legalComments: 'inline',
  // It is copied into folders that the linters of applications look through: create-next-app's warns 319 times.
  banner: { js: '/* eslint-disable */' },
  define: {
    __SAFEUPLOAD_WASM_SHA256__: JSON.stringify(wasmSha256),
    __SAFEUPLOAD_WASM_BYTES__: String(wasm.length),
  },
  logLevel: 'warning',
});

const code = await readFile(outfile, 'utf8');
for (const [what, pattern] of /** @type {const} */ ([
  ['a bare import', /(?:^|[;}\n])\s*import\s*(?:[\w*{][^;'"()]*from\s*)?["'][^./]/],
  ['eval', /\beval\s*\(/],
  ['new Function', /\bnew Function\b/],
])) {
  if (pattern.test(code)) throw new Error(`dist/worker/worker.js has ${what}: a strict page could not run it.`);
}
console.log(`dist/worker/worker.js ${(await stat(outfile)).size} bytes`);
