import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { safeUploadAssets } from '@safeupload/sdk/vite';
import { build, createServer, type InlineConfig } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeColourModel } from '../support/colour-model.mjs';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'safeupload-vite-'));

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** An application with one page and this plugin. */
const app = (plugin: ReturnType<typeof safeUploadAssets>, more: InlineConfig = {}): InlineConfig => ({
  root,
  configFile: false,
  logLevel: 'silent',
  plugins: [plugin],
  ...more,
});

beforeAll(() => {
  execFileSync(process.execPath, [join(repository, 'packages/sdk/scripts/bundle-worker.mjs')]);
  mkdirSync(root, { recursive: true });
  writeFileSync(join(root, 'package.json'), '{ "type": "module", "name": "the file of the application" }');
  writeFileSync(
    join(root, 'index.html'),
    '<!doctype html><title>page</title><script type="module" src="/page.js"></script>',
  );
  writeFileSync(join(root, 'page.js'), 'document.title = "alive";');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('the Vite plugin', () => {
  it.each([
    ['/', '/safe-upload/'],
    ['/forum/', '/forum/safe-upload/'],
    ['./', '/safe-upload/'],
  ])('answers below the base %s in development', async (base, folder) => {
    const server = await createServer(app(safeUploadAssets(), { base, server: { port: 0 } }));
    try {
      await server.listen();
      const address = server.httpServer?.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      const ask = (path: string, init?: RequestInit) => fetch(`http://localhost:${port}${folder}${path}`, init);
      const { files } = await (await ask('assets.json')).json();
      expect(Object.keys(files)).toEqual(expect.arrayContaining(['worker.js', 'open-nsfw/model.onnx']));
      for (const [path, { sha256 }] of Object.entries<{ sha256: string }>(files)) {
        expect(sha256Of(new Uint8Array(await (await ask(path)).arrayBuffer())), path).toBe(sha256);
      }
      const worker = await ask('worker.js?sdk=1', { method: 'HEAD' });
      expect([worker.status, worker.headers.get('content-type')]).toEqual([200, 'text/javascript']);
      expect((await fetch(`http://localhost:${port}//`)).status, 'a path that is no address by itself').toBeLessThan(
        500,
      );
      // Whatever else is asked for is Vite's business: nothing of the disk is behind these addresses.
      const other = await ask('..%2fpackage.json');
      expect(await other.text()).not.toContain('the file of the application');
    } finally {
      await server.close();
    }
  });

  it('writes the folder beside a build, with models of the application’s own, and nothing into the bundle', async () => {
    await writeColourModel(join(root, 'own'), { id: 'our-model' });
    await build(app(safeUploadAssets({ folder: 'static/looks', models: ['own'] }), { build: { outDir: 'dist' } }));
    const folder = join(root, 'dist/static/looks');
    const { files } = JSON.parse(readFileSync(join(folder, 'assets.json'), 'utf8'));
    expect(Object.keys(files)).toEqual(expect.arrayContaining(['worker.js', 'our-model/manifest.json']));
    for (const [path, { sha256 }] of Object.entries<{ sha256: string }>(files)) {
      expect(sha256Of(readFileSync(join(folder, path))), path).toBe(sha256);
    }
    const page = readFileSync(join(root, 'dist/index.html'), 'utf8');
    expect(page).not.toContain('looks');
  });

  it('leaves a build for a server alone', async () => {
    await build(app(safeUploadAssets(), { build: { outDir: 'server', ssr: 'page.js' } }));
    expect([existsSync(join(root, 'server/page.js')), existsSync(join(root, 'server/safe-upload'))]).toEqual([
      true,
      false,
    ]);
  });

  it('says what is wrong with its options', async () => {
    for (const folder of ['/safe-upload', 'safe-upload/', '../outside', 'a/../b', '']) {
      expect(() => safeUploadAssets({ folder }), folder).toThrow(`got ${folder}`);
    }
    await expect(build(app(safeUploadAssets({ models: ['nowhere'] })))).rejects.toThrow('cannot be read');
  });
});
