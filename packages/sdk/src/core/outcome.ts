/** The server's word on one upload. Nobody else says these three. */
export const outcomes = ['allowed', 'held', 'refused'] as const;

/** One of {@link outcomes}. */
export type Outcome = (typeof outcomes)[number];

/** Where an upload stands on the server after its outcome. */
export const uploadStates = [
  'unattached',
  'attached',
  'hidden',
  'takenDown',
  'rejected',
  'withdrawn',
  'expired',
] as const;

/** One of {@link uploadStates}. */
export type UploadState = (typeof uploadStates)[number];
