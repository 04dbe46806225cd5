import type { Frame, Header } from '@safeupload/sdk/core';
import { giveCanvasBack } from './give-back.js';

/**
 * The pixels of a bitmap, bit for bit: through a `VideoFrame` where that is exact (`videoFrames`, see `videoFramesAreExact`;
 * in Chromium 1.4 ms instead of 9 at 1 MP, 13 instead of 74 at 12 MP), else through a canvas. Does not close the bitmap.
 */
export async function pixelsOf(
  bitmap: ImageBitmap,
  header: Pick<Header, 'hasAlpha' | 'orientation'>,
  videoFrames: boolean,
): Promise<Frame> {
  // A video frame of a picture with alpha comes back premultiplied or straight as the engine likes, and one of a turned
  // bitmap has the pixels as they were stored (Chromium 156, EXIF orientations 2, 3 and 4): there the canvas is asked.
  if (!header.hasAlpha && header.orientation === 1 && videoFrames) {
    const frame = await pixelsOfVideoFrame(bitmap);
    if (frame !== null) return frame;
  }
  return pixelsOfCanvas(bitmap);
}

/** The pixels of an opaque bitmap through a `VideoFrame`, or null where the engine would convert colours on the way. */
export async function pixelsOfVideoFrame(bitmap: ImageBitmap): Promise<Frame | null> {
  let video: VideoFrame | undefined;
  try {
    video = new VideoFrame(bitmap, { timestamp: 0 });
    // Only formats that hold RGB as it is: a YUV frame has lost something already.
    if (video.format === null || !/^(RGB|BGR)[AX]$/.test(video.format)) return null;
    if (video.codedWidth !== bitmap.width || video.codedHeight !== bitmap.height) return null;
    const data = new Uint8Array(4 * bitmap.width * bitmap.height);
    await video.copyTo(data, { format: 'RGBA', colorSpace: 'srgb' });
    return { width: bitmap.width, height: bitmap.height, data };
  } catch (thrown) {
    // Too new an option, or too little memory for this way: the canvas is asked next and says which.
    if (thrown instanceof RangeError) throw thrown;
    return null;
  } finally {
    video?.close();
  }
}

/** The pixels of a bitmap through a 2d canvas kept in main memory. */
export function pixelsOfCanvas(
  source: ImageBitmap | VideoFrame,
  size: { width: number; height: number } = sizeOf(source),
): Frame {
  const { width, height } = size;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  // Canvases larger than the engine's limit have no context, and no exception says so.
  if (context === null) throw new RangeError('Out of memory: no canvas context.');
  context.drawImage(source, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  giveCanvasBack(canvas);
  return { width, height, data };
}

function sizeOf(source: ImageBitmap | VideoFrame): { width: number; height: number } {
  return 'displayWidth' in source
    ? { width: source.displayWidth, height: source.displayHeight }
    : { width: source.width, height: source.height };
}
