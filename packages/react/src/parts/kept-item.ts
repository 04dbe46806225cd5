import type { Item, UploadValue } from '@safeupload/sdk';

const made = new WeakMap<UploadValue, Item>();

/**
 * The row of an upload that was not uploaded here: done, with nothing to show but its name. The same object for the same
 * upload. Its id is the upload's. Undefined where there is none with this id.
 */
export function keptItem(kept: readonly UploadValue[], id: string): Item | undefined {
  const upload = kept.find(({ uploadId }) => uploadId === id);
  if (upload === undefined) return undefined;
  const { uploadId, name, alt } = upload;
  const item: Item = made.get(upload) ?? {
    id,
    file: new File([], name),
    name,
    bytes: 0,
    alt,
    state: 'done',
    progress: 1,
    reasons: [],
    outcome: 'allowed',
    uploadId,
    canRetry: false,
    appealed: false,
  };
  made.set(upload, item);
  return item;
}
