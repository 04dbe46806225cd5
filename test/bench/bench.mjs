// @ts-check
// pnpm bench [--json FILE] [--runs N] [--only LANE,LANE]: everything beside its peer in one run. Ratios and medians; machines are
// shared and noisy, so nothing here is asserted and no test is timed.
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { defaultDevicePolicy } from '@safeupload/sdk/core';
import { chromium } from 'playwright-core';
import { chromiumArguments, ensureChromium } from '../../scripts/find-chromium.mjs';
import makePublic from '../support/make-public.mjs';
import { startBenchServer } from './bench-server.mjs';
import { makeBundles } from './bundles.mjs';
import { coldStart } from './lanes/cold-start.mjs';
import { curtain } from './lanes/curtain.mjs';
import { frameToScores } from './lanes/frame-to-scores.mjs';
import { longestMainThreadTask } from './lanes/main-thread.mjs';
import { serverThroughput } from './lanes/server.mjs';
import { wholeScreen } from './lanes/whole-screen.mjs';
import { benchPicture } from './pictures.mjs';

const { values } = parseArgs({
  options: { json: { type: 'string' }, runs: { type: 'string', default: '15' }, only: { type: 'string' } },
});
const runs = Number(values.runs);
const root = fileURLToPath(new URL('../../', import.meta.url));

makePublic();
await makeBundles(root);
/** @type {Map<string, Uint8Array>} */
const pictures = new Map();
for (const seed of [0, 1, 2]) {
  pictures.set(`1mp-${seed}`, await benchPicture(1152, 864, seed));
  pictures.set(`12mp-${seed}`, await benchPicture(4000, 3000, seed));
}

const server = await startBenchServer(root, pictures);
const browser = await chromium.launch({ executablePath: await ensureChromium(), args: chromiumArguments });
const few = Math.max(3, Math.round(runs / 3));
const lanes = {
  frameToScores: () => frameToScores(browser, server.origin, runs),
  screen1mp: () => wholeScreen(browser, server.origin, runs, defaultDevicePolicy, '1mp'),
  screen12mp: () => wholeScreen(browser, server.origin, few, defaultDevicePolicy, '12mp'),
  coldStart20mbit: () => coldStart(browser, server, few, defaultDevicePolicy),
  mainThread: () => longestMainThreadTask(browser, server.origin, defaultDevicePolicy),
  server: () => serverThroughput(pictures, few),
  curtain: () => curtain(few),
};

/** @type {Record<string, object>} */
const found = {
  machine: { cores: cpus().length, cpu: cpus()[0]?.model ?? '', node: process.version, chromium: browser.version() },
};
const wanted = values.only?.split(',') ?? Object.keys(lanes);
try {
  for (const [name, lane] of Object.entries(lanes)) {
    if (!wanted.includes(name)) continue;
    found[name] = await lane();
    console.log(`\n${name}`);
    console.table(flat(found[name]));
  }
} finally {
  await browser.close();
  server.close();
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(flat(found), null, 2)}\n`);

/**
 * One level of dotted keys, which stay the same from release to release.
 * @param {object} value
 * @param {string} [prefix]
 * @returns {Record<string, unknown>}
 */
function flat(value, prefix = '') {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) =>
      typeof item === 'object' && item !== null
        ? Object.entries(flat(item, `${prefix}${key}.`))
        : [[prefix + key, item]],
    ),
  );
}
