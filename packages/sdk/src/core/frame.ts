/**
 * Decoded pixels of one frame: RGBA, row-major, 8 bit a channel, straight (not premultiplied) alpha, orientation
 * applied. `data.length` is `4 * width * height`.
 */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}
