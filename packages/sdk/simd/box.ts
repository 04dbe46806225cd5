import {
  aheadAcross,
  aheadDown,
  bandSums,
  behindAcross,
  behindDown,
  columnSums,
  countAt,
  counts,
  groupBytes,
  lumaBand,
  narrowRing,
  narrowSums,
  positionsAcross,
  ring,
  ringRows,
  rowBytes,
  sampleSide,
  smoothBand,
  zeroRow,
} from './filter';
import { bandRows, height, paddedWidth, width } from './picture';
import { storeDown, storeTurned } from './turn';

// Order inside every step, everywhere below: add the new, subtract the old, divide. Other orders round otherwise.

/** Round one along the rows: the box over the luma band, written to the ring from the slot of row `firstRow` on. */
export function boxRows(firstRow: i32): void {
  const target = ring + (firstRow % ringRows) * rowBytes;
  const entering = (behindAcross + aheadAcross - 1) * 16;
  for (let group = 0; group < bandRows / 4; group++) {
    const source = lumaBand + group * groupBytes + behindAcross * 16;
    let sum = f32x4.splat(0);
    for (let x = 0; x < aheadAcross - 1; x++) sum = f32x4.add(sum, v128.load(source + x * 16));
    v128.store(bandSums + group * 16, sum);
  }
  for (let x = 0; x < paddedWidth; x += 4) {
    const a = v128.load32_splat(counts + x * 4);
    const b = v128.load32_splat(counts + x * 4 + 4);
    const c = v128.load32_splat(counts + x * 4 + 8);
    const d = v128.load32_splat(counts + x * 4 + 12);
    // The groups side by side: a running sum alone waits for itself at every step.
    for (let group = 0; group < bandRows / 4; group++) {
      const old = lumaBand + group * groupBytes + x * 16;
      const fresh = old + entering;
      const sumA = f32x4.sub(f32x4.add(v128.load(bandSums + group * 16), v128.load(fresh)), v128.load(old));
      const sumB = f32x4.sub(f32x4.add(sumA, v128.load(fresh, 16)), v128.load(old, 16));
      const sumC = f32x4.sub(f32x4.add(sumB, v128.load(fresh, 32)), v128.load(old, 32));
      const sumD = f32x4.sub(f32x4.add(sumC, v128.load(fresh, 48)), v128.load(old, 48));
      v128.store(bandSums + group * 16, sumD);
      storeTurned(
        target + group * 4 * rowBytes + x * 4,
        rowBytes,
        f32x4.div(sumA, a),
        f32x4.div(sumB, b),
        f32x4.div(sumC, c),
        f32x4.div(sumD, d),
      );
    }
  }
}

/** Adds row `y` of the ring to the sums of the columns, which are not yet at their first output. */
export function addRow(y: i32): void {
  const row = ring + (y % ringRows) * rowBytes;
  for (let x = 0; x < paddedWidth * 4; x += 16) {
    v128.store(columnSums + x, f32x4.add(v128.load(columnSums + x), v128.load(row + x)));
  }
}

/** Round one along the columns: the four outputs from row `y` on, a group of the smooth band. */
export function boxColumns(y: i32): void {
  const target = smoothBand + ((y >> 2) % (bandRows / 4)) * groupBytes + behindAcross * 16;
  const freshA = ringRow(y + aheadDown - 1);
  const freshB = ringRow(y + aheadDown);
  const freshC = ringRow(y + aheadDown + 1);
  const freshD = ringRow(y + aheadDown + 2);
  const oldA = ringRow(y - behindDown);
  const oldB = ringRow(y - behindDown + 1);
  const oldC = ringRow(y - behindDown + 2);
  const oldD = ringRow(y - behindDown + 3);
  const a = countDown(y);
  const b = countDown(y + 1);
  const c = countDown(y + 2);
  const d = countDown(y + 3);
  for (let x = 0; x < paddedWidth * 4; x += 16) {
    const sumA = f32x4.sub(f32x4.add(v128.load(columnSums + x), v128.load(freshA + x)), v128.load(oldA + x));
    const sumB = f32x4.sub(f32x4.add(sumA, v128.load(freshB + x)), v128.load(oldB + x));
    const sumC = f32x4.sub(f32x4.add(sumB, v128.load(freshC + x)), v128.load(oldC + x));
    const sumD = f32x4.sub(f32x4.add(sumC, v128.load(freshD + x)), v128.load(oldD + x));
    v128.store(columnSums + x, sumD);
    storeTurned(target + x * 4, 16, f32x4.div(sumA, a), f32x4.div(sumB, b), f32x4.div(sumC, c), f32x4.div(sumD, d));
  }
  for (let x = width; x < paddedWidth; x++) v128.store(target + x * 16, i64x2.splat(0));
}

