import type { PicturesOfUpload, Verifier } from '@safeupload/server';

/** One size of a published picture. */
export interface PictureSize {
  readonly name: string;
  readonly address: string;
  readonly width: number;
  readonly height: number;
}

/** What the forum may show of some uploads, asked of the verifier in one go for a page. */
export interface Pictures {
  /** What became of this upload; null if the verifier knows nothing of it. */
  of(uploadId: string): PicturesOfUpload | null;
  /** The smallest published size, or null where nothing may be shown. */
  smallest(uploadId: string): PictureSize | null;
  /** The largest published size, or null where nothing may be shown. */
  largest(uploadId: string): PictureSize | null;
}

/**
 * Asks the verifier about these uploads. It gives addresses only for pictures with a valid, unrevoked receipt: there is
 * no other way for this forum to learn an address.
 */
export async function picturesOf(verifier: Verifier, uploadIds: readonly string[]): Promise<Pictures> {
  const known = uploadIds.length === 0 ? new Map() : await verifier.picturesOf([...new Set(uploadIds)]);
  const of = (uploadId: string): PicturesOfUpload | null => known.get(uploadId) ?? null;
  const bySize = (uploadId: string) => {
    const upload = of(uploadId);
    if (upload === null || upload.receipt === null) return [];
    return upload.pictures
      .map((picture) => ({ ...picture, address: pathOf(picture.address) }))
      .toSorted((a, b) => a.width * a.height - b.width * b.height);
  };
  return {
    of,
    smallest: (uploadId) => bySize(uploadId)[0] ?? null,
    largest: (uploadId) => bySize(uploadId).at(-1) ?? null,
  };
}

/** The demo answers under several names (localhost, its address in the network): a page shows pictures by its own. */
function pathOf(address: string): string {
  return new URL(address).pathname;
}
