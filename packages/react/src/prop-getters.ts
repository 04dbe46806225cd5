import type { Uploader } from './use-uploader.js';

/** Attributes of the file input. It stays out of sight: the trigger opens it. */
export function inputProps({ input, accept, multiple, disabled, onPicked }: Uploader) {
  return { ref: input, type: 'file', hidden: true, tabIndex: -1, accept, multiple, disabled, onChange: onPicked };
}
