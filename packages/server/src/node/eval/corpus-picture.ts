import type { Digest } from '@safeupload/sdk/core';

/** A picture of the folder that is to be measured. */
export interface CorpusPicture {
  /** Where it can be read. */
  readonly file: string;
  /** Relative to the folder, with "/" between the names. */
  readonly path: string;
  readonly label: string;
  readonly sha256: Digest;
}
