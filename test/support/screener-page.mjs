// @ts-check
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { chromiumArguments, ensureChromium } from '../../scripts/find-chromium.mjs';
import { serveFolder } from './serve-folder.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * A real Chromium with a page that has the built SDK and a screener, for tests that run on Node and need both sides.
 * @returns {Promise<{
 *   page: import('playwright-core').Page,
 *   screen: (file: string, policy: import('@safeupload/sdk/core').DevicePolicy) => Promise<{ bytes: Uint8Array, evidence: import('@safeupload/sdk/core').Evidence, verdict: import('@safeupload/sdk/core').Verdict }>,
 *   close: () => Promise<void>,
 * }>}
 */
export async function openScreenerPage() {
  /** @type {string | null} */
  let offered = null;
  const server = await serveFolder(root, {
    answer(request, response) {
      if (request.url !== '/offered' || offered === null) return false;
      response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(readFileSync(offered));
      return true;
    },
  });
  const browser = await chromium.launch({ executablePath: await ensureChromium(), args: chromiumArguments });
  const page = await browser.newPage();
  await page.goto(`${server.origin}/test/support/screener-page.html`);
  await page.waitForFunction(() => 'screener' in globalThis);
  return {
    page,
    async screen(file, policy) {
      offered = file;
      const { base64, evidence, verdict } = await page.evaluate(async (/** @type {object} */ devicePolicy) => {
        const picked = await (await fetch('/offered', { cache: 'no-store' })).blob();
        const screened = await Reflect.get(globalThis, 'screener').screen(picked, { policy: devicePolicy });
        const reader = new FileReader();
        const read = new Promise((resolve) => reader.addEventListener('load', resolve));
        reader.readAsDataURL(new Blob([screened.bytes]));
        await read;
        return {
          base64: String(reader.result).split(',')[1] ?? '',
          evidence: screened.evidence,
          verdict: screened.verdict,
        };
      }, policy);
      return { bytes: new Uint8Array(Buffer.from(base64, 'base64')), evidence, verdict };
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}
