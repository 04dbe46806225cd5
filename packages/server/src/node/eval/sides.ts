import { SafeUploadError } from '@safeupload/sdk/core';
import type { Label } from './rated-picture.js';

/** Names that say by themselves that such pictures are to be stopped, in lower case. */
export const badNames = ['bad', 'explicit', 'nsfw', 'porn', 'hentai', 'unsafe'] as const;

/** How the operator says which labels are to be stopped. */
export interface SidesAsked {
  /** Labels named as bad; empty where {@link badNames} decide. */
  readonly bad: readonly string[];
  /** True where none is, and only false alarms are to be measured. */
  readonly harmlessOnly: boolean;
}

/**
 * The labels with their sides, in the order given. Throws `corpus-invalid` where a named label is not there, or none is
 * named and none has one of {@link badNames}: a folder whose sides are guessed wrong gives numbers that look right.
 */
export function sidesOf(names: readonly string[], asked: SidesAsked): readonly Label[] {
  if (asked.harmlessOnly) return names.map((name) => ({ name, isBad: false }));
  const missing = asked.bad.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new SafeUploadError(
      'corpus-invalid',
      `There is no subfolder ${missing.join(', ')} to be stopped. There are: ${names.join(', ')}.`,
    );
  }
  const isBad = (name: string): boolean =>
    asked.bad.length > 0 ? asked.bad.includes(name) : badNames.some((known) => known === name.toLowerCase());
  const labels = names.map((name) => ({ name, isBad: isBad(name) }));
  if (labels.some((label) => label.isBad)) return labels;
  throw new SafeUploadError(
    'corpus-invalid',
    `None of the subfolders ${names.join(', ')} is named ${badNames.join(', ')}, so nobody knows which pictures are to be stopped. Say it with --bad LABEL, or --harmless-only where none is.`,
  );
}
