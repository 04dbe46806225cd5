// @ts-check
import { execFile, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { readHeader, wireLimits } from '@safeupload/sdk/core';
import { createMeasurer } from '@safeupload/server/node';
import { root } from '../context.mjs';
import { benchPicture } from '../pictures.mjs';
import { cpuMsOf, hasProc } from '../processes.mjs';
import { median, rounded, spread } from '../statistics.mjs';

const derivatives = [{ name: 'full', longestSidePx: 2048 }];

/** Pictures in one batch: Linux counts processor time in steps of 10 ms. */
const batch = { whole: 6, alone: 24 };

/** Further views, as many as each row of the table has: crops and mirrored, as a deployment draws them. */
const drawnViews = [
  { left: 0.05, top: 0.03, width: 0.9, height: 0.92, mirrored: true },
  { left: 0.1, top: 0.12, width: 0.82, height: 0.8, mirrored: false },
  { left: 0.02, top: 0.15, width: 0.85, height: 0.83, mirrored: true },
  { left: 0.15, top: 0.02, width: 0.8, height: 0.9, mirrored: false },
];

/**
 * What one core does: the whole measuring of a 2 MP JPEG (decode, PDQ in eight orientations, both models, one derivative)
 * beside decoding and encoding that derivative with sharp alone, each in one process of its own with the same limits, in
 * turns; then the same with further views and a further model. `share` is of processor time, which other programs of the
 * machine change least; `wallShare` of the time that passed.
 * @param {number} runs
 */
export async function serverThroughput(runs) {
  if (!hasProc()) throw new Error('The lane "server" reads processor time from /proc, which only Linux has.');
  const pictures = await Promise.all([0, 1, 2].map((seed) => benchPicture(`2mp-${seed}`)));
  const alone = await startAlone();
  const folder = await mkdtemp(join(tmpdir(), 'safeupload-bench-'));
  try {
    const inception = await inceptionFolder(folder);
    const rows = /** @type {const} */ ([
      ['bothModels', [], 0],
      ['oneView', [], 1],
      ['twoViews', [], 2],
      ['fourViews', [], 4],
      ...(inception === null
        ? []
        : [
            /** @type {const} */ (['inception', [inception], 0]),
            /** @type {const} */ (['inceptionOneView', [inception], 1]),
          ]),
    ]);
    /** @type {Record<string, object>} */
    const found = {};
    let base = Number.NaN;
    for (const [name, models, views] of rows) {
      const row = await compare(pictures, alone, models, drawnViews.slice(0, views), runs);
      if (name === 'bothModels') base = row.cpu;
      const more = name === 'bothModels' ? {} : { moreCpuMs: rounded(row.cpu - base) };
      found[name] = { ...row.report, ...more };
    }
    if (inception === null)
      found.inception = { missing: 'inception-v3 cannot be built here: see "npx pnpm@10.34.8 models:build"' };
    return { runs, picturesARun: batch.whole, ...found };
  } finally {
    alone.end();
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * @param {readonly (Uint8Array | null)[]} pictures @param {Awaited<ReturnType<typeof startAlone>>} alone
 * @param {readonly URL[]} models @param {readonly (typeof drawnViews)[number][]} views @param {number} runs
 */
async function compare(pictures, alone, models, views, runs) {
  const measurer = createMeasurer({ processes: 1, models });
  const picture = (/** @type {number} */ n) => pictures[n % pictures.length] ?? new Uint8Array();
  /** @type {Record<'wallMs' | 'cpuMs' | 'aloneWallMs' | 'aloneCpuMs' | 'share' | 'wallShare', number[]>} */
  const found = { wallMs: [], cpuMs: [], aloneWallMs: [], aloneCpuMs: [], share: [], wallShare: [] };
  try {
    await measurer.ready();
    for (let run = -1; run < runs; run++) {
      const [pid = 0] = measurer.pids();
      const whole = await timed(pid, batch.whole, (n) =>
        measurer.measure(picture(n), readHeader(picture(n), wireLimits), { derivatives, views, limits: wireLimits }),
      );
      const peer = await timed(alone.pid, batch.alone, (n) => alone.encode(picture(n)));
      if (run < 0) continue;
      found.wallMs.push(whole.wallMs);
      found.cpuMs.push(whole.cpuMs);
      found.aloneWallMs.push(peer.wallMs);
      found.aloneCpuMs.push(peer.cpuMs);
      found.share.push(peer.cpuMs / whole.cpuMs);
      found.wallShare.push(peer.wallMs / whole.wallMs);
    }
  } finally {
    await measurer.dispose();
  }
  const report = {
    picturesPerSecond: rounded(1000 / median(found.wallMs)),
    decodeEncodePerSecond: rounded(1000 / median(found.aloneWallMs)),
    ...Object.assign({}, ...Object.entries(found).map(([key, values]) => spread(key, values))),
  };
  return { report, cpu: median(found.cpuMs) };
}

/** @param {number} pid @param {number} count @param {(n: number) => Promise<unknown>} work */
async function timed(pid, count, work) {
  const cpuBefore = cpuMsOf(pid);
  const startedAt = performance.now();
  for (let n = 0; n < count; n++) await work(n);
  const wallMs = (performance.now() - startedAt) / count;
  return { wallMs, cpuMs: (cpuMsOf(pid) - cpuBefore) / count };
}

/** sharp alone in a process with the limits of a measuring process: see packages/server/src/node/measure/child.ts. */
async function startAlone() {
  const child = fork(fileURLToPath(new URL('../decode-encode-process.mjs', import.meta.url)), [], {
    serialization: 'advanced',
    execArgv: ['--max-old-space-size=512'],
    env: { PATH: process.env.PATH, MALLOC_ARENA_MAX: '2', UV_THREADPOOL_SIZE: '2' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const heard = () =>
    new Promise((resolve, reject) => {
      child.once('message', resolve);
      child.once('exit', () => reject(new Error('The process that decodes and encodes ended.')));
    });
  await heard();
  return {
    pid: child.pid ?? 0,
    /** @param {Uint8Array} bytes */
    encode: (bytes) => {
      const answer = heard();
      child.send({ bytes, longestSidePx: derivatives[0]?.longestSidePx });
      return answer;
    },
    end: () => child.kill(),
  };
}

/**
 * The folder of inception-v3 as `models:build` makes it: the repository's own where it is built, else one made in `folder`.
 * Null where it cannot be built.
 * @param {string} folder
 */
async function inceptionFolder(folder) {
  const own = `${root}models/inception-v3/`;
  if (existsSync(`${own}model.onnx`) && existsSync(`${own}manifest.json`)) return pathToFileURL(own);
  try {
    await promisify(execFile)(process.execPath, ['models/build/build.mjs', '--only', 'inception-v3', '--out', folder], {
      cwd: root,
      timeout: 300_000,
    });
  } catch {
    return null;
  }
  const made = `${folder}/inception-v3/`;
  return existsSync(`${made}model.onnx`) ? pathToFileURL(made) : null;
}
