import { type ErrorCode, isDigest, isErrorCode } from '@safeupload/sdk/core';

/** What was measured of one picture: one line of the journal. */
export interface JournalLine {
  /** What it was measured with; see `measuringKey`. */
  readonly measuring: string;
  readonly path: string;
  readonly sha256: string;
  /** One risk a model, or why the picture cannot be measured. */
  readonly said: { readonly risks: readonly number[] } | { readonly code: ErrorCode };
}

/** The line as it is written, with its end. */
export function writeJournalLine({ measuring, path, sha256, said }: JournalLine): string {
  return `${JSON.stringify({ measuring, path, sha256, ...said })}\n`;
}

/** The line in a text; null where it is none, for instance because the process was killed in the middle of it. */
export function readJournalLine(text: string): JournalLine | null {
  const line = objectIn(text);
  if (line === null) return null;
  const { measuring, path, sha256, risks, code } = line;
  if (typeof measuring !== 'string' || typeof path !== 'string' || !isDigest(sha256)) return null;
  if (isErrorCode(code)) return { measuring, path, sha256, said: { code } };
  if (!Array.isArray(risks) || !risks.every(isRisk)) return null;
  return { measuring, path, sha256, said: { risks } };
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

function isRisk(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1;
}
