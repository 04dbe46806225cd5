import { take } from './memory';
import { bandRows, height, paddedWidth, width } from './picture';

/** Side of the square of samples that is hashed. */
export const sampleSide: i32 = 64;

/** Inputs under the box from the output's own on, its own included; across and down. */
export let aheadAcross: i32 = 0;
export let aheadDown: i32 = 0;

/** How far back from the output the input lies that has just left the box. */
export let behindAcross: i32 = 0;
export let behindDown: i32 = 0;

// A "band" holds 16 rows interleaved, four groups of `groupBytes`: the vector at x has the group's four rows at column x.
// Columns outside the picture are zeros there, and rows outside it are the row of zeros, so that the box needs no edges:
// x + 0 and x − 0 are x.
export let lumaBand: usize = 0;
export let smoothBand: usize = 0;
export let groupBytes: i32 = 0;
/** Sums of a band's four groups while the box runs along the rows. */
export let bandSums: usize = 0;
/** How many inputs are under the box at each column, float32. */
export let counts: usize = 0;

/** The last rows of round one, row-major: row y is at slot `y % ringRows`. */
export let ring: usize = 0;
export let rowBytes: i32 = 0;
export let ringRows: i32 = 0;
export let zeroRow: usize = 0;
export let columnSums: usize = 0;

/** The last rows of round two, 64 samples each, in as many slots as the ring has. */
export let narrowRing: usize = 0;
export let narrowSums: usize = 0;

/** Columns and rows of the 64 samples, int32, each followed by a −1 that no index equals. */
export let positionsAcross: usize = 0;
export let positionsDown: usize = 0;

/** Takes the memory that the filter needs for the picture. */
export function planFilter(): void {
  aheadAcross = aheadOf(width);
  aheadDown = aheadOf(height);
  behindAcross = windowOf(width) - aheadAcross + 1;
  behindDown = windowOf(height) - aheadDown + 1;
  groupBytes = (behindAcross + paddedWidth + aheadAcross) * 16;
  // Rows a power of two apart would all want the same few places of the processor's cache.
  rowBytes = paddedWidth * 4 + (paddedWidth % 64 === 0 ? 64 : 0);
  // The box, what has left it last, a group that waits for its last row, and the band that is read next.
  ringRows = (windowOf(height) + 4 + 2 * bandRows - 1) & ~(bandRows - 1);
  lumaBand = take(4 * groupBytes);
  smoothBand = take(4 * groupBytes);
  bandSums = take(4 * 16);
  counts = take(rowBytes);
  ring = take(ringRows * rowBytes);
  zeroRow = take(max(rowBytes, sampleSide * 4));
  columnSums = take(rowBytes);
  narrowRing = take(ringRows * sampleSide * 4);
  narrowSums = take(sampleSide * 4);
  positionsAcross = take((sampleSide + 1) * 4);
  positionsDown = take((sampleSide + 1) * 4);
}

/** Writes the tables of the filter into its memory. */
export function beginFilter(): void {
  writePositions(positionsAcross, width);
  writePositions(positionsDown, height);
  for (let x = 0; x < paddedWidth; x++) {
    store<f32>(counts + x * 4, <f32>max(1, countAt(x, width, aheadAcross, behindAcross)));
  }
}

/** How many inputs are under the box at output `at` of `n`. */
export function countAt(at: i32, n: i32, ahead: i32, behind: i32): i32 {
  return min(n, at + ahead) - max(0, at - behind + 1);
}

/** Width of the box for a side of `n` pixels: two boxes of it leave nothing finer than 1/64 of the picture. */
export function windowOf(n: i32): i32 {
  return (n + 127) >> 7;
}

function aheadOf(n: i32): i32 {
  return (windowOf(n) + 2) >> 1;
}

function writePositions(target: usize, n: i32): void {
  // (i + 0.5) · n / 64, rounded down.
  for (let i = 0; i < sampleSide; i++) store<i32>(target + i * 4, ((2 * i + 1) * n) >> 7);
  store<i32>(target + sampleSide * 4, -1);
}
