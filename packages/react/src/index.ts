export { englishMessages, type Messages } from './messages.js';
export { SafeUpload, type SafeUploadProps, type SafeUploadViewProps } from './safe-upload.js';
export {
  type ScreenerSource,
  type UseSafeUpload,
  type UseSafeUploadOptions,
  useSafeUpload,
  useSnapshot,
} from './use-safe-upload.js';
