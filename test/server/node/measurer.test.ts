import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import {
  compositeOverWhite,
  distanceBetween,
  fingerprintOf,
  isSafeUploadError,
  readHeader,
  wireLimits,
} from '@safeupload/sdk/core';
import type { DerivativeSpec, Measured } from '@safeupload/server';
import { createMeasurer, type MeasurerOptions, type ProcessMeasurer } from '@safeupload/server/node';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Picture, pictures } from '../../support/pictures.mjs';

const specs: readonly DerivativeSpec[] = [
  { name: 'full', longestSidePx: 2048 },
  { name: 'preview', longestSidePx: 640 },
  { name: 'look', longestSidePx: 240, grey: true },
];

// Other tests share the processors: only the tests about time limits have short ones.
const unhurried = { ...wireLimits, decodeMs: 60_000, measureMs: 110_000 };

let measurer: ProcessMeasurer;
let all: readonly Picture[];

beforeAll(async () => {
  all = await pictures();
  measurer = createMeasurer({ processes: 2 });
  await measurer.ready();
});
afterAll(() => measurer.dispose());

function picture(name: string): Picture {
  const found = all.find((each) => each.name === name);
  if (!found) throw new Error(`there is no fixture ${name}`);
  return found;
}

async function bytesOf(name: string): Promise<Uint8Array> {
  return new Uint8Array(await readFile(picture(name).file));
}

async function measure(bytes: Uint8Array, pool = measurer, limits = unhurried): Promise<Measured> {
  return pool.measure(bytes, readHeader(bytes, limits), { derivatives: specs, limits });
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (thrown) {
    if (isSafeUploadError(thrown)) return thrown.code;
    throw thrown;
  }
  return 'no error';
}

/** Runs with a pool of its own, for tests that end processes. */
async function withPool<T>(options: MeasurerOptions, use: (pool: ProcessMeasurer) => Promise<T>): Promise<T> {
  const pool = createMeasurer(options);
  try {
    return await use(pool);
  } finally {
    await pool.dispose();
  }
}

describe('every good picture', () => {
  it('is measured, and published without metadata within the sizes asked for', async () => {
    for (const { name, file, width, height, frames } of all.filter(({ kind }) => kind === 'good')) {
      const bytes = new Uint8Array(await readFile(file));
      const { evidence, orientations, derivatives } = await measure(bytes);
      expect([evidence.header.width, evidence.header.height], name).toEqual([width, height]);
      expect(evidence.frames.total, name).toBe(frames);
      expect(
        evidence.models.map((model) => model.id),
        name,
      ).toEqual(['mobilenet-v2', 'open-nsfw']);
      expect(evidence.fingerprints.length, name).toBeGreaterThan(0);
      expect(evidence.fingerprints.length, name).toBeLessThanOrEqual(16);
      expect(
        orientations.map(([upright]) => upright),
        name,
      ).toEqual(evidence.fingerprints);
      expect(
        orientations.every((each) => each.length === 8),
        name,
      ).toBe(true);
      expect(
        derivatives.map((derivative) => derivative.name),
        name,
      ).toEqual(specs.map((spec) => spec.name));
      for (const [index, derivative] of derivatives.entries()) {
        const facts = await sharp(derivative.bytes).metadata();
        expect(facts.format, name).toBe(derivative.format);
        expect([facts.width, facts.height], name).toEqual([derivative.width, derivative.height]);
        expect(Math.max(facts.width, facts.height), name).toBeLessThanOrEqual(specs[index]?.longestSidePx ?? 0);
        expect([facts.exif, facts.icc, facts.xmp, facts.iptc, facts.orientation], name).toEqual(
          Array(5).fill(undefined),
        );
      }
    }
  });
});

describe('every malformed picture', () => {
  it('ends in its code, by the header or by the decoder, and the processes live on', async () => {
    const before = measurer.pids();
    for (const { name, file, expectedCode } of all.filter(({ kind }) => kind === 'malformed')) {
      const bytes = new Uint8Array(await readFile(file));
      const code = await codeOf((async () => measure(bytes))());
      if (expectedCode !== undefined) expect(code, name).toBe(expectedCode);
      else expect(['no error', 'header-invalid', 'decode-failed'], name).toContain(code);
    }
    expect(measurer.pids()).toEqual(before);
  });

  it('of which the header reads well and the pixels do not is decode-failed', async () => {
    const bytes = await bytesOf('plain-shapes-512x512.png');
    // Into the middle of the compressed pixels.
    bytes.fill(0xff, bytes.length >> 1, (bytes.length >> 1) + 64);
    expect(await codeOf(measure(bytes))).toBe('decode-failed');
  });
});

