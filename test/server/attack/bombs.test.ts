import { readFile } from 'node:fs/promises';
import { deflateSync } from 'node:zlib';
import { isSafeUploadError, readHeader, wireLimits } from '@safeupload/sdk/core';
import { createMeasurer, type ProcessMeasurer } from '@safeupload/server/node';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { paint } from '../support/paint.js';

let measurer: ProcessMeasurer;
beforeAll(async () => {
  measurer = createMeasurer({ processes: 1 });
  await measurer.ready();
});
afterAll(() => measurer.dispose());

const table = Uint32Array.from({ length: 256 }, (_, index) => {
  let rest = index;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1;
  return rest >>> 0;
});

/** A PNG chunk with its checksum. */
function chunk(type: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + content.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(content, 8);
  let sum = 0xffffffff;
  for (const byte of bytes.subarray(4, 8 + content.length)) sum = (table[(sum ^ byte) & 255] ?? 0) ^ (sum >>> 8);
  view.setUint32(8 + content.length, ~sum >>> 0);
  return bytes;
}

/** A grey PNG of 64 × 64 px with these chunks before its pixels. */
function png(before: readonly Uint8Array[], pixels: Uint8Array): Uint8Array {
  const size = new Uint8Array(13);
  const view = new DataView(size.buffer);
  view.setUint32(0, 64);
  view.setUint32(4, 64);
  size[8] = 8;
  const signature = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const chunks = [chunk('IHDR', size), ...before, chunk('IDAT', pixels), chunk('IEND', new Uint8Array())];
  return new Uint8Array(Buffer.concat([signature, ...chunks]));
}

const zeros = (megabytes: number) => deflateSync(new Uint8Array(megabytes * 1_000_000), { level: 9 });
const keyed = (key: string, content: Uint8Array) =>
  new Uint8Array(Buffer.concat([new TextEncoder().encode(`${key}\0\0`), content]));
const plain = deflateSync(new Uint8Array(65 * 64));

/** Measures, and watches how much memory the process takes meanwhile. */
async function watched(bytes: Uint8Array): Promise<{ code: string; ms: number; megabytes: number }> {
  const startedAt = performance.now();
  let most = 0;
  const timer = setInterval(async () => {
    for (const pid of measurer.pids()) {
      const pages = (await readFile(`/proc/${pid}/statm`, 'latin1').catch(() => '')).split(' ')[1] ?? '0';
      most = Math.max(most, (4096 * Number(pages)) / 1e6);
    }
  }, 20);
  let code = 'measured';
  try {
    const header = readHeader(bytes, wireLimits);
    await measurer.measure(bytes, header, { derivatives: [{ name: 'full', longestSidePx: 2048 }], limits: wireLimits });
  } catch (error) {
    code = isSafeUploadError(error) ? error.code : String(error);
  } finally {
    clearInterval(timer);
  }
  return { code, ms: performance.now() - startedAt, megabytes: most };
}

test.each<[string, () => Uint8Array]>([
  ['a colour profile that inflates to 900 MB', () => png([chunk('iCCP', keyed('icc', zeros(900)))], plain)],
  [
    'nine texts of 100 MB',
    () =>
      png(
        Array.from({ length: 9 }, () => chunk('zTXt', keyed('k', zeros(100)))),
        plain,
      ),
  ],
  [
    '900 texts of 1 MB',
    () =>
      png(
        Array.from({ length: 900 }, () => chunk('zTXt', keyed('k', zeros(1)))),
        plain,
      ),
  ],
  ['pixels that go on for 2 GB after the last row', () => png([], zeros(2_000))],
])('%s: neither memory nor time go with it', async (_, make) => {
  const { code, ms, megabytes } = await watched(make());
  expect(['measured', 'decode-failed', 'decode-timeout']).toContain(code);
  expect(ms).toBeLessThan(wireLimits.measureMs + 5_000);
  expect(megabytes).toBeLessThan(700);
});

test('40 bytes that are 49 MP take no longer than any file may, and the next file is measured', async () => {
  const tiny = await sharp({ create: { width: 7000, height: 7000, channels: 3, background: '#777' } })
    .webp({ lossless: true, effort: 0 })
    .toBuffer();
  expect(tiny.length).toBeLessThan(1_000);
  const { code, ms, megabytes } = await watched(new Uint8Array(tiny));
  expect(['measured', 'decode-timeout']).toContain(code);
  expect(ms).toBeLessThan(wireLimits.measureMs + 5_000);
  expect(megabytes).toBeLessThan(1_600);
  expect((await watched(await paint(5000))).code).toBe('measured');
});

test('where the machine runs out of memory, the measuring process is the first to go', async () => {
  const scores = await Promise.all(
    measurer.pids().map((pid) => readFile(`/proc/${pid}/oom_score_adj`, 'latin1').catch(() => '1000')),
  );
  expect(scores.map(Number)).toEqual([1000]);
});
