import { sampleSide } from './filter';

/**
 * The steps between samples and their right and lower neighbours, in whole hundredths of the range, added up: what
 * `sumOfSteps` of core's `pdq.ts` is with `Math.trunc`.
 */
export function stepsOf(samples: usize): i32 {
  let steps = i32x4.splat(0);
  const rowBytes = sampleSide * 4;
  const allButLast = i32x4(-1, -1, -1, 0);
  for (let y = 0; y < sampleSide; y++) {
    const row = samples + y * rowBytes;
    for (let x = 0; x < rowBytes; x += 16) {
      const own = v128.load(row + x);
      if (y + 1 < sampleSide) steps = i32x4.add(steps, wholeSteps(own, v128.load(row + x + rowBytes)));
      const right = wholeSteps(own, v128.load(row + x + 4));
      // The last sample of a row has no right neighbour.
      steps = i32x4.add(steps, x + 16 < rowBytes ? right : v128.and(right, allButLast));
    }
  }
  return (
    i32x4.extract_lane(steps, 0) +
    i32x4.extract_lane(steps, 1) +
    i32x4.extract_lane(steps, 2) +
    i32x4.extract_lane(steps, 3)
  );
}

function wholeSteps(u: v128, v: v128): v128 {
  const step = f32x4.div(f32x4.mul(f32x4.sub(u, v), f32x4.splat(100)), f32x4.splat(255));
  return i32x4.trunc_sat_f32x4_s(f32x4.abs(step));
}
