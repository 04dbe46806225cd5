import {
  compositeOverWhite,
  type FingerprintAndTensor,
  type Frame,
  fingerprintAndTensorOf,
  fingerprintAndTensorOfRows,
  type Header,
} from '@safeupload/sdk/core';
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
 * The frame of a decoder's bitmap, which nobody closes before: a few rows at a time where `videoFrames` of this browser are
 * exact and the picture is of the kind, else as a whole.
 */
export function frameOfBitmap(bitmap: ImageBitmap, header: Header, videoFrames: boolean): DecodedFrame {
  const byRows = videoFrames && videoShows(header);
  let whole: DecodedFrame | undefined;
  return {
    async measured(side) {
      if (byRows && whole === undefined) {
        const measured = await withVideoRows(bitmap, (rows) => fingerprintAndTensorOfRows(rows, side));
        if (measured !== null) return measured;
      }
      whole ??= frameInMemory(await pixelsOf(bitmap, header, videoFrames));
      return whole.measured(side);
    },
  };
}
