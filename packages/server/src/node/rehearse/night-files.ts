import { type Digest, digestOf } from '@safeupload/sdk/core';
import type { NightPictureView } from './night-events.js';
import { paintPicture, thumbnailOf } from './night-pictures.js';
import type { NightScript } from './night-script.js';

/** A picture's bytes, and how this build recognises it, if it does. */
export interface NightFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly isJpeg: boolean;
  /** Its digest stands on the rehearsal's list. */
  readonly listed: Digest | null;
}

/** Every picture of a night by id, and what a page shows of them. */
export interface NightFiles {
  readonly files: ReadonlyMap<string, NightFile>;
  readonly views: readonly NightPictureView[];
}

/**
 * Paints the night's pictures. What the build is to recognise goes onto the list; where `triggers` are given (abstract
 * pictures that both classifiers take for explicit ones), every second of them is one of these instead.
 */
export async function nightFiles(
  script: NightScript,
  triggers: readonly Uint8Array<ArrayBuffer>[] = [],
): Promise<NightFiles> {
  const files = new Map<string, NightFile>();
  const views: NightPictureView[] = [];
  let recognised = 0;
  for (const picture of script.pictures) {
    const { id, personId, isBad, isRecognised, isCopy } = picture;
    const turn = isRecognised ? recognised++ : 0;
    const trigger = isRecognised && turn % 2 === 1 ? triggers[(turn >> 1) % Math.max(1, triggers.length)] : undefined;
    const bytes = trigger ?? (await paintPicture(picture));
    const isListed = isRecognised && trigger === undefined;
    files.set(id, {
      bytes,
      isJpeg: isCopy && trigger === undefined,
      listed: isListed ? await digestOf(bytes) : null,
    });
    const step = script.steps.find((step) => step.kind === 'upload' && step.pictureId === id);
    views.push({
      ...{ id, personId, isBad, isRecognised },
      at: step?.at ?? script.from,
      thumbnail: isBad ? null : await thumbnailOf(bytes),
    });
  }
  return { files, views };
}
