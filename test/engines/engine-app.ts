import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { pictures } from '../support/pictures.mjs';
import { type RunningApp, startApp } from '../support/start-app.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** As strict as a page can be; `engines` is the test's own policy, for its worker that tries the fast paths. */
const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  "img-src 'self' blob:",
  "require-trusted-types-for 'script'",
  'trusted-types safeupload engines',
].join('; ');

const html = `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <title>Another engine</title>
  <main id="root"></main>
  <script type="module" src="/page.js"></script>
</html>`;

/** The page of `engine-page.tsx`, with the verifier on the same origin. */
export interface EngineApp extends RunningApp {
  /** Method and path of the requests to the verifier, since the last call. */
  asked(): readonly string[];
}

/** Bundles the page from the sources, lays the assets folder and the fixture pictures beside it, and serves it all. */
export async function openEngineApp(): Promise<EngineApp> {
  const folder = mkdtempSync(`${tmpdir()}/safeupload-engines-`);
  await build({
    entryPoints: {
      page: `${root}test/engines/engine-page.tsx`,
      'fast-paths-worker': `${root}test/engines/fast-paths-worker.ts`,
    },
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    jsx: 'automatic',
    conditions: ['@safeupload/source'],
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  });
  writeFileSync(`${folder}/index.html`, html);
  execFileSync(process.execPath, [`${root}packages/sdk/bin/safeupload-assets.mjs`, `${folder}/safe-upload`, '--quiet']);
  mkdirSync(`${folder}/pictures`);
  for (const { file, kind, name } of await pictures()) {
    if (kind === 'good') cpSync(file, `${folder}/pictures/${name}`);
  }
  let asked: string[] = [];
  const app = await startApp(folder, '/upload', { onRequest: (method, path) => asked.push(`${method} ${path}`) });
  return {
    ...app,
    asked() {
      const since = asked;
      asked = [];
      return since;
    },
    async close() {
      await app.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
