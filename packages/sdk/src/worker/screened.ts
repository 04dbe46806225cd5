import type { DevicePolicy, Evidence, Header, Preparation, Source, Verdict } from '@safeupload/sdk/core';

/** What `screen()` resolves with: the bytes to send and everything that was measured of those very bytes. */
export interface Screened {
  /** What will be sent. Nothing was measured of any other bytes. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The file as it was picked, before anything was changed. */
  readonly source: Source;
  /** What the picked file said of itself: its size in pixels, and how many frames it had before preparing. */
  readonly sourceHeader: Header;
  readonly evidence: Evidence;
  readonly verdict: Verdict;
  /** The policy that was measured and decided by. */
  readonly policy: DevicePolicy;
  /** What was really done, which may differ from what the policy asks: see `prepare`. */
  readonly preparation: Preparation;
  /** Engine and its version, for the claim; at most 64 characters. */
  readonly runtime: string;
  /** How long each stage took, in ms. For benches and bug reports; never sent. */
  readonly timings: Timings;
}

/** Milliseconds by stage of one `screen()`; stages overlap, so the sum is not the whole. */
export interface Timings {
  readonly readMs: number;
  readonly prepareMs: number;
  readonly decodeMs: number;
  readonly loadMs: number;
  /** The fingerprint and the models' inputs, which come of one reading of the pixels. */
  readonly pixelsMs: number;
  readonly modelsMs: number;
  readonly totalMs: number;
}
