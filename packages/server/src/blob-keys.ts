/** Blob of a file as received. Originals lie apart from what may be shown. */
export function originalKeyOf(uploadId: string): string {
  return `originals/${uploadId}`;
}

/** Blob of one derivative. `round` is fresh for every encoding, so that none ever overwrites another. */
export function derivativeKeyOf(uploadId: string, name: string, round: string): string {
  return `derivatives/${uploadId}/${name}-${round}`;
}
