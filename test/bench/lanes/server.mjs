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
import { benchPicture, photograph } from '../pictures.mjs';
import { cpuMsOf, hasProc } from '../processes.mjs';
import { median, rounded, spread } from '../statistics.mjs';

const derivatives = [{ name: 'full', longestSidePx: 2048 }];

const empty = new Uint8Array();

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
 * turns, for photographs and for made pictures; then the latter with further views and a further model. `share` is of processor time, which other programs of the
 * machine change least; `wallShare` of the time that passed.
 * @param {number} runs
 */
export async function serverThroughput(runs) {
  if (!hasProc()) throw new Error('The lane "server" reads processor time from /proc, which only Linux has.');
  const pictures = await Promise.all([0, 1, 2].map(async (seed) => (await benchPicture(`2mp-${seed}`)) ?? empty));
  const photographs = await Promise.all(['bg7', 'profile_city'].map(photograph));
  const folder = await mkdtemp(join(tmpdir(), 'safeupload-bench-'));
  const alone = await startAlone();
  const shipped = createMeasurer({ processes: 1 });
  const inception = await inceptionFolder(folder);
  const further = inception === null ? null : createMeasurer({ processes: 1, models: [inception] });
  /** @type {readonly (readonly [name: string, measurer: typeof shipped, views: number])[]} */
  const rows = [
    ['photographs', shipped, 0],
    ['bothModels', shipped, 0],
    ['oneView', shipped, 1],
    ['twoViews', shipped, 2],
    ['fourViews', shipped, 4],
    ...(further === null
      ? []
      : [/** @type {const} */ (['inception', further, 0]), /** @type {const} */ (['inceptionOneView', further, 1])]),
  ];
  /** @type {Map<string, { wallMs: number, cpuMs: number }[]>} */
  const found = new Map();
  try {
    await Promise.all([shipped.ready(), further?.ready()]);
    for (let run = -1; run < runs; run++) {
      for (const [name, measurer, count] of rows) {
        const looked = name === 'photographs' ? photographs : pictures;
        const picture = (/** @type {number} */ n) => looked[n % looked.length] ?? empty;
        const views = drawnViews.slice(0, count);
        const [pid = 0] = measurer.pids();
        const whole = await timed(pid, batch.whole, (n) =>
          measurer.measure(picture(n), readHeader(picture(n), wireLimits), { derivatives, views, limits: wireLimits }),
        );
        if (run >= 0) found.set(name, [...(found.get(name) ?? []), whole]);
      }
      for (const [name, all] of /** @type {const} */ ([
        ['alone', pictures],
        ['alonePhotographs', photographs],
      ])) {
        const peer = await timed(alone.pid, batch.alone, (n) => alone.encode(all[n % all.length] ?? empty));
        if (run >= 0) found.set(name, [...(found.get(name) ?? []), peer]);
      }
    }
  } finally {
    alone.end();
    await Promise.all([shipped.dispose(), further?.dispose()]);
    await rm(folder, { recursive: true, force: true });
  }
  return {
    runs,
    picturesARun: batch.whole,
    alone: timesOf(found.get('alone') ?? []),
    alonePhotographs: timesOf(found.get('alonePhotographs') ?? []),
    ...Object.fromEntries(rows.map(([name]) => [name, beside(found, name)])),
    ...(further === null ? { inception: { missing: 'inception-v3 could not be built: see models/README.md' } } : {}),
  };
}

/** @param {readonly { wallMs: number, cpuMs: number }[]} all */
function timesOf(all) {
  const wall = all.map(({ wallMs }) => wallMs);
  const cpu = all.map(({ cpuMs }) => cpuMs);
  return { picturesPerSecond: rounded(1000 / median(wall)), ...spread('wallMs', wall), ...spread('cpuMs', cpu) };
}

/**
 * A row beside sharp alone in the same run, and beside the row with nothing further.
 * @param {ReadonlyMap<string, { wallMs: number, cpuMs: number }[]>} found @param {string} name
 */
function beside(found, name) {
  const peer = name === 'photographs' ? 'alonePhotographs' : 'alone';
  const [all, alone, base] = [name, peer, 'bothModels'].map((each) => found.get(each) ?? []);
  const over = (/** @type {'wallMs' | 'cpuMs'} */ key) =>
    (all ?? []).map((one, run) => (alone?.[run]?.[key] ?? Number.NaN) / one[key]);
  const more = (all ?? []).map((one, run) => one.cpuMs - (base?.[run]?.cpuMs ?? Number.NaN));
  return {
    ...timesOf(all ?? []),
    ...spread('share', over('cpuMs')),
    ...spread('wallShare', over('wallMs')),
    ...(name === 'bothModels' || name === 'photographs' ? {} : spread('moreCpuMs', more)),
  };
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
      const ended = () => reject(new Error('The process that decodes and encodes ended.'));
      child.once('exit', ended);
      child.once('message', (message) => {
        child.off('exit', ended);
        resolve(message);
      });
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
