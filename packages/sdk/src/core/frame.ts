/**
 * Decoded pixels of one frame: RGBA, row-major, 8 bit a channel, straight (not premultiplied) alpha, orientation
 * applied. `data.length` is `4 * width * height`.
 */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/**
 * The frame composited over white, opaque, in place of its transparency: `c' = round((c·a + 255·(255 − a)) / 255)`.
 * Both sides do this before fingerprint and models: a canvas premultiplies and loses the colours under alpha 0, sharp
 * keeps them, and somebody could hide a picture there. Returns the same frame if it is opaque already.
 */
export function compositeOverWhite(frame: Frame): Frame {
  const { data } = frame;
  let firstTransparent = -1;
  for (let i = 3; i < data.length; i += 4) {
    if (data[i] !== 255) {
      firstTransparent = i - 3;
      break;
    }
  }
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
