/** Most files taken of one paste or drop: a folder of thousands dropped by mistake is not a post. */
const mostFiles = 200;

/**
 * The files of a drop, or an empty list. Whatever type they claim: a HEIC photo comes with an empty one or with a name
 * browsers do not know, and the store judges by the bytes.
 */
export function droppedFiles(transfer: DataTransfer | null): File[] {
  if (transfer === null) return [];
  // A folder stands in `files` as one that cannot be read.
  const isFolder = Array.from(transfer.items, (item) => item.webkitGetAsEntry?.()?.isDirectory ?? false);
  const files = Array.from(transfer.files);
  return files.filter((_, index) => isFolder.length !== files.length || isFolder[index] !== true).slice(0, mostFiles);
}

/**
 * The files of a paste, or an empty list. One that also has formatted text is the page's own: word processors and
 * spreadsheets put a picture of the selection beside the text that the member means.
 */
export function pastedFiles(transfer: DataTransfer | null): File[] {
  if (transfer === null || transfer.types.includes('text/html') || transfer.types.includes('text/rtf')) return [];
  return droppedFiles(transfer);
}

/** True for a drag that carries files; their names and types are not told before the drop. */
export function carriesFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes('Files') ?? false;
}
