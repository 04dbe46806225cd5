// The packages as a stranger gets them: packed, installed from the tarballs into applications outside this workspace,
// built there, and driven in Chromium.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumArguments, ensureChromium } from '../../scripts/find-chromium.mjs';
import { serveFolder } from '../support/serve-folder.mjs';
import { startApp } from '../support/start-app.js';
import { installExample, packAll } from './packed-app.mjs';

const picture = fileURLToPath(new URL('../fixtures/bank/test-picture.png', import.meta.url));
const trigger = fileURLToPath(new URL('../fixtures/triggers/both.png', import.meta.url));

let tarballFolder: string;
let tarballs: Record<string, string>;
let browser: Browser;
beforeAll(async () => {
  tarballFolder = mkdtempSync(`${tmpdir()}/safeupload-tarballs-`);
  tarballs = await packAll(tarballFolder);
  browser = await chromium.launch({ executablePath: await ensureChromium(), args: chromiumArguments });
}, 300_000);
afterAll(async () => {
  await browser?.close();
  rmSync(tarballFolder, { recursive: true, force: true });
});

/** Every address a page and its workers asked for, and every error it logged. */
function watch(page: Page): { addresses: string[]; errors: string[] } {
  const seen = { addresses: [] as string[], errors: [] as string[] };
  page.context().on('request', (request) => seen.addresses.push(request.url()));
  page.on('console', (message) => {
    if (message.type() === 'error') seen.errors.push(message.text());
  });
  page.on('pageerror', (error) => seen.errors.push(error.message));
  return seen;
}

const strangers = (addresses: string[], origin: string) =>
  addresses.filter((address) => !address.startsWith(origin) && !/^(blob|data):/.test(address));

describe('a page with an import map under a strict policy', () => {
  it('screens a picture, with nothing looser than its README says', async () => {
    const app = await installExample('import-map', tarballs);
    await app.run('npx', 'safeupload-assets', 'safe-upload');
    const html = readFileSync(`${app.folder}/index.html`, 'utf8');
    const map = /<script type="importmap">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
    const hash = createHash('sha256').update(map).digest('base64');
    const policy = [
      "default-src 'none'",
      `script-src 'self' 'wasm-unsafe-eval' 'sha256-${hash}'`,
      "worker-src 'self'",
      "connect-src 'self'",
      "img-src 'self' blob:",
      "require-trusted-types-for 'script'",
      'trusted-types safeupload',
    ].join('; ');
    const server = await serveFolder(app.folder, { headers: { 'content-security-policy': policy } });
    const page = await browser.newPage();
    const seen = watch(page);
    try {
      await page.goto(server.origin);
      await page.setInputFiles('#picture', picture);
      await page.waitForFunction(() => /^allow/.test(document.querySelector('#answer')?.textContent ?? ''), undefined, {
        timeout: 60_000,
      });
      await page.setInputFiles('#picture', trigger);
      await page.waitForFunction(() => /^block/.test(document.querySelector('#answer')?.textContent ?? ''), undefined, {
        timeout: 60_000,
      });
      expect(strangers(seen.addresses, server.origin)).toEqual([]);
      expect(seen.errors).toEqual([]);
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    } finally {
      await page.close();
      await server.close();
      app.remove();
    }
  });
});

describe('a Vite build with React', () => {
  it('posts a picture through the component and blocks the trigger', async () => {
    const app = await installExample('vite-react', tarballs);
    await app.run('npx', 'safeupload-assets', 'public/safe-upload');
    await app.run('npx', 'vite', 'build');
    const server = await startApp(`${app.folder}/dist`, '/upload');
    const page = await browser.newPage();
    const seen = watch(page);
    try {
      await page.goto(server.origin);
      await page.setInputFiles('input[type=file]', picture);
      const pictures = page.locator('input[name=pictures]');
      await page.waitForFunction(
        () => (document.querySelector<HTMLInputElement>('input[name=pictures]')?.value ?? '') !== '',
        undefined,
        { timeout: 60_000 },
      );
      const [uploadId = ''] = (await pictures.inputValue()).split(' ');
      expect(await server.verifier.status(uploadId)).toMatchObject({ outcome: 'allowed', state: 'unattached' });

      seen.addresses.length = 0;
      await page.setInputFiles('input[type=file]', trigger);
      await page.locator('[data-state=blocked]').waitFor({ timeout: 60_000 });
      expect(seen.addresses.filter((address) => /\/upload\/(upload|precheck|deposit)/.test(address))).toEqual([]);
      expect(strangers(seen.addresses, server.origin)).toEqual([]);
      expect(seen.errors).toEqual([]);
    } finally {
      await page.close();
      await server.close();
      app.remove();
    }
  });
});
