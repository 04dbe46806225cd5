import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type * as Core from '@safeupload/sdk/core';
import { build } from 'esbuild';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { randomFrames } from '../support/random-frames.mjs';
import { frameOf } from '../vectors/synthetic-pixels.mjs';

// The same core three times: with WebAssembly as it is here (and watched), without any, and with one that is forbidden.
// What the public functions say must be the same to the bit. Bundled, because a test runner's own way to import makes
// the plain loops five times as slow.

const mostMemoryBytes = 24 * 1024 * 1024;

/** Core as it loads beside this `WebAssembly`. It looks for that at its first picture, not when it is imported. */
async function coreBeside(webAssembly: unknown): Promise<typeof Core> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../../packages/sdk/src/core/index.ts', import.meta.url))],
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    target: 'es2023',
    write: false,
  });
  // A comment of its own makes it a module of its own.
  const code = `${outputFiles[0]?.text}\n// ${++cores}`;
  const core: typeof Core = await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`);
  expect(compiled).toBe(0);
  vi.stubGlobal('WebAssembly', webAssembly);
  core.fingerprintOf(frameOf('quadratic', 64, 64));
  vi.unstubAllGlobals();
  return core;
}

let cores = 0;
let compiled = 0;
const memories: WebAssembly.Memory[] = [];
const { Memory, CompileError } = WebAssembly;

class WatchedModule extends WebAssembly.Module {
  constructor(bytes: BufferSource) {
    compiled++;
    super(bytes);
  }
}

class WatchedInstance extends WebAssembly.Instance {
  constructor(module: WebAssembly.Module) {
    super(module);
    const { memory } = this.exports;
    if (memory instanceof Memory) memories.push(memory);
  }
}

class ForbiddenModule {
  constructor() {
    throw new CompileError('Wasm code generation disallowed by embedder');
  }
}

let fast: typeof Core;
let plain: typeof Core;
let forbidden: typeof Core;

beforeAll(async () => {
  plain = await coreBeside(undefined);
  forbidden = await coreBeside({ Module: ForbiddenModule, Instance: WebAssembly.Instance });
  expect(compiled).toBe(0);
  fast = await coreBeside({ Module: WatchedModule, Instance: WatchedInstance });
});

/** Everything that core measures of a frame, as text: what differs in a bit differs there. */
function measured(core: typeof Core, frame: Core.Frame, side: number): string {
  const opaque = core.compositeOverWhite(frame);
  return JSON.stringify([
    summary(core, frame, side),
    core.fingerprintOf(opaque),
    digest(core.tensorFromFrame(opaque, side)),
    core.fingerprintsOfOrientations(opaque),
  ]);
}

/** What is measured of every picture, as text. */
function summary(core: typeof Core, frame: Core.Frame, side: number): string {
  const opaque = core.compositeOverWhite(frame);
  const { fingerprint, tensor } = core.fingerprintAndTensorOf(opaque, side);
  return JSON.stringify([opaque === frame, digest(opaque.data), fingerprint, digest(tensor)]);
}

function digest(values: Uint8Array | Uint8ClampedArray | Float32Array): string {
  return createHash('sha256')
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest('hex');
}

describe('WebAssembly and the plain TypeScript', () => {
  test('measure the same of 10,000 random frames, to the bit', () => {
    const sides = [7, 16, 33];
    const different: string[] = [];
    let frames = 0;
    let opaque = 0;
    for (const frame of randomFrames(10_000, 20_240_731)) {
      const side = frames % 25 === 0 ? 224 : (sides[frames % 3] ?? 224);
      const measure = frames % 10 === 0 ? measured : summary;
      const expected = measure(plain, frame, side);
      if (measure(fast, frame, side) !== expected) different.push(`${frame.width} × ${frame.height}, ${side}`);
      if (fast.compositeOverWhite(frame) === frame) opaque++;
      frames++;
    }
    expect(different).toEqual([]);
    expect(frames).toBe(10_000);
    expect(opaque).toBeGreaterThan(8_000);
    expect(opaque).toBeLessThan(9_900);
  }, 120_000);

  test.each([
    ['long and thin', 5, 30_000],
    ['thin and long', 30_000, 5],
    ['of two megapixels', 1632, 1224],
    ['of a side that the module refuses', 70_000, 6],
  ])('measure the same of a frame %s', (_, width, height) => {
    const frame = frameOf('quadratic', width, height);
    expect(measured(fast, frame, 224)).toBe(measured(plain, frame, 224));
  });

  // The last does not fit in the module's memory.
  test.each([1, 16, 384, 1024, 1500])('make the same tensor of %i pixels a side', (side) => {
    for (const [width, height] of [
      [3, 2],
      [383, 385],
      [1100, 90],
    ] as const) {
      const frame = frameOf('smoothBlocks', width, height);
      expect(digest(fast.tensorFromFrame(frame, side))).toBe(digest(plain.tensorFromFrame(frame, side)));
    }
  });

  test('measure the same of rows that arrive', async () => {
    const rowsOf = ({ width, height, data }: Core.Frame): Core.ArrivingRows => ({
      width,
      height,
      read: async (y, count) => new Uint8Array(data.subarray(4 * width * y, 4 * width * (y + count))),
    });
    const counts = { same: 0, thin: 0, transparent: 0 };
    for (const frame of [...randomFrames(600, 11), frameOf('blocks', 333, 700)]) {
      const rows = await fast.fingerprintAndTensorOfRows(rowsOf(frame), 32);
      const isThin = frame.width < 5 || frame.height < 5;
      if (isThin || fast.compositeOverWhite(frame) !== frame) {
        expect(rows).toBeNull();
        counts[isThin ? 'thin' : 'transparent']++;
        continue;
      }
      expect(rows).not.toBeNull();
      expect(rows).toEqual(fast.fingerprintAndTensorOf(frame, 32));
      counts.same++;
    }
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(20);
    const frame = frameOf('blocks', 333, 700);
    for (const core of [plain, forbidden]) expect(await core.fingerprintAndTensorOfRows(rowsOf(frame))).toBeNull();
  });

  test('rows that arrive come to nothing when another picture is measured meanwhile', async () => {
    const frame = frameOf('blocks', 333, 700);
    const other = frameOf('quadratic', 64, 64);
    const measured = await fast.fingerprintAndTensorOfRows({
      width: 333,
      height: 700,
      async read(y, count) {
        if (y > 400) fast.fingerprintOf(other);
        return new Uint8Array(frame.data.subarray(4 * 333 * y, 4 * 333 * (y + count)));
      },
    });
    expect(measured).toBeNull();
  });

  test('take pixels from anywhere in a buffer', () => {
    const frame = frameOf('smoothBlocks', 131, 70);
    const padded = new Uint8ClampedArray(frame.data.length + 7);
    padded.set(frame.data, 5);
    const moved = { ...frame, data: padded.subarray(5, 5 + frame.data.length) };
    expect(measured(fast, moved, 224)).toBe(measured(plain, frame, 224));
  });

  test('leave nothing of one picture in the next', () => {
    const frame = frameOf('smoothBlocks', 150, 90);
    const before = measured(fast, frame, 224);
    measured(fast, frameOf('blocks', 1000, 700), 224);
    expect(measured(fast, frame, 224)).toBe(before);
  });

  test('the module was compiled once and its memory stays within its bound', () => {
    expect(compiled).toBe(1);
    expect(memories).toHaveLength(1);
    for (const { buffer } of memories) {
      expect(buffer.byteLength).toBeGreaterThan(1024 * 1024);
      expect(buffer.byteLength).toBeLessThanOrEqual(mostMemoryBytes);
    }
  });
});

describe.each(['without WebAssembly', 'where compiling is forbidden'])('the vectors %s', (which) => {
  const core = () => (which === 'without WebAssembly' ? plain : forbidden);

  test('95 fingerprints are the reference’s', () => {
    const vectors: {
      generator: string;
      width: number;
      height: number;
      expectedHashFull: string;
      qualityFull: number;
    }[] = JSON.parse(readFileSync(new URL('../vectors/pdq-synthetic.json', import.meta.url), 'utf8')).vectors;
    expect(vectors).toHaveLength(95);
    for (const { generator, width, height, expectedHashFull, qualityFull } of vectors) {
      const { hash, quality } = core().fingerprintOf(frameOf(generator, width, height));
      expect(quality).toBe(qualityFull);
      // Of a flat picture the bits are noise, in the reference too.
      if (qualityFull > 0) expect(hash).toBe(expectedHashFull);
    }
  });

  test('the tensors', () => {
    const vectors: { generator: string; width: number; height: number; sha256: string }[] = JSON.parse(
      readFileSync(new URL('../vectors/tensors.json', import.meta.url), 'utf8'),
    ).vectors;
    expect(vectors.length).toBeGreaterThan(5);
    for (const { generator, width, height, sha256 } of vectors) {
      expect(digest(core().tensorFromFrame(frameOf(generator, width, height)))).toBe(sha256);
    }
  });

  test('the eight orientations', () => {
    const vectors: { generator: string; width: number; height: number; fingerprints: Core.Fingerprint[] }[] =
      JSON.parse(readFileSync(new URL('../vectors/fingerprints.json', import.meta.url), 'utf8')).vectors;
    expect(vectors.length).toBeGreaterThan(5);
    for (const { generator, width, height, fingerprints } of vectors.filter((vector) => vector.width < 600)) {
      const turned = core().fingerprintsOfOrientations(frameOf(generator, width, height));
      fingerprints.forEach(({ hash, quality }, way) => {
        expect(Math.abs((turned[way]?.quality ?? -9) - quality)).toBeLessThanOrEqual(1);
        if (quality > 0) expect(turned[way]?.hash).toBe(hash);
      });
    }
  });
});
