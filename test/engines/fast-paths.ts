import { readHeader, wireLimits } from '@safeupload/sdk/core';
import { openSimd } from '../../packages/sdk/src/core/simd/open-simd.js';
import { canvasIsHonest, noShortcuts, shortcutsOf } from '../../packages/sdk/src/worker/canary.js';
import { compileArriving } from '../../packages/sdk/src/worker/compile-arriving.js';
import { decodeReduced } from '../../packages/sdk/src/worker/decode-reduced.js';
import type { Job } from '../../packages/sdk/src/worker/job.js';

/** Which of the worker's ways around something slow an engine goes: told by the worker's own functions. */
export interface FastPaths {
  /** The canvas gives back what was put in; where false nothing is measured. */
  readonly canvasIsHonest: boolean;
  /** A JPEG of the own canvas needs no options to be decoded as stored. */
  readonly ownJpegsAsStored: boolean;
  /** A JPEG without its colour profile needs none either; where false, one that was picked is decoded with options. */
  readonly bareJpegsAsStored: boolean;
  /** Pixels come through a `VideoFrame` instead of a canvas. */
  readonly videoFrame: boolean;
  /** `ImageDecoder` opens GIFs: all frames of an animation are looked at, not the first alone. */
  readonly animations: boolean;
  /** A 12 MP photo is decoded at half its size. */
  readonly decodedReduced: boolean;
  /** Transparent pictures are sent as WebP, not as PNG. */
  readonly webpEncoder: boolean;
  /** The engine is compiled while it arrives. */
  readonly compiledArriving: boolean;
  /** The fingerprint is WebAssembly SIMD, not TypeScript. */
  readonly simd: boolean;
  /** Models are kept in Cache Storage between visits. */
  readonly cacheStorage: boolean;
}

/** Tries all of them, in a worker. `photo` is a JPEG of 12 MP that is stored turned. */
export async function tryFastPaths(photo: Uint8Array<ArrayBuffer>): Promise<FastPaths> {
  const honest = await canvasIsHonest().catch(() => false);
  const shortcuts = honest ? await shortcutsOf() : noShortcuts;
  return {
    canvasIsHonest: honest,
    ownJpegsAsStored: shortcuts.ownJpegs,
    bareJpegsAsStored: shortcuts.bareJpegs,
    videoFrame: shortcuts.videoFrames,
    animations: typeof ImageDecoder === 'function' && (await ImageDecoder.isTypeSupported('image/gif')),
    decodedReduced: await decodesReduced(photo),
    webpEncoder: await encodesWebp(),
    compiledArriving: await compilesArriving(),
    simd: openSimd() !== null,
    cacheStorage: await keepsCaches(),
  };
}

async function encodesWebp(): Promise<boolean> {
  const canvas = new OffscreenCanvas(1, 1);
  canvas.getContext('2d');
  return (await canvas.convertToBlob({ type: 'image/webp' })).type === 'image/webp';
}

async function decodesReduced(photo: Uint8Array<ArrayBuffer>): Promise<boolean> {
  // Provable: `decodeReduced` asks for nothing of its job but the signal.
  const job = { signal: new AbortController().signal } as Job;
  const reduced = await decodeReduced(photo, readHeader(photo, wireLimits), 2048, job, 10_000);
  reduced?.bitmap.close();
  return reduced !== null;
}

async function compilesArriving(): Promise<boolean> {
  const arriving = compileArriving();
  // The smallest module: magic and version.
  arriving?.add(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
  return (await arriving?.finish()) instanceof WebAssembly.Module;
}

async function keepsCaches(): Promise<boolean> {
  try {
    return await caches.has('nothing').then(() => true);
  } catch {
    return false;
  }
}
