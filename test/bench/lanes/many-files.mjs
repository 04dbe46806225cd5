// @ts-check
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProtocolDouble } from '../../support/protocol-double.mjs';
import { benchPicture } from '../pictures.mjs';
import { chromiumProcesses, forgetPeak, memoryOf } from '../processes.mjs';
import { rounded } from '../statistics.mjs';

/** How often the highest memory is looked at meanwhile, in ms. */
const lookMs = 1_000;

/** Longest wait for all of them, in ms. */
const mostMs = 30 * 60_000;

/**
 * What 500 photos of 5 MB, picked at once, do to the page with the drop-in: the highest resident memory of the renderer
 * process (page and worker) above what it had idle, how soon the first row stands, and whether every object URL is given
 * back. All of them are screened and sent to the protocol double, under each preparation.
 * @param {import('../context.mjs').Bench} bench @param {number} files as many as are picked at once
 */
export async function manyFiles({ browser, server, policy }, files) {
  const folder = mkdtempSync(join(tmpdir(), 'safeupload-many-'));
  const double = await startProtocolDouble();
  const session = await browser.newBrowserCDPSession();
  try {
    const paths = await photographsIn(folder, files);
    /** @type {Record<string, unknown>} */
    const found = {};
    for (const preparation of /** @type {const} */ (['plain', 'as-is'])) {
      const endpoint = `${double.address}/r/many-${preparation}`;
      const settings = { policy: { ...policy, id: `many-${preparation}`, preparation } };
      await fetch(`${endpoint}/control`, { method: 'POST', body: JSON.stringify(settings) });
      const context = await browser.newContext({ viewport: { width: 900, height: 700 } });
      const page = await context.newPage();
      await page.goto(`${server.origin}/page/many-files?endpoint=${encodeURIComponent(endpoint)}`);
      await page.waitForFunction(() => document.querySelector('input[type=file]') !== null);
      await page.waitForTimeout(lookMs);
      const before = new Map();
      for (const { id, type } of await chromiumProcesses(session)) {
        if (type !== 'renderer') continue;
        forgetPeak(id);
        before.set(id, memoryOf(id).nowBytes);
      }
      const since = performance.now();
      // Looked at again and again: the kernel's own mark was seen to fall during a long run.
      let above = 0;
      const look = () => {
        for (const [id, idle] of before) above = Math.max(above, memoryOf(id).peakBytes - idle);
      };
      const looking = setInterval(look, lookMs);
      await page.setInputFiles('input[type=file]', paths);
      await page.waitForFunction(
        (count) => {
          const { items } = Reflect.get(globalThis, 'store').getSnapshot();
          return items.length === count && items.every((/** @type {any} */ { state }) => state === 'done');
        },
        files,
        { timeout: mostMs, polling: lookMs },
      );
      const tookMs = performance.now() - since;
      clearInterval(looking);
      look();
      const { first, made, most } = await page.evaluate(() => {
        const { made, most } = Reflect.get(globalThis, 'addresses');
        return { first: Reflect.get(globalThis, 'first'), made, most };
      });
      const notRevoked = await page.evaluate(async () => {
        Reflect.get(globalThis, 'store').clear();
        await new Promise((resolve) => setTimeout(resolve, 500));
        const addresses = Reflect.get(globalThis, 'addresses');
        return addresses.made - addresses.revoked;
      });
      await context.close();
      found[preparation === 'plain' ? 'plain' : 'asIs'] = {
        aboveIdleMb: rounded(above / 1e6),
        firstRowMs: rounded(first.standsMs),
        firstRowPaintedMs: rounded(first.paintedMs),
        addressesMade: made,
        addressesAtOnce: most,
        addressesLeft: notRevoked,
        perFileMs: rounded(tookMs / files),
      };
    }
    return { files, fileMb: 5, ...found };
  } finally {
    await session.detach();
    await double.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Photos on the disk, as a member has them, each with other pixels: one that went through before would not be measured again.
 * @param {string} folder @param {number} files
 */
async function photographsIn(folder, files) {
  const picture = await benchPicture('many-0');
  if (picture === null) throw new Error('There is no picture many-0.');
  const bytes = new Uint8Array(picture);
  // ISO/IEC 10918-1, B.2.4.1: the steps of the first table lie five bytes after the marker; the last two are the finest detail.
  const table = bytes.findIndex((byte, at) => byte === 0xff && bytes[at + 1] === 0xdb) + 5;
  return Array.from({ length: files }, (_, index) => {
    bytes[table + 62] = 20 + (index % 25);
    bytes[table + 63] = 20 + Math.floor(index / 25);
    const path = join(folder, `photo-${index}.jpg`);
    writeFileSync(path, bytes);
    return path;
  });
}