/** Round two along the rows, at the 64 columns only: the smooth band to 16 narrow rows, from row `firstRow` on. */
export function sampleRows(firstRow: i32): void {
  const target = narrowRing + (firstRow % ringRows) * sampleSide * 4;
  let old = smoothBand;
  let fresh = old + behindAcross * 16;
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  let c = f32x4.splat(0);
  let d = f32x4.splat(0);
  for (let x = 0; x < aheadAcross - 1; x++, fresh += 16) {
    a = f32x4.add(a, v128.load(fresh));
    b = f32x4.add(b, v128.load(fresh + groupBytes));
    c = f32x4.add(c, v128.load(fresh + 2 * groupBytes));
    d = f32x4.add(d, v128.load(fresh + 3 * groupBytes));
  }
  let x = 0;
  for (let i = 0; i < sampleSide; i++) {
    const position = load<i32>(positionsAcross + i * 4);
    // Under 64 pixels one output is sampled more than once.
    for (; x <= position; x++, old += 16, fresh += 16) {
      a = f32x4.sub(f32x4.add(a, v128.load(fresh)), v128.load(old));
      b = f32x4.sub(f32x4.add(b, v128.load(fresh + groupBytes)), v128.load(old + groupBytes));
      c = f32x4.sub(f32x4.add(c, v128.load(fresh + 2 * groupBytes)), v128.load(old + 2 * groupBytes));
      d = f32x4.sub(f32x4.add(d, v128.load(fresh + 3 * groupBytes)), v128.load(old + 3 * groupBytes));
    }
    const count = v128.load32_splat(counts + position * 4);
    storeDown(target + i * 4, f32x4.div(a, count));
    storeDown(target + i * 4 + 4 * sampleSide * 4, f32x4.div(b, count));
    storeDown(target + i * 4 + 8 * sampleSide * 4, f32x4.div(c, count));
    storeDown(target + i * 4 + 12 * sampleSide * 4, f32x4.div(d, count));
  }
}

/** Adds narrow row `y` to the sums of the 64 columns, which are not yet at their first output. */
export function addNarrowRow(y: i32): void {
  const row = narrowRow(y);
  for (let x = 0; x < sampleSide * 4; x += 16) {
    v128.store(narrowSums + x, f32x4.add(v128.load(narrowSums + x), v128.load(row + x)));
  }
}

/** Round two along the 64 columns: moves the box to output `y`. */
export function moveNarrowBox(y: i32): void {
  const fresh = narrowRow(y + aheadDown - 1);
  const old = narrowRow(y - behindDown);
  for (let x = 0; x < sampleSide * 4; x += 16) {
    v128.store(
      narrowSums + x,
      f32x4.sub(f32x4.add(v128.load(narrowSums + x), v128.load(fresh + x)), v128.load(old + x)),
    );
  }
}

/** The 64 outputs of round two at row `y`. */
export function sampleNarrowBox(y: i32, target: usize): void {
  const count = countDown(y);
  for (let x = 0; x < sampleSide * 4; x += 16) {
    v128.store(target + x, f32x4.div(v128.load(narrowSums + x), count));
  }
}

function ringRow(y: i32): usize {
  return y < 0 || y >= height ? zeroRow : ring + (y % ringRows) * rowBytes;
}

function narrowRow(y: i32): usize {
  return y < 0 || y >= height ? zeroRow : narrowRing + (y % ringRows) * sampleSide * 4;
}

/** Inputs under the box at row `y`; 1 below the picture, where nobody looks at what comes out. */
function countDown(y: i32): v128 {
  return f32x4.splat(<f32>max(1, countAt(y, height, aheadDown, behindDown)));
}
