import type { Digest } from './digest.js';
import type { Format } from './format.js';

/**
 * The file as it was picked, before anything is changed. The server cannot verify it (it may never see those bytes), so
 * it may only make an answer stricter.
 */
export interface Source {
  readonly sha256: Digest;
  /** Length of the file. */
  readonly bytes: number;
  readonly format: Format;
}
