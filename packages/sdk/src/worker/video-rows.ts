import type { ArrivingRows } from '@safeupload/sdk/core';

/**
 * What `use` makes of the rows of an opaque bitmap as a `VideoFrame` has them, or null where the engine would convert
 * colours on the way, has no such frames or does not know their options. A few rows at a time: of a photo of 12 MP asked for
 * as a whole Chromium 156 keeps 48 MB in shared memory, beside the 48 MB that were asked for. Throws `RangeError` where the
 * memory does not suffice.
 */
export async function withVideoRows<T>(
  bitmap: ImageBitmap,
  use: (rows: ArrivingRows) => Promise<T | null>,
): Promise<T | null> {
  let video: VideoFrame | undefined;
  try {
    video = new VideoFrame(bitmap, { timestamp: 0 });
    const { width, height } = bitmap;
    // Only formats that hold RGB as it is: a YUV frame has lost something already.
    if (video.format === null || !/^(RGB|BGR)[AX]$/.test(video.format)) return null;
    if (video.codedWidth !== width || video.codedHeight !== height) return null;
    return await use({ width, height, read: readerOf(video, width) });
  } catch (thrown) {
    // Too new an option, or too little memory for this way: the canvas is asked next and says which.
    if (thrown instanceof RangeError) throw thrown;
    return null;
  } finally {
    video?.close();
  }
}

function readerOf(video: VideoFrame, width: number): ArrivingRows['read'] {
  let memory = new Uint8Array();
  return async (y, count) => {
    const byteLength = 4 * width * count;
    if (memory.length < byteLength) memory = new Uint8Array(byteLength);
    const rows = memory.subarray(0, byteLength);
    await video.copyTo(rows, { format: 'RGBA', colorSpace: 'srgb', rect: { x: 0, y, width, height: count } });
    return rows;
  };
}
