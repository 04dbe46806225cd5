/** Every wait of the store, in milliseconds unless the name says otherwise. Tests shorten them; hosts rarely need to. */
export interface StoreLimits {
  /** How long a picked file waits for the server's device policy before it is screened under the bundled one. */
  readonly policyWaitMs: number;
  /** How long a challenge, precheck or withdrawal may take. */
  readonly shortAnswerMs: number;
  /** How long the server may take to answer an upload after its last byte: it decodes and measures. */
  readonly uploadAnswerMs: number;
  /** How long an upload may go without a byte leaving before it counts as broken. */
  readonly stallMs: number;
  /** Upper bound of one file's screening, loading of models included; then the file goes unscreened. */
  readonly screeningMs: number;
  /** First pause after a broken transfer; doubles with every further one, with jitter. */
  readonly firstPauseMs: number;
  /** Longest pause between two tries, also where the server asks for more. */
  readonly longestPauseMs: number;
  /** How long a file waits for the connection to come back. */
  readonly offlineMs: number;
  /** Tries of one file's transfer before it fails and the member may retry. */
  readonly tries: number;
  /** How often one upload is signed anew because the server said 409. */
  readonly renewals: number;
  /** Files sent at the same time. One on devices of at most 2 GB or two cores, unless the host says otherwise. */
  readonly parallelUploads: number;
}

/** The limits a store has unless told otherwise. */
export const defaultStoreLimits: StoreLimits = {
  policyWaitMs: 2_000,
  shortAnswerMs: 10_000,
  uploadAnswerMs: 60_000,
  stallMs: 30_000,
  screeningMs: 180_000,
  firstPauseMs: 1_000,
  longestPauseMs: 30_000,
  offlineMs: 1_800_000,
  tries: 5,
  renewals: 2,
  parallelUploads: 2,
};

/** The limits of a store, on this device. A small one prepares, measures and sends out of one small memory: one at a time. */
export function storeLimits(own: Partial<StoreLimits> = {}): StoreLimits {
  return { ...defaultStoreLimits, ...(isSmallDevice() ? { parallelUploads: 1 } : {}), ...own };
}

/** True on devices of at most 2 GB (Chromium tells, rounded) or two cores. */
function isSmallDevice(): boolean {
  if (typeof navigator === 'undefined') return false;
  const memory: unknown = Reflect.get(navigator, 'deviceMemory');
  return navigator.hardwareConcurrency <= 2 || (typeof memory === 'number' && memory <= 2);
}
