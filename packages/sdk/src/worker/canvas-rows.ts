import type { ArrivingRows } from '@safeupload/sdk/core';
import { giveCanvasBack } from './give-canvas-back.js';
import { nextTask } from './next-task.js';

/**
 * What `use` makes of the rows of a bitmap as a canvas shows them, upright: drawn anew for each few rows, on a canvas that is
 * only so high. Of a photo of 12 MP that is 2 MB, where a canvas of its size and a copy of its pixels are 96. Throws
 * `RangeError` where the memory does not suffice.
 */
export async function withCanvasRows<T>(bitmap: ImageBitmap, use: (rows: ArrivingRows) => Promise<T>): Promise<T> {
  const { width, height } = bitmap;
  const canvas = new OffscreenCanvas(width, 1);
  try {
    const read = async (y: number, count: number): Promise<Uint8Array> => {
      // Nothing here waits by itself: without a task between, no cancel, no time limit and no ping would be heard.
      if (y > 0) await nextTask();
      return rowsOf(bitmap, canvas, y, count);
    };
    return await use({ width, height, read });
  } finally {
    giveCanvasBack(canvas);
  }
}

function rowsOf(bitmap: ImageBitmap, canvas: OffscreenCanvas, y: number, count: number): Uint8Array {
  // Setting a side empties the canvas, and takes other memory.
  if (canvas.height !== count) canvas.height = count;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  // Canvases larger than the engine's limit have no context, and no exception says so.
  if (context === null) throw new RangeError('Out of memory: no canvas context.');
  context.globalCompositeOperation = 'copy';
  context.drawImage(bitmap, 0, -y);
  const { data } = context.getImageData(0, 0, bitmap.width, count);
  return new Uint8Array(data.buffer, data.byteOffset, data.length);
}
