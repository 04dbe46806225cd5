import type { Frame } from './frame.js';
import { openSimd } from './simd/open-simd.js';
import { uprightRows } from './simd/pixel-rows.js';

/**
 * The frame composited over white, opaque, in place of its transparency: `c' = round((c·a + 255·(255 − a)) / 255)`.
 * Both sides do this before fingerprint and models: a canvas premultiplies and loses the colours under alpha 0, sharp
 * keeps them, and somebody could hide a picture there. Returns the same frame if it is opaque already.
 */
export function compositeOverWhite(frame: Frame): Frame {
  const { data } = frame;
  const firstTransparent = firstTransparentIn(frame);
  if (firstTransparent < 0) return frame;
  const opaque = new Uint8Array(data);
  for (let i = firstTransparent; i < opaque.length; i += 4) {
    const alpha = opaque[i + 3];
    if (alpha === 255) continue;
    const white = 255 * (255 - alpha);
    opaque[i] = Math.round((opaque[i] * alpha + white) / 255);
    opaque[i + 1] = Math.round((opaque[i + 1] * alpha + white) / 255);
    opaque[i + 2] = Math.round((opaque[i + 2] * alpha + white) / 255);
    opaque[i + 3] = 255;
  }
  return { width: frame.width, height: frame.height, data: opaque };
}

/** Where the first pixel begins that is not opaque, or −1. */
function firstTransparentIn(frame: Frame): number {
  const { data } = frame;
  const simd = openSimd();
  // Most pictures are opaque all over: then one look with SIMD is all there is to do.
  if (simd?.read(uprightRows(frame), { alpha: true }) && simd.isOpaque()) return -1;
  for (let i = 3; i < data.length; i += 4) if (data[i] !== 255) return i - 3;
  return -1;
}
