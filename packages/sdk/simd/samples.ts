import { addNarrowRow, addRow, boxColumns, boxRows, moveNarrowBox, sampleNarrowBox, sampleRows } from './box';
import { aheadDown, positionsDown, sampleSide } from './filter';
import { lumaOf } from './luma';
import { bandRows, height, pixels, rowsTaken, width } from './picture';

/** Where the 64 × 64 samples go, row-major. */
let samples: usize = 0;

/** Rows that are in the sums of the columns before the first output; the same of the narrow rows. */
let rowsAdded: i32 = 0;
let narrowRowsAdded: i32 = 0;
/** The next output of round one; how many rows round two has; its next output along the columns. */
let nextRow: i32 = 0;
let narrowRows: i32 = 0;
let nextNarrow: i32 = 0;
let nextSample: i32 = 0;

/** Begins a picture whose filter is planned. */
export function beginSamples(target: usize): void {
  samples = target;
  rowsAdded = 0;
  narrowRowsAdded = 0;
  nextRow = 0;
  narrowRows = 0;
  nextNarrow = 0;
  nextSample = 0;
}

/** Takes the band, whose luma was read. After the last of them the samples are there. */
export function sampleBand(): void {
  if (width === sampleSide && height === sampleSide) {
    copyBand();
    return;
  }
  boxRows(rowsTaken);
  const rowsRead = rowsTaken + bandRows;
  while (rowsAdded < aheadDown - 1 && rowsAdded < min(rowsRead, height)) addRow(rowsAdded++);
  while (nextRow < height && (nextRow + aheadDown + 2 < rowsRead || rowsRead >= height)) {
    boxColumns(nextRow);
    nextRow += 4;
    if (nextRow % bandRows === 0 || nextRow >= height) {
      sampleRows(narrowRows);
      narrowRows += bandRows;
      sampleNarrowRows();
    }
  }
}

function sampleNarrowRows(): void {
  while (narrowRowsAdded < aheadDown - 1 && narrowRowsAdded < min(narrowRows, height)) addNarrowRow(narrowRowsAdded++);
  for (; nextNarrow < height && (nextNarrow + aheadDown - 1 < narrowRows || narrowRows >= height); nextNarrow++) {
    moveNarrowBox(nextNarrow);
    // Under 64 pixels one output is sampled more than once.
    for (; load<i32>(positionsDown + nextSample * 4) === nextNarrow; nextSample++) {
      sampleNarrowBox(nextNarrow, samples + nextSample * sampleSide * 4);
    }
  }
}

/** A picture of exactly 64 × 64 is not filtered. */
function copyBand(): void {
  const bytes = bandRows * sampleSide * 4;
  const target = samples + rowsTaken * sampleSide * 4;
  for (let at = 0; at < bytes; at += 16) v128.store(target + at, lumaOf(v128.load(pixels + at)));
}
