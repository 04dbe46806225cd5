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
export {
  createScreener,
  type Screened,
  type Screener,
  type ScreenerOptions,
  type ScreenProgress,
  type Stage,
  type Timings,
} from './screener.js';
export { createSafeUpload } from './store.js';
export { longestAlt, longestNote, type SafeUploadOptions, type SafeUploadStore, type Taken } from './store-contract.js';
export { defaultStoreLimits, type StoreLimits } from './store-limits.js';
export { type Transport, type TransportRequest, type TransportResponse, xhrTransport } from './transport.js';
export { fetchTransport } from './transport-fetch.js';
