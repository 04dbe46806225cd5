import { bandRows, behindAcross, groupBytes, lumaBand, paddedWidth, pixels, width } from './plan';

/** Luma of four RGBA pixels, as `luma.ts` of core makes it: three products, two sums, each rounded to float32. */
export function lumaOf(rgba: v128): v128 {
  const byte = i32x4.splat(255);
  const red = f32x4.convert_i32x4_s(v128.and(rgba, byte));
  const green = f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(rgba, 8), byte));
  const blue = f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(rgba, 16), byte));
  return f32x4.add(
    f32x4.add(f32x4.mul(f32x4.splat(0.299), red), f32x4.mul(f32x4.splat(0.587), green)),
    f32x4.mul(f32x4.splat(0.114), blue),
  );
}

/** The luma of the 16 rows of pixels that the caller has put in, interleaved in the luma band. */
export function readBand(): void {
  const stride = width * 4;
  for (let group = 0; group < bandRows / 4; group++) {
    const source = pixels + group * 4 * stride;
    const target = lumaBand + group * groupBytes + behindAcross * 16;
    for (let x = 0; x < paddedWidth; x += 4) {
      const at = source + x * 4;
      const a = lumaOf(v128.load(at));
      const b = lumaOf(v128.load(at + stride));
      const c = lumaOf(v128.load(at + 2 * stride));
      const d = lumaOf(v128.load(at + 3 * stride));
      storeTurned(target + x * 16, 16, a, b, c, d);
    }
    // The last vectors may have read on into the next row.
    for (let x = width; x < paddedWidth; x++) v128.store(target + x * 16, i64x2.splat(0));
  }
}

/** Writes the 4 × 4 values of four vectors turned: the i-th values of all four to `target + i * stride`. */
export function storeTurned(target: usize, stride: usize, a: v128, b: v128, c: v128, d: v128): void {
  const ab = i8x16.shuffle(a, b, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
  const ab2 = i8x16.shuffle(a, b, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
  const cd = i8x16.shuffle(c, d, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
  const cd2 = i8x16.shuffle(c, d, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
  v128.store(target, i8x16.shuffle(ab, cd, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23));
  v128.store(target + stride, i8x16.shuffle(ab, cd, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31));
  v128.store(target + 2 * stride, i8x16.shuffle(ab2, cd2, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23));
  v128.store(
    target + 3 * stride,
    i8x16.shuffle(ab2, cd2, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31),
  );
}
