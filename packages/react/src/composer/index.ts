export { SafeImage, type SafeImageProps } from './safe-image.js';
export { type ComposerGuardOptions, type UseComposerGuard, useComposerGuard } from './use-composer-guard.js';
export { type UseTextarea, useTextarea } from './use-textarea.js';
