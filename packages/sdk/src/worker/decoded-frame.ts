import {
  type ArrivingRows,
  compositeOverWhite,
  type FingerprintAndTensor,
  type Frame,
  fingerprintAndTensorOf,
  fingerprintAndTensorOfRows,
  type Header,
} from '@safeupload/sdk/core';
import { withCanvasRows } from './canvas-rows.js';
import { pixelsOf, videoShows } from './pixels-of.js';
import { withVideoRows } from './video-rows.js';

/** A decoded frame, whose pixels are read for each size of tensor that is wanted. */
export interface DecodedFrame {
  /** Its fingerprint and its tensor of so many pixels a side, over white. Throws `decode-timeout`, `out-of-memory`, `aborted`. */
  measured(side: number): Promise<FingerprintAndTensor>;
}

/** A frame whose pixels lie in memory. */
export function frameInMemory(frame: Frame): DecodedFrame {
  let opaque: Frame | undefined;
  return {
    async measured(side) {
      opaque ??= compositeOverWhite(frame);
      return fingerprintAndTensorOf(opaque, side);
    },
  };
}

/**
 * The frame of a decoder's bitmap, which nobody closes before: a few rows at a time, through video frames where those of this
 * browser are exact (`videoFrames`) and the picture is of the kind; as a whole where it may be transparent or rows do not do.
 */
export function frameOfBitmap(bitmap: ImageBitmap, header: Header, videoFrames: boolean): DecodedFrame {
  let whole: DecodedFrame | undefined;
  return {
    async measured(side) {
      const measure = (rows: ArrivingRows) => fingerprintAndTensorOfRows(rows, side);
      if (whole === undefined && !header.hasAlpha) {
        const quick = videoFrames && videoShows(header) ? await withVideoRows(bitmap, measure) : null;
        const measured = quick ?? (await withCanvasRows(bitmap, measure));
        if (measured !== null) return measured;
      }
      whole ??= frameInMemory(await pixelsOf(bitmap, header, videoFrames));
      return whole.measured(side);
    },
  };
}
