import type { Frame } from '@safeupload/sdk/core';

/** A part of a picture to be classified besides the whole: a rectangle, as fractions of width and height, perhaps mirrored. */
export interface View {
  /** Where it begins, in [0, 1). */
  readonly left: number;
  readonly top: number;
  /** How much of the picture it spans, in (0, 1]. */
  readonly width: number;
  readonly height: number;
  /** True: left and right are exchanged. */
  readonly mirrored: boolean;
}

/**
 * The pixels of a view, copied: at least one, rounded to whole pixels, what would lie outside of the frame left out. Not
 * enlarged to the frame's size: squeezing it to a model's input is what makes the scale another one.
 */
export function viewOf(frame: Frame, view: View): Frame {
  const [left, width] = spanOf(view.left, view.width, frame.width);
  const [top, height] = spanOf(view.top, view.height, frame.height);
  const source = pixelsOf(frame.data);
  const pixels = new Uint32Array(width * height);
  for (let row = 0; row < height; row++) {
    const start = (top + row) * frame.width + left;
    pixels.set(source.subarray(start, start + width), row * width);
    // In place: `toReversed` would make an array a row.
    if (view.mirrored) pixels.subarray(row * width, (row + 1) * width).reverse();
  }
  return { width, height, data: new Uint8Array(pixels.buffer) };
}

/** First pixel and number of pixels of a span given in fractions. */
function spanOf(start: number, length: number, side: number): readonly [number, number] {
  const first = Math.min(side - 1, Math.max(0, Math.round(start * side)));
  return [first, Math.min(side - first, Math.max(1, Math.round(length * side)))];
}

/** Four bytes as one number, whichever the machine's order: they are only moved. */
function pixelsOf(data: Frame['data']): Uint32Array {
  // A view on a buffer of words must begin on a word.
  const aligned = data.byteOffset % 4 === 0 ? data : data.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length >> 2);
}
