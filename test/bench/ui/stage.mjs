// @ts-check
import { chromium } from 'playwright-core';
import { chromiumArguments, ensureChromium } from '../../../scripts/find-chromium.mjs';
import { startProtocolDouble } from '../../support/protocol-double.mjs';
import { makePage } from './bundles.mjs';
import { makeFiles } from './files.mjs';
import { startUploadServer } from './upload-server.mjs';

/** @typedef {import('./peers.mjs').Peer} Peer */
/** @typedef {Awaited<ReturnType<typeof openStage>>} Stage */
/** @typedef {Awaited<ReturnType<Stage['open']>>} Scene */

/** How long an uploader has to show itself, ms. */
const mountMs = 15_000;

/** The picker's own input, not the one for the camera or for folders. */
const pickerInput = 'input[type=file]:not([capture]):not([webkitdirectory])';

/** How long a button has to appear, and to take a press, ms. */
const pressMs = 2_000;

/**
 * One Chromium, the pages of these uploaders, the files that are dropped on them, and servers that take the uploads.
 * @param {readonly Peer[]} peers
 */
export async function openStage(peers) {
  const executablePath = await ensureChromium();
  /** @type {Map<Peer, ReadonlyMap<string, string>>} */
  const lazy = new Map();
  for (const peer of peers) lazy.set(peer, await makePage(peer.name));
  const [files, server, double, browser] = await Promise.all([
    makeFiles(),
    startUploadServer(),
    startProtocolDouble(),
    chromium.launch({ executablePath, args: chromiumArguments }),
  ]);
  let rooms = 0;

  /** A fresh page, in a context of its own, with one uploader on it. @param {Peer} peer */
  async function open(peer) {
    rooms += 1;
    const room = `${peer.name}-${rooms}`;
    const ours = peer.name === 'safe-upload';
    const endpoint = ours ? `${double.address}/r/${room}` : `${server.origin}/upload/${room}`;
    const context = await browser.newContext({ colorScheme: 'light', viewport: { width: 1000, height: 900 } });
    const page = await context.newPage();
    /** @type {string[]} */
    const complaints = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    const asked = new URLSearchParams({ endpoint, rows: peer.row });
    await page.goto(`${server.origin}/page/${peer.name}?${asked}`);
    await page.locator(peer.drop).first().waitFor({ timeout: mountMs });
    const session = await context.newCDPSession(page);

    return {
      page,
      peer,
      complaints,
      /** Drops files as a hand does: the browser's own drag events, on the middle of what takes drops. @param {...string} names */
      async drop(...names) {
        const box = await page.locator(peer.drop).first().boundingBox();
        if (box === null) throw new Error(`${peer.name} shows nothing to drop on.`);
        const at = { x: box.x + box.width / 2, y: box.y + Math.min(box.height / 2, 60) };
        const dragged = { items: [], files: names.map(files.path), dragOperationsMask: 1 };
        for (const type of /** @type {const} */ (['dragEnter', 'dragOver', 'drop'])) {
          await session.send('Input.dispatchDragEvent', { type, ...at, data: dragged });
        }
      },
      /**
       * Adds a file as somebody does who uses the keyboard: from the picker, with the focus on what opened it.
       * @param {string} name
       */
      async pick(name) {
        await page.locator(peer.trigger).first().focus({ timeout: pressMs });
        await page.locator(pickerInput).first().setInputFiles(files.path(name));
      },
      /** Slows uploads down. @param {number} bytesPerSecond */
      async throttle(bytesPerSecond) {
        await session.send('Network.enable');
        const upload = { uploadThroughput: bytesPerSecond, downloadThroughput: -1, latency: 0, offline: false };
        await session.send('Network.emulateNetworkConditions', upload);
      },
      /** How many of these files the server has. @param {...string} names */
      async delivered(...names) {
        const arrived = ours ? await oursArrived(endpoint) : server.arrived(room);
        return names.filter((name) => arrived.includes(files.digest(name))).length;
      },
      /** Rows that are shown now. */
      rows: () => page.evaluate(() => Reflect.get(globalThis, 'benchUi').rows.count()).then(Number),
      /** Ms from the last drop to the first row; null where there was none. @returns {Promise<number | null>} */
      firstRowMs: () => page.evaluate(() => Reflect.get(globalThis, 'benchUi').rows.firstMs),
      /** Ms since the page began, by its own clock. */
      now: () => page.evaluate(() => performance.now()),
      /** What came into live regions until now. @returns {Promise<{ at: number, text: string }[]>} */
      heard: () => page.evaluate(() => Reflect.get(globalThis, 'benchUi').heard),
      /** What came in before now is not asked for. */
      forgetHeard: () => page.evaluate(() => Reflect.get(globalThis, 'benchUi').heard.splice(0).length),
      /** Presses the first that is shown of these; false where none is. @param {string} selector */
      async pressFirst(selector) {
        const button = page.locator(selector).filter({ visible: true }).first();
        if (!(await until(async () => (await button.count()) > 0, pressMs))) return false;
        await button.click({ timeout: pressMs });
        return true;
      },
      close: () => context.close(),
    };
  }

  return {
    browser,
    open,
    /** The sources of the page's lazily loaded files, by the file's name. @param {Peer} peer */
    lazyOf: (peer) => lazy.get(peer) ?? new Map(),
    async close() {
      await browser.close();
      server.close();
      await double.close();
      await files.remove();
    },
  };
}

/** Digests of the files our server double has. @param {string} endpoint @returns {Promise<string[]>} */
async function oursArrived(endpoint) {
  /** @type {{ route: string, sha256?: string }[]} */
  const log = await (await fetch(`${endpoint}/log`)).json();
  return log.flatMap(({ route, sha256 }) => (route === 'upload' && sha256 !== undefined ? [sha256] : []));
}

/**
 * Waits until it is so, at most `ms`; says whether it became so.
 * @param {() => Promise<boolean>} isSo @param {number} ms
 */
export async function until(isSo, ms) {
  const endsAt = performance.now() + ms;
  while (performance.now() < endsAt) {
    if (await isSo()) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return isSo();
}
