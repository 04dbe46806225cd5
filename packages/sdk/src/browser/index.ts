export { type Change, changesBetween } from './announce.js';
export {
  emptySnapshot,
  type Item,
  type ItemError,
  type ItemState,
  isPending,
  itemStates,
  type Look,
  type Snapshot,
  transitions,
  type UploadValue,
} from './item.js';
export { keyDatabaseName } from './key-database-name.js';
export { createScreener } from './screener.js';
export type {
  Screened,
  Screener,
  ScreenerOptions,
  ScreenProgress,
  Stage,
  Timings,
} from './screener-contract.js';
export { createSafeUpload } from './store.js';
export { longestAlt, longestNote, type SafeUploadOptions, type SafeUploadStore, type Taken } from './store-contract.js';
export { defaultStoreLimits, type StoreLimits } from './store-limits.js';
export { xhrTransport } from './transport.js';
export type { Transport, TransportRequest, TransportResponse } from './transport-contract.js';
export { fetchTransport } from './transport-fetch.js';
