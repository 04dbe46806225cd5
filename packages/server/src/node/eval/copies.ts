import { SafeUploadError } from '@safeupload/sdk/core';
import { printable } from '../cli/printable.js';
import type { CorpusPicture } from './corpus-picture.js';
import type { Label } from './rated-picture.js';

/** A file with the very bytes of another. */
export interface Copy {
  readonly path: string;
  /** The one that is counted: the first by path. */
  readonly of: string;
}

/** Contradictions that one message names; further ones are counted. */
const mostNamed = 10;

/**
 * The pictures with every digest once, and the copies that were left out. Throws `corpus-invalid` with both paths where one
 * picture lies under a bad label and under another one: whatever a model says of it, it would be counted as wrong.
 */
export function withoutCopies(
  pictures: readonly CorpusPicture[],
  labels: readonly Label[],
): { readonly once: readonly CorpusPicture[]; readonly copies: readonly Copy[] } {
  const isBad = new Map(labels.map((label) => [label.name, label.isBad]));
  const first = new Map<string, CorpusPicture>();
  const copies: Copy[] = [];
  const contradictions: string[] = [];
  for (const picture of pictures) {
    const other = first.get(picture.sha256);
    if (!other) {
      first.set(picture.sha256, picture);
      continue;
    }
    copies.push({ path: picture.path, of: other.path });
    if (isBad.get(picture.label) !== isBad.get(other.label)) contradictions.push(`${other.path} and ${picture.path}`);
  }
  if (contradictions.length > 0) {
    const named = contradictions.slice(0, mostNamed).map((pair) => `\n  ${printable(pair)}`);
    const more = contradictions.length - named.length;
    throw new SafeUploadError(
      'corpus-invalid',
      `The same picture lies under a label to be stopped and under another one; take one of each away:${named.join('')}${more > 0 ? `\n  and ${more} more` : ''}\n`,
    );
  }
  return { once: [...first.values()], copies };
}