describe('what is published', () => {
  it('is the very pixels that were measured', async () => {
    const { evidence, derivatives } = await measure(await bytesOf('palette.png'));
    const [full] = derivatives;
    expect(full?.format).toBe('png');
    const { data, info } = await sharp(full?.bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    expect(fingerprintOf({ width: info.width, height: info.height, data })).toEqual(evidence.fingerprints[0]);
  });

  it('stands upright whatever the orientation of the file', async () => {
    const upright = await measure(await bytesOf('orientation-1.jpg'));
    // The stored pixels of the eight files are the same; what is shown differs as EXIF says.
    for (let orientation = 2; orientation <= 8; orientation++) {
      const turned = await measure(await bytesOf(`orientation-${orientation}.jpg`));
      const [hash] = turned.evidence.fingerprints;
      const expected = upright.orientations[0]?.[orientation - 1];
      expect(distanceBetween(hash?.hash ?? '', expected?.hash ?? ''), `orientation ${orientation}`).toBeLessThanOrEqual(
        10,
      );
      const full = await sharp(turned.derivatives[0]?.bytes).metadata();
      expect([full.width, full.height]).toEqual(orientation < 5 ? [320, 240] : [240, 320]);
    }
  });

  it('is opaque on white where the file is transparent, and hidden colours are gone', async () => {
    const { derivatives } = await measure(await bytesOf('alpha-all.png'));
    const { data, info } = await sharp(derivatives[0]?.bytes).raw().toBuffer({ resolveWithObject: true });
    expect(info.channels).toBe(3);
    expect(data.every((value) => value === 255)).toBe(true);
  });

  it('has the colours of the profile, which are measured beside the stored values', async () => {
    const { evidence, orientations, derivatives } = await measure(await bytesOf('display-p3.jpg'));
    expect(evidence.fingerprints).toHaveLength(2);
    expect(orientations).toHaveLength(2);
    const shown = await sharp(picture('display-p3.jpg').file).raw().toBuffer();
    const published = await sharp(derivatives[0]?.bytes).raw().toBuffer();
    let sum = 0;
    for (let i = 0; i < shown.length; i++) sum += Math.abs((shown[i] ?? 0) - (published[i] ?? 0));
    // Without the profile it is 6.5.
    expect(sum / shown.length).toBeLessThan(2.5);
  });

  it('of an animation is what was screened: at most 100 frames, with their delays', async () => {
    const long = await measure(await bytesOf('animated-150.gif'));
    expect(long.evidence.frames).toEqual({ total: 150, screened: 100 });
    expect(long.evidence.fingerprints).toHaveLength(16);
    const published = await sharp(long.derivatives[0]?.bytes, { pages: -1 }).metadata();
    expect(published.format).toBe('webp');
    expect(published.pages).toBe(100);
    expect(new Set(published.delay)).toEqual(new Set([40]));
    expect(published.loop).toBe(0);
  });

  it('of an animated PNG or WebP is its first frame, and the evidence says so', async () => {
    for (const [name, total] of [
      ['animated.png', 3],
      ['animated-6.webp', 6],
    ] as const) {
      const { evidence, derivatives } = await measure(await bytesOf(name));
      expect(evidence.frames).toEqual({ total, screened: 1 });
      expect((await sharp(derivatives[0]?.bytes, { pages: -1 }).metadata()).pages ?? 1).toBe(1);
    }
  });

  it('of a GIF whose frames leave the canvas empty has white there', async () => {
    const { derivatives } = await measure(await bytesOf('animated-small-first.gif'));
    const look = derivatives.find((derivative) => derivative.name === 'look');
    const { data, info } = await sharp(look?.bytes).raw().toBuffer({ resolveWithObject: true });
    expect(data[0]).toBeGreaterThan(250);
    expect(data[(info.width - 1) * info.channels]).toBeGreaterThan(250);
  });
});

describe('GIF frames', () => {
  it('equal those of libnsgif, to the byte, where every frame covers the canvas', async () => {
    const { gifFrames } = await import('../../../packages/server/src/node/measure/gif.js');
    for (const name of ['animated-10.gif', 'animated-2.gif', 'interlaced.gif', 'alpha-holes-noise.gif']) {
      const bytes = await bytesOf(name);
      const header = readHeader(bytes, wireLimits);
      const { data } = await sharp(bytes, { pages: -1 }).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
      const frameBytes = 4 * header.width * header.height;
      let frames = 0;
      for (const { frame } of gifFrames(bytes, header, wireLimits)) {
        const expected = data.subarray(frames * frameBytes, (frames + 1) * frameBytes);
        const ours = compositeOverWhite({ ...frame, data: frame.data.slice() });
        const theirs = compositeOverWhite({ ...frame, data: new Uint8Array(expected) });
        expect(Buffer.from(ours.data).equals(Buffer.from(theirs.data)), `${name} frame ${frames}`).toBe(true);
        frames++;
      }
      expect(frames, name).toBe(header.frameCount);
    }
  });
});

describe('the models', () => {
  const triggers = fileURLToPath(new URL('../../fixtures/triggers/', import.meta.url));

  it.each([
    ['both', true, true],
    ['first-only', true, false],
    ['second-only', false, true],
  ] as const)('see the trigger %s', async (name, first, second) => {
    const { evidence } = await measure(new Uint8Array(await readFile(`${triggers}${name}.png`)));
    const [mobilenet, open] = evidence.models;
    expect((mobilenet?.risk ?? 0.5) > 0.9).toBe(first);
    expect((open?.risk ?? 0.5) > 0.9).toBe(second);
  });
});

describe('bounds', () => {
  it('kills a process whose decoding takes too long, and measures the next file', () =>
    withPool({ processes: 1 }, async (pool) => {
      await pool.ready();
      const [before] = pool.pids();
      const bytes = await bytesOf('camera-12mp.jpg');
      expect(await codeOf(measure(bytes, pool, { ...wireLimits, decodeMs: 5 }))).toBe('decode-timeout');
      expect((await measure(await bytesOf('text.png'), pool)).evidence.models).toHaveLength(2);
      expect(pool.pids()).not.toContain(before);
    }));

  it('kills a process whose measuring takes too long in all', () =>
    withPool({ processes: 1 }, async (pool) => {
      const bytes = await bytesOf('animated-150.gif');
      expect(await codeOf(measure(bytes, pool, { ...wireLimits, measureMs: 50 }))).toBe('decode-timeout');
    }));

  it('kills a process that takes too much memory', () =>
    withPool({ processes: 1, mostResidentBytes: 100_000_000 }, async (pool) => {
      expect(await codeOf(measure(await bytesOf('camera-12mp.jpg'), pool))).toBe('out-of-memory');
    }));

  it('reports a process that somebody killed, and starts another', () =>
    withPool({ processes: 1 }, async (pool) => {
      await pool.ready();
      const [pid] = pool.pids();
      const work = codeOf(measure(await bytesOf('camera-12mp.jpg'), pool));
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
      expect(await work).toBe('model-failed');
      expect((await measure(await bytesOf('text.png'), pool)).evidence.frames.screened).toBe(1);
    }));

  it('stops when the caller asks for it, waiting or at work', () =>
    withPool({ processes: 1 }, async (pool) => {
      await pool.ready();
      const bytes = await bytesOf('camera-12mp.jpg');
      const stopping = new AbortController();
      const options = { derivatives: specs, limits: unhurried, signal: stopping.signal };
      const header = readHeader(bytes, wireLimits);
      const [pid] = pool.pids();
      const work = [codeOf(pool.measure(bytes, header, options)), codeOf(pool.measure(bytes, header, options))];
      setTimeout(() => stopping.abort(), 50);
      expect(await Promise.all(work)).toEqual(['aborted', 'aborted']);
      expect(await codeOf(pool.measure(bytes, header, options))).toBe('aborted');
      // What is at work natively is stopped only by ending its process.
      expect(pool.pids()).not.toContain(pid);
    }));

  it('refuses what waits too long or too many, and says that the queue is full', () =>
    withPool({ processes: 1, mostWaiting: 1, waitMs: 60 }, async (pool) => {
      await pool.ready();
      const bytes = await bytesOf('camera-12mp.jpg');
      const settled = await Promise.allSettled([measure(bytes, pool), measure(bytes, pool), measure(bytes, pool)]);
      const reasons = settled.map((each) => (each.status === 'rejected' ? each.reason : null));
      expect(reasons[0]).toBeNull();
      for (const reason of reasons.slice(1)) {
        expect(isSafeUploadError(reason) && reason.details.queueFull).toBe(true);
      }
    }));

  it('leaves no process behind when it is disposed, and measures no more', async () => {
    const pool = createMeasurer({ processes: 2 });
    await pool.ready();
    const pids = pool.pids();
    const work = codeOf(measure(await bytesOf('camera-12mp.jpg'), pool));
    await pool.dispose();
    expect(await work).toBe('disposed');
    expect(await codeOf(measure(await bytesOf('text.png'), pool))).toBe('disposed');
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow();
  });

  it('ends its processes with the server, also where that is killed', async () => {
    const built = new URL('../../../packages/server/dist/node/index.js', import.meta.url).href;
    const script = `
      const { createMeasurer } = await import(${JSON.stringify(built)});
      const measurer = createMeasurer({ processes: 2 });
      await measurer.ready();
      console.log(JSON.stringify(measurer.pids()));
      setInterval(() => {}, 1000);`;
    const server = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = await once(server.stdout, 'data');
    const pids: number[] = JSON.parse(String(said));
    expect(pids).toHaveLength(2);
    server.kill('SIGKILL');
    await vi.waitFor(() => {
      for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow();
    }, 10_000);
  });

  it('refuses options that cannot be meant', () => {
    expect(() => createMeasurer({ processes: 0 })).toThrow('expected a whole number');
  });
});
