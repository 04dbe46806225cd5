/**
 * PDQ's low-pass filter and subsampling: a luma picture of any size to 64 × 64 samples. Two rounds of a box along rows,
 * then along columns, bit for bit the float32 sums of the reference, but streamed: only the rows under the window exist
 * at a time (12 MP needs about 2 MB), and the second round is computed only where it is sampled. Four rows run side by
 * side, because a running sum alone waits for itself at every step.
 */

/** Side of the square of samples that is hashed. */
export const sampleSide = 64;

/** Writes the luma of row `y`, as many values as the picture is wide, to `target` from `offset` on. */
export type ReadRow = (y: number, target: Float32Array, offset: number) => void;

/** Rows that are filtered side by side. */
const bandRows = 4;

/**
 * 64 × 64 samples of the filtered picture, row-major, 0..255. A picture of exactly 64 × 64 is not filtered, as in the
 * reference. `width` and `height` are at least 1.
 */
export function samplesOf(width: number, height: number, readRow: ReadRow): Float32Array {
  const samples = new Float32Array(sampleSide * sampleSide);
  if (width === sampleSide && height === sampleSide) {
    for (let y = 0; y < sampleSide; y++) readRow(y, samples, y * sampleSide);
    return samples;
  }
  const narrowed = narrowedRows(width, height, readRow);
  sampleColumns(narrowed, height, windowOf(height), positionsIn(height), samples);
  return samples;
}

/** Round one whole and the rows of round two: 64 columns × `height`. */
function narrowedRows(width: number, height: number, readRow: ReadRow): Float32Array {
  const windowX = windowOf(width);
  const windowY = windowOf(height);
  const half = halfOf(windowY);
  const behind = windowY - half + 1;
  const positions = positionsIn(width);
  const narrowed = new Float32Array(sampleSide * roundUp(height));
  const luma = new Float32Array(bandRows * width);
  const smooth = new Float32Array(bandRows * width);
  // The ring holds the row that leaves the window, the window, and what a band reads ahead.
  const slots = roundUp(windowY + bandRows);
  const ring = new Float32Array(slots * width);
  const sums = new Float32Array(width);
  let rowsRead = 0;
  const readBand = (): void => {
    for (let i = 0; i < bandRows && rowsRead + i < height; i++) readRow(rowsRead + i, luma, i * width);
    boxRows(luma, ring, (rowsRead % slots) * width, width, windowX);
    rowsRead += bandRows;
  };
  for (let y = 0; y < half - 1; y++) {
    if (y >= rowsRead) readBand();
    addRow(sums, ring, (y % slots) * width);
  }
  let count = half - 1;
  for (let y = 0; y < height; y++) {
    const entering = y + half - 1;
    const leaving = y - behind;
    const target = (y % bandRows) * width;
    if (entering >= height) {
      count--;
      leaveRow(sums, ring, (leaving % slots) * width, smooth, target, count);
    } else {
      if (entering >= rowsRead) readBand();
      if (leaving < 0) {
        count++;
        enterRow(sums, ring, (entering % slots) * width, smooth, target, count);
      } else moveRow(sums, ring, (entering % slots) * width, (leaving % slots) * width, smooth, target, count);
    }
    if (y % bandRows === bandRows - 1 || y === height - 1) {
      sampleRows(smooth, width, windowX, positions, narrowed, sampleSide * (y - (y % bandRows)));
    }
  }
  return narrowed;
}

/** Width of the box for a side of `n` pixels: two boxes of it leave nothing finer than 1/64 of the picture. */
export function windowOf(n: number): number {
  return (n + 127) >> 7;
}

/** How many inputs from the output's own on, its own included, are under the window. */
export function halfOf(window: number): number {
  return (window + 2) >> 1;
}

function roundUp(rows: number): number {
  return rows + ((bandRows - (rows % bandRows)) % bandRows);
}

/** Where the 64 samples lie along a side of `n` pixels, ascending, and a −1 that no index equals. */
export function positionsIn(n: number): Int32Array {
  const positions = new Int32Array(sampleSide + 1).fill(-1);
  for (let i = 0; i < sampleSide; i++) positions[i] = Math.floor(((i + 0.5) * n) / sampleSide);
  return positions;
}

// Order inside every window step, here and below: add the new, subtract the old, divide. Other orders round otherwise.

function addRow(sums: Float32Array, ring: Float32Array, entering: number): void {
  for (let x = 0; x < sums.length; x++) sums[x] += ring[entering + x];
}

function enterRow(
  sums: Float32Array,
  ring: Float32Array,
  entering: number,
  target: Float32Array,
  offset: number,
  count: number,
): void {
  for (let x = 0; x < sums.length; x++) {
    const sum = Math.fround(sums[x] + ring[entering + x]);
    sums[x] = sum;
    target[offset + x] = sum / count;
  }
}

function moveRow(
  sums: Float32Array,
  ring: Float32Array,
  entering: number,
  leaving: number,
  target: Float32Array,
  offset: number,
  count: number,
): void {
  for (let x = 0; x < sums.length; x++) {
    const sum = Math.fround(Math.fround(sums[x] + ring[entering + x]) - ring[leaving + x]);
    sums[x] = sum;
    target[offset + x] = sum / count;
  }
}

