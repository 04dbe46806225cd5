import { SafeUploadError } from '../error.js';
import type { ErrorCode } from '../error-codes.js';
import type { Format } from '../format.js';

/** The codes of {@link overLimit}. */
type LimitCode = Extract<
  ErrorCode,
  | 'too-many-bytes'
  | 'too-many-pixels'
  | 'side-too-long'
  | 'too-many-scans'
  | 'too-many-chunks'
  | 'ancillary-too-large'
  | 'icc-too-large'
>;

/** `MP` and `MB` are millions of the values given; any other word follows the number as it stands. */
type LimitUnit = 'MP' | 'MB' | 'px' | 'scans' | 'chunks' | 'segments' | 'blocks';

/** A `header-invalid`: `problem` is a clause that says what is wrong where. */
export function headerInvalid(format: Format, problem: string): SafeUploadError {
  return new SafeUploadError(
    'header-invalid',
    `This ${format.toUpperCase()} file is damaged: ${problem}. Nobody could be sure what it shows, so it is not used. Save it again, or choose another picture.`,
    { details: { format, problem } },
  );
}

/** The refusal of something over a limit, with both values in the sentence and as `details.limit`, `details.value`. */
export function overLimit(
  code: LimitCode,
  what: string,
  unit: LimitUnit,
  limit: number,
  value: number,
): SafeUploadError {
  const [expected, got] = inUnits(limit, value, unit);
  return new SafeUploadError(
    code,
    `${what}: expected at most ${expected}, got ${got}. Files over this limit are not opened, because they can exhaust a phone or a server. Save the picture smaller, or choose another.`,
    { details: { limit, value } },
  );
}

/** Both numbers for people, with as many decimals as it takes to tell them apart. */
function inUnits(limit: number, value: number, unit: LimitUnit): [string, string] {
  const scale = unit === 'MP' || unit === 'MB' ? 1e6 : 1;
  let decimals = 0;
  while (decimals < 6 && scale > 1 && shown(limit / scale, decimals) === shown(value / scale, decimals)) decimals++;
  // Both sides of "at most 50 MP, got 50.1 MP" read alike: trailing zeros go.
  return [`${trimmed(limit / scale, decimals)} ${unit}`, `${trimmed(value / scale, decimals)} ${unit}`];
}

function shown(value: number, decimals: number): string {
  const [whole = '', rest] = value.toFixed(decimals).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return rest === undefined ? grouped : `${grouped}.${rest}`;
}

function trimmed(value: number, decimals: number): string {
  const text = shown(value, decimals);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
