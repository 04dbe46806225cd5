import { sampleSide } from './filter';

/** Rows and columns of the transform that are kept. */
const bandSide: i32 = 16;

/** Where a caller writes `cosines` of core's `pdq.ts`, 16 × 64; behind it they are kept turned, 64 × 16. */
export const cosinesBytes: i32 = 2 * bandSide * sampleSide * 4;

/** Bytes of the 16 × 64 sums in between, and of the 16 × 16 coefficients behind them. */
export const transformBytes: i32 = (bandSide * sampleSide + bandSide * bandSide) * 4;

/** Makes the turned cosines. */
export function turnCosines(cosines: usize): void {
  const turned = cosines + bandSide * sampleSide * 4;
  for (let i = 0; i < bandSide; i++) {
    for (let k = 0; k < sampleSide; k++) {
      store<f32>(turned + (k * bandSide + i) * 4, load<f32>(cosines + (i * sampleSide + k) * 4));
    }
  }
}

/**
 * The low band of the samples' cosine transform, `D A Dᵀ`: each of the sums grows in ascending k, from zero. Returns the
 * address of its 16 × 16 float32.
 */
export function transform(samples: usize, cosines: usize, work: usize): usize {
  for (let i = 0; i < bandSide; i++) {
    for (let j = 0; j < sampleSide; j += 16) {
      sumOfProducts(cosines + i * sampleSide * 4, samples + j * 4, sampleSide * 4, work + (i * sampleSide + j) * 4);
    }
  }
  const turned = cosines + bandSide * sampleSide * 4;
  const band = work + bandSide * sampleSide * 4;
  for (let i = 0; i < bandSide; i++) {
    sumOfProducts(work + i * sampleSide * 4, turned, bandSide * 4, band + i * bandSide * 4);
  }
  return band;
}

/** One row of 64 numbers times 16 columns of 64, side by side. */
function sumOfProducts(row: usize, columns: usize, stride: usize, target: usize): void {
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  let c = f32x4.splat(0);
  let d = f32x4.splat(0);
  for (let k = 0; k < sampleSide; k++, columns += stride) {
    const factor = v128.load32_splat(row + k * 4);
    a = f32x4.add(a, f32x4.mul(factor, v128.load(columns)));
    b = f32x4.add(b, f32x4.mul(factor, v128.load(columns, 16)));
    c = f32x4.add(c, f32x4.mul(factor, v128.load(columns, 32)));
    d = f32x4.add(d, f32x4.mul(factor, v128.load(columns, 48)));
  }
  v128.store(target, a);
  v128.store(target, b, 16);
  v128.store(target, c, 32);
  v128.store(target, d, 48);
}
