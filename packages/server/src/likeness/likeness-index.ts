import type { Fingerprint } from '@safeupload/sdk/core';
import type { Queries } from '../database/database.js';

/** An upload that looks like the one asked about. */
export interface Likeness {
  readonly uploadId: string;
  /** Bits apart, 0–256. */
  readonly distance: number;
}

/** Finds uploads that look alike, among those of `policy.likeness.window`. Exact within radius; see the file's head. */
export interface LikenessIndex {
  /** Everything within `matchDistance` bits of one of the orientations or its inverse, nearest first. */
  near(queries: Queries, orientations: readonly (readonly Fingerprint[])[]): Promise<Likeness[]>;
}
