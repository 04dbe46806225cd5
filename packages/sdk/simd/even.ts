import { behindAcross, groupBytes, lumaBand, sampleSide, windowOf } from './filter';
import { take } from './memory';
import { bandRows, height, rowsTaken, width } from './picture';
import { storeDown } from './turn';

// What `even-samples.ts` of core does with plain loops, in its order: the samples of the picture and of its three mirror
// images, each a sum of products along the rows and then along the columns.

/**
 * Four tables of 64 kernels, which the caller writes: across, across mirrored, down, down mirrored. A kernel is its first
 * pixel, its length, the index of its sample (int32 each), and its weights, float32. Kernels ascend by their first pixel.
 */
export let kernels: usize = 0;

/** Bytes from one kernel of a table to the next. */
let acrossBytes: i32 = 0;
let downBytes: i32 = 0;

/** The band along its rows: 16 × 64 values, upright and behind it mirrored. */
let narrow: usize = 0;

/** Samples, 64 × 64 each: upright, mirrored, turned by 180°, flipped. */
export let evenSamples: usize = 0;

/** The first kernel that does not yet lie above the row, upright and mirrored. */
let openDown: i32 = 0;
let openUp: i32 = 0;

const narrowBytes: i32 = bandRows * sampleSide * 4;
const samplesBytes: i32 = sampleSide * sampleSide * 4;

/** Takes the memory for the samples and the kernels. */
export function planEven(): void {
  acrossBytes = kernelBytes(width);
  downBytes = kernelBytes(height);
  kernels = take(2 * sampleSide * (acrossBytes + downBytes));
  narrow = take(2 * narrowBytes);
  evenSamples = take(4 * samplesBytes);
}

/** Bytes of a kernel along a side of `n` pixels: three numbers, and the weights of a box over a box. */
export function kernelBytes(n: i32): i32 {
  return (3 + 2 * windowOf(n)) * 4;
}

/** Begins the samples. */
export function beginEven(): void {
  openDown = 0;
  openUp = 0;
}

/** Takes the band, whose luma was read. */
export function evenBand(): void {
  const mirroredAcross = kernels + sampleSide * acrossBytes;
  const down = mirroredAcross + sampleSide * acrossBytes;
  const up = down + sampleSide * downBytes;
  narrowBand(kernels, narrow);
  narrowBand(mirroredAcross, narrow + narrowBytes);
  const end = min(rowsTaken + bandRows, height);
  for (let y = rowsTaken; y < end; y++) {
    const row = narrow + (y - rowsTaken) * sampleSide * 4;
    openDown = firstOpen(down, openDown, y);
    for (let i = openDown; i < sampleSide && load<i32>(down + i * downBytes) <= y; i++) {
      const kernel = down + i * downBytes;
      addRow(kernel, y, row, evenSamples);
      addRow(kernel, y, row + narrowBytes, evenSamples + samplesBytes);
    }
    openUp = firstOpen(up, openUp, y);
    for (let i = openUp; i < sampleSide && load<i32>(up + i * downBytes) <= y; i++) {
      const kernel = up + i * downBytes;
      addRow(kernel, y, row + narrowBytes, evenSamples + 2 * samplesBytes);
      addRow(kernel, y, row, evenSamples + 3 * samplesBytes);
    }
  }
}

/** Each kernel along the rows of the luma band. */
function narrowBand(table: usize, target: usize): void {
  for (let i = 0; i < sampleSide; i++) {
    const kernel = table + i * acrossBytes;
    let luma = lumaBand + (behindAcross + load<i32>(kernel)) * 16;
    let weight = kernel + 12;
    const end = weight + load<i32>(kernel, 4) * 4;
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let c = f32x4.splat(0);
    let d = f32x4.splat(0);
    for (; weight < end; weight += 4, luma += 16) {
      const factor = v128.load32_splat(weight);
      a = f32x4.add(a, f32x4.mul(factor, v128.load(luma)));
      b = f32x4.add(b, f32x4.mul(factor, v128.load(luma + groupBytes)));
      c = f32x4.add(c, f32x4.mul(factor, v128.load(luma + 2 * groupBytes)));
      d = f32x4.add(d, f32x4.mul(factor, v128.load(luma + 3 * groupBytes)));
    }
    const column = target + load<i32>(kernel, 8) * 4;
    storeDown(column, a);
    storeDown(column + 4 * sampleSide * 4, b);
    storeDown(column + 8 * sampleSide * 4, c);
    storeDown(column + 12 * sampleSide * 4, d);
  }
}

function firstOpen(table: usize, from: i32, y: i32): i32 {
  let i = from;
  while (i < sampleSide) {
    const kernel = table + i * downBytes;
    if (load<i32>(kernel) + load<i32>(kernel, 4) > y) break;
    i++;
  }
  return i;
}

/** Adds a narrow row, times the kernel's weight for row `y`, to the kernel's row of samples. */
function addRow(kernel: usize, y: i32, row: usize, target: usize): void {
  const factor = v128.load32_splat(kernel + 12 + (y - load<i32>(kernel)) * 4);
  const sums = target + load<i32>(kernel, 8) * sampleSide * 4;
  for (let x = 0; x < sampleSide * 4; x += 16) {
    v128.store(sums + x, f32x4.add(v128.load(sums + x), f32x4.mul(factor, v128.load(row + x))));
  }
}
