import { behindAcross, groupBytes, lumaBand } from './filter';
import { bandRows, paddedWidth, pixels, width } from './picture';
import { storeTurned } from './turn';

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
