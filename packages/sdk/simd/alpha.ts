import { bandRows, height, pixels, rowsTaken, width } from './picture';

/** All pixels so far, bit by bit "and": what every one of them has. */
let common: i32 = -1;

export function beginAlpha(): void {
  common = -1;
}

/** Takes the band. */
export function alphaBand(): void {
  const end = pixels + min(bandRows, height - rowsTaken) * width * 4;
  let vector = i32x4.splat(-1);
  let at = pixels;
  for (; at + 16 <= end; at += 16) vector = v128.and(vector, v128.load(at));
  for (; at < end; at += 4) common &= load<i32>(at);
  common &= i32x4.extract_lane(vector, 0) & i32x4.extract_lane(vector, 1);
  common &= i32x4.extract_lane(vector, 2) & i32x4.extract_lane(vector, 3);
}

/** Whether the alpha of every pixel is 255. */
export function isOpaque(): bool {
  return common >>> 24 === 255;
}
