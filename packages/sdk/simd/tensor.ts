import { take } from './memory';
import { bandRows, height, paddedWidth, pixels, rowsTaken, width } from './picture';

// The sums are whole numbers and exact, so their order is free: here rows are added up first, columns after.

let side: i32 = 0;

/** Where the side × side × 3 values go, float32. */
export let tensor: usize = 0;

/** Whole rows of the output that is open, added up: uint16 a channel, four channels a pixel. */
let wholeRows: usize = 0;
let wholeRowCount: i32 = 0;

/** Everything else of it, each row times its weight, and in the end the whole rows too: uint32 a channel. */
let weighted: usize = 0;

/** Per output of a row four int32: first pixel, its weight, last pixel, its weight. */
let spans: usize = 0;

/** The output that is open. */
let row: i32 = 0;

/** 255 times so many rows fit in 16 bits. */
const mostWholeRows: i32 = 257;

/** Larger tensors are refused: 4,096 are 201 MB already, which no caller wants in one piece. */
const mostSide: i32 = 4096;

/** Takes the memory for a tensor; false where its sums would not be exact. */
export function planTensor(ofSide: i32): bool {
  if (ofSide > mostSide) return false;
  // What an output adds up between its first and its last column is a uint32.
  if (255.0 * <f64>height * (<f64>width / <f64>ofSide + 2) > <f64>u32.MAX_VALUE) return false;
  side = ofSide;
  wholeRows = take(paddedWidth * 8);
  weighted = take(paddedWidth * 16);
  spans = take(side * 16);
  tensor = take(side * side * 12);
  return true;
}

/** Begins the tensor: its first output is open, with nothing in it. */
export function beginTensor(): void {
  row = 0;
  wholeRowCount = 0;
  for (let i = 0; i < side; i++) {
    const left = i * width;
    const right = left + width;
    const first = left / side;
    const last = (right - 1) / side;
    const span = spans + i * 16;
    store<i32>(span, first);
    store<i32>(span, min(right, (first + 1) * side) - left, 4);
    store<i32>(span, last, 8);
    // Where one pixel covers the whole output its weight stands with the first.
    store<i32>(span, last > first ? right - last * side : 0, 12);
  }
}

/** Adds the rows of the band. A pixel is `side` units high and an output `height` units: every overlap is whole. */
export function tensorBand(): void {
  const end = min(rowsTaken + bandRows, height);
  let y = rowsTaken;
  while (y < end) {
    const source = pixels + (y - rowsTaken) * width * 4;
    const outputEnd = (row + 1) * height;
    let reached = (y + 1) * side;
    if (y * side >= row * height && reached <= outputEnd) {
      // As many rows as lie in this output whole: what is added up stays in registers meanwhile.
      const count = min(min(outputEnd / side, end) - y, mostWholeRows - wholeRowCount);
      addWholeRows(source, count);
      if (wholeRowCount === mostWholeRows) addUpWholeRows();
      y += count;
      reached = y * side;
    } else {
      reached = min(reached, outputEnd);
      addWeightedRow(source, reached - max(row * height, y * side));
      // Where the output ends inside the row, the next one begins there.
      if (reached === (y + 1) * side) y++;
    }
    if (reached === outputEnd) {
      addUpWholeRows();
      writeRow();
      row++;
    }
  }
}

function addWholeRows(source: usize, count: i32): void {
  const stride = width * 4;
  for (let x = 0; x < paddedWidth; x += 4) {
    const sums = wholeRows + x * 8;
    let left = v128.load(sums);
    let right = v128.load(sums, 16);
    let at = source + x * 4;
    for (let i = 0; i < count; i++, at += stride) {
      const rgba = v128.load(at);
      left = i16x8.add(left, i16x8.extend_low_i8x16_u(rgba));
      right = i16x8.add(right, i16x8.extend_high_i8x16_u(rgba));
    }
    v128.store(sums, left);
    v128.store(sums, right, 16);
  }
  wholeRowCount += count;
}

function addWeightedRow(source: usize, weight: i32): void {
  const factor = i16x8.splat(<i16>weight);
  for (let x = 0; x < paddedWidth; x += 4) {
    const rgba = v128.load(source + x * 4);
    addProducts(weighted + x * 16, i16x8.extend_low_i8x16_u(rgba), factor);
    addProducts(weighted + x * 16 + 32, i16x8.extend_high_i8x16_u(rgba), factor);
  }
}

/** Moves the whole rows, each with the weight `side`, to the other sums. */
function addUpWholeRows(): void {
  if (wholeRowCount === 0) return;
  const factor = i16x8.splat(<i16>side);
  for (let x = 0; x < paddedWidth; x += 2) {
    addProducts(weighted + x * 16, v128.load(wholeRows + x * 8), factor);
  }
  memory.fill(wholeRows, 0, paddedWidth * 8);
  wholeRowCount = 0;
}

function addProducts(target: usize, values: v128, factor: v128): void {
  v128.store(target, i32x4.add(v128.load(target), i32x4.extmul_low_i16x8_u(values, factor)));
  v128.store(target, i32x4.add(v128.load(target, 16), i32x4.extmul_high_i16x8_u(values, factor)), 16);
}

/** The output that is open, added up along its columns and divided by its area. The next one begins at nothing. */
function writeRow(): void {
  const whole = f64x2.splat(255.0 * <f64>width * <f64>height);
  let target = tensor + row * side * 12;
  for (let i = 0; i < side; i++, target += 12) {
    const span = spans + i * 16;
    const first = weighted + load<i32>(span) * 16;
    const last = weighted + load<i32>(span, 8) * 16;
    let between = i32x4.splat(0);
    for (let at = first + 16; at < last; at += 16) between = i32x4.add(between, v128.load(at));
    const firstWeight = f64x2.splat(<f64>load<i32>(span, 4));
    const lastWeight = f64x2.splat(<f64>load<i32>(span, 12));
    const redGreen = weightedSum(v128.load(first), firstWeight, between, v128.load(last), lastWeight);
    const blue = weightedSum(
      v128.load(first, 8),
      firstWeight,
      i8x16.shuffle(between, between, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15),
      v128.load(last, 8),
      lastWeight,
    );
    v128.store64_lane(target, f32x4.demote_f64x2_zero(f64x2.div(redGreen, whole)), 0);
    v128.store32_lane(target, f32x4.demote_f64x2_zero(f64x2.div(blue, whole)), 0, 8);
  }
  memory.fill(weighted, 0, paddedWidth * 16);
}

/** Two channels of an output, exact in float64. */
function weightedSum(first: v128, firstWeight: v128, between: v128, last: v128, lastWeight: v128): v128 {
  return f64x2.add(
    f64x2.add(
      f64x2.mul(firstWeight, f64x2.convert_low_i32x4_u(first)),
      f64x2.mul(f64x2.splat(<f64>side), f64x2.convert_low_i32x4_u(between)),
    ),
    f64x2.mul(lastWeight, f64x2.convert_low_i32x4_u(last)),
  );
}
