/**
 * True if a file fits an `accept` attribute (HTML, section 4.10.5.1.17): a comma-separated list of media types, `image/*`
 * and extensions, whatever the case. A file with no type passes: Chromium gives HEIC none, and what it is its bytes will
 * tell.
 */
export function isAccepted(file: { readonly name: string; readonly type: string }, accept: string): boolean {
  const wanted = accept
    .toLowerCase()
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  if (wanted.length === 0 || file.type === '') return true;
  const name = file.name.toLowerCase();
  const type = file.type.toLowerCase();
  return wanted.some((word) => {
    if (word.startsWith('.')) return name.endsWith(word);
    return word.endsWith('/*') ? type.startsWith(word.slice(0, -1)) : word === type || word === '*';
  });
}
