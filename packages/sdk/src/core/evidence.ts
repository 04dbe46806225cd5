import type { Digest } from './digest.js';
import type { Fingerprint } from './fingerprint/fingerprint.js';
import type { Header } from './header.js';
import type { ModelScores } from './scores.js';
import type { Reason } from './verdict.js';

/** Most fingerprints kept of one file. More frames than this are screened, but only the worst speak for the file. */
export const mostFingerprints = 16;

/** How many frames a file has and how many of them were looked at. */
export interface FrameCount {
  readonly total: number;
  readonly screened: number;
}

/** Everything that was measured of one file's bytes. */
export interface Evidence {
  readonly header: Header;
  readonly sha256: Digest;
  /** Length of the bytes. */
  readonly bytes: number;
  readonly frames: FrameCount;
  /** Of at most {@link mostFingerprints} frames, the frame with the highest risk first. */
  readonly fingerprints: readonly Fingerprint[];
  /** One entry per model that ran, in the order they ran. */
  readonly models: readonly ModelScores[];
  /** What could not be measured; empty where all was. */
  readonly gaps: readonly Reason[];
}
