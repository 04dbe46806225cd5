/** Before this long nothing is said, in ms: the first bytes only fill the device's own buffers. */
const leastMs = 1_000;

/** How much of the pace a new second makes up; the rest is what was before, so that the number does not jump. */
const newShare = 0.3;

/**
 * How long one upload still takes at its pace so far: a function of bytes sent and bytes in all that returns whole
 * seconds, or null while nothing can be told (the first second, a stalled line, nothing left to send). Bytes that fall
 * back, as in another try, start it anew.
 */
export function createTimeLeft(clock: () => number): (sentBytes: number, totalBytes: number) => number | null {
  let since: { readonly at: number; readonly bytes: number } | null = null;
  let bytesPerMs: number | null = null;
  return (sentBytes, totalBytes) => {
    const now = clock();
    if (since === null || sentBytes < since.bytes) {
      since = { at: now, bytes: sentBytes };
      bytesPerMs = null;
    }
    const elapsed = now - since.at;
    if (elapsed >= leastMs) {
      const pace = (sentBytes - since.bytes) / elapsed;
      bytesPerMs = bytesPerMs === null ? pace : bytesPerMs * (1 - newShare) + pace * newShare;
      since = { at: now, bytes: sentBytes };
    }
    if (bytesPerMs === null || bytesPerMs <= 0 || sentBytes >= totalBytes) return null;
    return Math.max(1, Math.round((totalBytes - sentBytes) / bytesPerMs / 1000));
  };
}
