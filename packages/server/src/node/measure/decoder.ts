import { type Header, type Limits, SafeUploadError } from '@safeupload/sdk/core';
import sharp, { type Sharp, type SharpOptions } from 'sharp';

/**
 * Makes sharp decode nothing but the four formats: libvips also reads SVG, PDF, TIFF and more, each a parser that hostile
 * bytes could reach through a mistake of ours. One thread and no cache: the pool of processes is what runs in parallel.
 * Call once in a process.
 */
export function limitSharp(): void {
  sharp.cache(false);
  sharp.concurrency(1);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({
    operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'],
  });
}

/**
 * A sharp pipeline over untrusted bytes, first frame only. Truncated and damaged files fail (`failOn: 'error'`), where a
 * browser would show what there is: half a picture is not published.
 */
export function decoderOf(bytes: Uint8Array, limits: Limits, options: SharpOptions = {}): Sharp {
  return sharp(bytes, {
    failOn: 'error',
    limitInputPixels: limits.pixels,
    sequentialRead: true,
    page: 0,
    pages: 1,
    autoOrient: false,
    ...options,
  });
}

/**
 * The pipeline with the stored pixels turned as the header says, never by sharp's `autoOrient`: that also turns a WebP
 * by its EXIF, which Chromium does not, and the device would have measured another picture.
 */
export function turned(pipeline: Sharp, orientation: Header['orientation']): Sharp {
  // EXIF 2.3, tag 0x0112. sharp mirrors first and turns then, whatever the order of the calls.
  switch (orientation) {
    case 1:
      return pipeline;
    case 2:
      return pipeline.flop();
    case 3:
      return pipeline.rotate(180);
    case 4:
      return pipeline.flip();
    case 5:
      return pipeline.rotate(270).flop();
    case 6:
      return pipeline.rotate(90);
    case 7:
      return pipeline.rotate(90).flop();
    case 8:
      return pipeline.rotate(270);
  }
}

/** The error for bytes that a decoder gave up on; `out-of-memory` where that was why. */
export function decodeFailed(cause: unknown): SafeUploadError {
  const why = cause instanceof Error ? (cause.message.split('\n')[0] ?? '').slice(0, 200) : '';
  if (/out of memory|bad_alloc|unable to allocate|cannot allocate/i.test(why)) {
    return new SafeUploadError('out-of-memory', 'There was not enough memory to decode the picture. Try again later.', {
      cause,
    });
  }
  return new SafeUploadError(
    'decode-failed',
    `The file is damaged: its header reads well but its pixels do not (${why}). Save the picture again and upload that.`,
    { cause },
  );
}
