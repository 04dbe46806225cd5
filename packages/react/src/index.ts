export { englishMessages } from './messages/english.js';
export type { CatalogueReview, Messages, TranslatedMessages } from './messages/messages.js';
export { SafeUpload, type SafeUploadProps, type SafeUploadViewProps } from './safe-upload.js';
export {
  type ScreenerSource,
  type UseSafeUpload,
  type UseSafeUploadOptions,
  useSafeUpload,
  useSnapshot,
} from './use-safe-upload.js';
