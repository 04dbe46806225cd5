import type { Format } from './format.js';

/** How stored pixels are turned and mirrored for showing: the values of EXIF's tag 0x0112. 1 is upright. */
export type ExifOrientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** What bytes say of themselves before they are decoded. A decoder may still disagree; then the file is refused. */
export interface Header {
  readonly format: Format;
  /** Pixels, as shown: the orientation is applied, 5 to 8 swap width and height. */
  readonly width: number;
  /** Pixels, as shown. See `width`. */
  readonly height: number;
  /** Frames of the file, at least 1. A still picture has 1. */
  readonly frameCount: number;
  /** What has to be applied to the stored pixels to show them; 1 wherever both sides show the pixels as stored. */
  readonly orientation: ExifOrientation;
  /** True if pixels may be transparent; false means that all are opaque. */
  readonly hasAlpha: boolean;
  /** Entries of the palette, 1..256, of an indexed PNG or of a GIF's first frame; absent where there is no palette. */
  readonly colorCount?: number;
}
