export type { SafeUploadProps, SafeUploadViewProps } from './drop-in.js';
export { englishMessages } from './messages/english.js';
export type { CatalogueReview, Messages, TranslatedMessages } from './messages/messages.js';
export type { InputProps, ItemProps, PropGetters, RootProps, TriggerProps } from './prop-getters.js';
export { SafeUpload } from './safe-upload.js';
export { useItem, useSnapshot } from './use-item.js';
export { type UseSafeUpload, type UseSafeUploadOptions, useSafeUpload } from './use-safe-upload.js';
export type { ScreenerSource, StoreOptions } from './use-store.js';
