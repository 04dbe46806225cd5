import type { Frame } from '../frame.js';

/** Side of the squares in which a picture is transposed: 64 bytes, a line of most caches. */
const tilePx = 16;

/** A picture whose pixels come a few rows at a time. */
export interface PixelRows {
  readonly width: number;
  readonly height: number;
  /** Writes `count` rows from row `y` on, RGBA, without gaps, to the beginning of `target`. */
  put(target: Uint8Array, y: number, count: number): void;
}

/** The frame as it is. */
export function uprightRows({ width, height, data }: Frame): PixelRows {
  return {
    width,
    height,
    put: (target, y, count) => target.set(data.subarray(4 * width * y, 4 * width * (y + count))),
  };
}

/**
 * The frame as it would be shown with EXIF orientation `way + 1`: for `way` 0..3 upright, mirrored, turned by 180°,
 * flipped, and for 4..7 the same of the transposed frame.
 */
export function turnedRows(frame: Frame, way: number): PixelRows {
  const { width, height } = frame;
  const source = wholePixels(frame);
  const isMirrored = way % 4 === 1 || way % 4 === 2;
  const isUpsideDown = way % 4 >= 2;
  if (way < 4) {
    return {
      width,
      height,
      put: (target, y, count) => {
        const rows = asPixels(target);
        for (let i = 0; i < count; i++) {
          const row = isUpsideDown ? height - 1 - y - i : y + i;
          rows.set(source.subarray(row * width, (row + 1) * width), i * width);
          if (isMirrored) rows.subarray(i * width, (i + 1) * width).reverse();
        }
      },
    };
  }
  const down = isMirrored ? -width : width;
  return {
    width: height,
    height: width,
    put: (target, y, count) => {
      // The rows are columns of the frame.
      const column = isUpsideDown ? width - 1 - y : y;
      const corner = (isMirrored ? (height - 1) * width : 0) + column;
      transpose(source, corner, isUpsideDown ? -1 : 1, down, asPixels(target), count, height);
    },
  };
}

/**
 * Writes `count` columns of pixels as rows of `length`, in tiles, so that neither side is read or written against the
 * cache. `right` and `down` are the steps from the pixel at `corner` to the next column's and to the next of the column.
 */
function transpose(
  source: Int32Array,
  corner: number,
  right: number,
  down: number,
  rows: Int32Array,
  count: number,
  length: number,
): void {
  for (let from = 0; from < length; from += tilePx) {
    const end = Math.min(from + tilePx, length);
    for (let i = 0; i < count; i++) {
      let at = corner + from * down + i * right;
      for (let x = from; x < end; x++, at += down) rows[i * length + x] = source[at];
    }
  }
}

/** Four bytes a pixel as one number, for moving pixels only. */
function wholePixels({ width, height, data }: Frame): Int32Array {
  // A view of words must begin on a word.
  const aligned = data.byteOffset % 4 === 0 ? data : data.slice();
  return new Int32Array(aligned.buffer, aligned.byteOffset, width * height);
}

function asPixels(target: Uint8Array): Int32Array {
  return new Int32Array(target.buffer, target.byteOffset, target.byteLength / 4);
}
