import { take } from './memory';

/** Rows of pixels that are taken together: four groups of four, a group's rows side by side in the lanes of a vector. */
export const bandRows: i32 = 16;

/** Longer sides are refused, which keeps every product of two sizes in 31 bits. The limits allow 30,000. */
export const mostSidePx: i32 = 65535;

export let width: i32 = 0;
export let height: i32 = 0;

/** The width, rounded up to whole vectors of four. */
export let paddedWidth: i32 = 0;

/** Where the caller puts the pixels of 16 rows, RGBA, without gaps. A vector may read on behind the last. */
export let pixels: usize = 0;

/** Rows that were taken already. */
export let rowsTaken: i32 = 0;

export function beginPicture(ofWidth: i32, ofHeight: i32): void {
  width = ofWidth;
  height = ofHeight;
  paddedWidth = (width + 3) & ~3;
  rowsTaken = 0;
  pixels = take(bandRows * width * 4 + 16);
}

/** Called when a band was taken by everybody. */
export function endBand(): void {
  rowsTaken += bandRows;
}
