import { type ErrorCode, isDigest, isErrorCode } from '@safeupload/sdk/core';

/** What was measured of one picture: one line of the journal. */
export interface JournalLine {
  /** What it was measured with; see `measuringKey`. */
  readonly measuring: string;
  readonly path: string;
  readonly sha256: string;
  readonly said: Said;
}

/** The risks of one picture, as in `RatedPicture`, or why it cannot be measured. */
export type Said =
  | { readonly risks: readonly number[]; readonly views: readonly (readonly number[])[] }
  | { readonly code: ErrorCode };

/** The line as it is written, with its end. */
export function writeJournalLine({ measuring, path, sha256, said }: JournalLine): string {
  return `${JSON.stringify({ measuring, path, sha256, ...said })}\n`;
}

/** The line in a text; null where it is none, for instance because the process was killed in the middle of it. */
export function readJournalLine(text: string): JournalLine | null {
  const line = objectIn(text);
  if (line === null) return null;
  const { measuring, path, sha256, risks, views, code } = line;
  if (typeof measuring !== 'string' || typeof path !== 'string' || !isDigest(sha256)) return null;
  if (isErrorCode(code)) return { measuring, path, sha256, said: { code } };
  if (!areRisks(risks) || !Array.isArray(views) || !views.every(areRisks)) return null;
  return { measuring, path, sha256, said: { risks, views } };
}

function objectIn(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    // Provable: an object that JSON.parse made has string keys, its values are still to be looked at.
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function areRisks(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((risk) => typeof risk === 'number' && risk >= 0 && risk <= 1);
}
