import { moveRow, type Row } from './store-row.js';

/**
 * Sizes that are asked for at a time. Chromium 156 asks another process for the size of each file that was picked, 0.2 ms,
 * while the page stands still: the first of 500 rows came 92 ms later for it.
 */
const sizesAtOnce = 16;

/** Between two lots, in ms: the page draws the first rows meanwhile. */
const pauseMs = 30;

/**
 * Learns the sizes of files that were just added: of the first few at once, of the others with pauses, after each of which
 * `onSized` hears whether a row changed. Those larger than `mostBytes` fail.
 */
export function sizeRows(
  rows: readonly Row[],
  mostBytes: number | undefined,
  onSized: (changed: boolean) => void,
  from = 0,
): void {
  const until = from + sizesAtOnce;
  let changed = false;
  for (const row of rows.slice(from, until)) changed = sizeRow(row, mostBytes) || changed;
  if (from > 0) onSized(changed);
  if (until < rows.length) setTimeout(sizeRows, pauseMs, rows, mostBytes, onSized, until);
}

/** True where the row failed. */
function sizeRow(row: Row, mostBytes = Number.POSITIVE_INFINITY): boolean {
  const { bytes } = row.item;
  row.sized = bytes <= mostBytes;
  if (row.sized) return false;
  const message = `The file is too large: expected at most ${mostBytes} bytes, got ${bytes}.`;
  return moveRow(row, 'failed', { error: { code: 'too-many-bytes', message } });
}
