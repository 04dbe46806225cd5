// @ts-check
// Pixels that every language can make: the integer-only generators of pdq-synthetic.json, spelt out.

/** @typedef {(x: number, y: number, channel: number, width: number, height: number) => number} Generator */

/** @param {number} i @param {number} j @param {number} c */
function cell(i, j, c) {
  let v = Math.imul(i + 1, 0x9e3779b1) ^ Math.imul(j + 1, 0x85ebca77) ^ Math.imul(c + 1, 0xc2b2ae3d);
  v ^= v >>> 15;
  v = Math.imul(v, 0x2c1b3c6d);
  v ^= v >>> 12;
  return v & 255;
}

/** @type {Record<string, Generator>} */
export const generators = {
  quadratic: (x, y, c) => ((x * x * 3 + y * y * 5 + x * y * (c + 1)) >>> 6) & 255,
  blocks: (x, y, c) => cell(x >> 5, y >> 5, c),
  smoothBlocks: (x, y, c) => {
    const [i, j, u, v] = [x >> 6, y >> 6, x & 63, y & 63];
    const above = cell(i, j, c) * (64 - u) + cell(i + 1, j, c) * u;
    const below = cell(i, j + 1, c) * (64 - u) + cell(i + 1, j + 1, c) * u;
    return (above * (64 - v) + below * v) >>> 12;
  },
  gradientX: (x, _y, _c, width) => Math.floor((x * 255) / Math.max(1, width - 1)),
  constant128: () => 128,
};

/**
 * An opaque RGBA frame of a generator.
 * @param {string} name @param {number} width @param {number} height
 * @returns {{ width: number, height: number, data: Uint8Array }}
 */
export function frameOf(name, width, height) {
  const generator = generators[name];
  if (generator === undefined) throw new Error(`There is no generator ${name}.`);
  const data = new Uint8Array(4 * width * height).fill(255);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) data[4 * (y * width + x) + c] = generator(x, y, c, width, height);
    }
  }
  return { width, height, data };
}

/**
 * The frame as it would be shown with this EXIF orientation (1..8), pixel by pixel.
 * @param {{ width: number, height: number, data: Uint8Array }} frame @param {number} orientation
 * @returns {{ width: number, height: number, data: Uint8Array }}
 */
export function oriented(frame, orientation) {
  const [w, h] = [frame.width, frame.height];
  const [width, height] = orientation >= 5 ? [h, w] : [w, h];
  // Where the pixel shown at (x, y) is stored: EXIF 2.32, tag 0x0112.
  /** @type {((x: number, y: number) => [number, number])[]} */
  const stored = [
    (x, y) => [x, y],
    (x, y) => [w - 1 - x, y],
    (x, y) => [w - 1 - x, h - 1 - y],
    (x, y) => [x, h - 1 - y],
    (x, y) => [y, x],
    (x, y) => [y, h - 1 - x],
    (x, y) => [w - 1 - y, h - 1 - x],
    (x, y) => [w - 1 - y, x],
  ];
  const place = stored[orientation - 1];
  if (place === undefined) throw new Error(`There is no orientation ${orientation}.`);
  const data = new Uint8Array(frame.data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [sx, sy] = place(x, y);
      const from = 4 * (sy * w + sx);
      data.set(frame.data.subarray(from, from + 4), 4 * (y * width + x));
    }
  }
  return { width, height, data };
}