function leaveRow(
  sums: Float32Array,
  ring: Float32Array,
  leaving: number,
  target: Float32Array,
  offset: number,
  count: number,
): void {
  for (let x = 0; x < sums.length; x++) {
    const sum = Math.fround(sums[x] - ring[leaving + x]);
    sums[x] = sum;
    target[offset + x] = sum / count;
  }
}

/** The box along four rows of `n` values that lie one after the other. */
function boxRows(source: Float32Array, target: Float32Array, offset: number, n: number, window: number): void {
  const half = halfOf(window);
  const n2 = 2 * n;
  const n3 = 3 * n;
  let a = Math.fround(0);
  let b = Math.fround(0);
  let c = Math.fround(0);
  let d = Math.fround(0);
  let read = 0;
  for (; read < half - 1; read++) {
    a = Math.fround(a + source[read]);
    b = Math.fround(b + source[n + read]);
    c = Math.fround(c + source[n2 + read]);
    d = Math.fround(d + source[n3 + read]);
  }
  let count = half - 1;
  let write = offset;
  for (; read < window; read++, write++) {
    count++;
    a = Math.fround(a + source[read]);
    b = Math.fround(b + source[n + read]);
    c = Math.fround(c + source[n2 + read]);
    d = Math.fround(d + source[n3 + read]);
    target[write] = a / count;
    target[write + n] = b / count;
    target[write + n2] = c / count;
    target[write + n3] = d / count;
  }
  let drop = 0;
  for (; read < n; read++, drop++, write++) {
    a = Math.fround(Math.fround(a + source[read]) - source[drop]);
    b = Math.fround(Math.fround(b + source[n + read]) - source[n + drop]);
    c = Math.fround(Math.fround(c + source[n2 + read]) - source[n2 + drop]);
    d = Math.fround(Math.fround(d + source[n3 + read]) - source[n3 + drop]);
    target[write] = a / window;
    target[write + n] = b / window;
    target[write + n2] = c / window;
    target[write + n3] = d / window;
  }
  for (; drop < n - window + half - 1; drop++, write++) {
    count--;
    a = Math.fround(a - source[drop]);
    b = Math.fround(b - source[n + drop]);
    c = Math.fround(c - source[n2 + drop]);
    d = Math.fround(d - source[n3 + drop]);
    target[write] = a / count;
    target[write + n] = b / count;
    target[write + n2] = c / count;
    target[write + n3] = d / count;
  }
}

/** As {@link boxRows}, but only the outputs at `positions` are divided and written, 64 a row. */
function sampleRows(
  source: Float32Array,
  n: number,
  window: number,
  positions: Int32Array,
  target: Float32Array,
  offset: number,
): void {
  const half = halfOf(window);
  const n2 = 2 * n;
  const n3 = 3 * n;
  let a = Math.fround(0);
  let b = Math.fround(0);
  let c = Math.fround(0);
  let d = Math.fround(0);
  let read = 0;
  let count = half - 1;
  for (; read < count; read++) {
    a = Math.fround(a + source[read]);
    b = Math.fround(b + source[n + read]);
    c = Math.fround(c + source[n2 + read]);
    d = Math.fround(d + source[n3 + read]);
  }
  let at = 0;
  let next = positions[0];
  let drop = half - window - 1;
  for (let out = 0; out < n; out++, read++, drop++) {
    if (read < n) {
      a = Math.fround(a + source[read]);
      b = Math.fround(b + source[n + read]);
      c = Math.fround(c + source[n2 + read]);
      d = Math.fround(d + source[n3 + read]);
      count++;
    }
    if (drop >= 0) {
      a = Math.fround(a - source[drop]);
      b = Math.fround(b - source[n + drop]);
      c = Math.fround(c - source[n2 + drop]);
      d = Math.fround(d - source[n3 + drop]);
      count--;
    }
    // Under 64 pixels one output is sampled more than once.
    while (next === out) {
      target[offset + at] = a / count;
      target[offset + sampleSide + at] = b / count;
      target[offset + 2 * sampleSide + at] = c / count;
      target[offset + 3 * sampleSide + at] = d / count;
      at++;
      next = positions[at];
    }
  }
}

/** The box along the 64 columns of `source`, `n` values each, at `positions` only. */
function sampleColumns(
  source: Float32Array,
  n: number,
  window: number,
  positions: Int32Array,
  target: Float32Array,
): void {
  const half = halfOf(window);
  const sums = new Float32Array(sampleSide);
  for (let y = 0; y < half - 1; y++) addRow(sums, source, y * sampleSide);
  let at = 0;
  let count = half - 1;
  for (let y = 0; y < n; y++) {
    const entering = (y + half - 1) * sampleSide;
    const leaving = (y - (window - half) - 1) * sampleSide;
    if (entering < n * sampleSide) {
      for (let x = 0; x < sampleSide; x++) sums[x] += source[entering + x];
      count++;
    }
    if (leaving >= 0) {
      for (let x = 0; x < sampleSide; x++) sums[x] -= source[leaving + x];
      count--;
    }
    while (positions[at] === y) {
      for (let x = 0; x < sampleSide; x++) target[at * sampleSide + x] = sums[x] / count;
      at++;
    }
  }
}
