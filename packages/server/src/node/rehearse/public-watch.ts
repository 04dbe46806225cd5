import { SafeUploadError } from '@safeupload/sdk/core';
import type { NightServer } from './night-process.js';

/** A picture that began or ceased to be public. */
export interface PublicChange {
  readonly pictureId: string;
  readonly isPublic: boolean;
  /** The night's clock: a beginning counts from `since`, an end from its answer, so that exposure is never understated. */
  readonly at: number;
}

/** Asks the addresses of pictures, as any reader's browser does: public is what answers 200. */
export interface PublicWatch {
  /** From now on this picture, too. */
  follow(pictureId: string, uploadId: string): void;
  /** Asks about every picture that was ever given an address. Resolves to what changed, at `since` at the earliest. */
  look(since: number): Promise<PublicChange[]>;
  isPublic(pictureId: string): boolean;
  /** Requests so far. */
  looks(): number;
}

interface Followed {
  readonly pictureId: string;
  readonly uploadId: string;
  address: string | null;
  isPublic: boolean;
}

/** Longest wait for one address, in ms. */
const askMs = 10_000;

/** A watch over the pictures of one server. */
export function watchPublic(server: NightServer, signal?: AbortSignal): PublicWatch {
  const followed: Followed[] = [];
  let looks = 0;

  const learnAddresses = async (): Promise<void> => {
    const unknown = followed.filter(({ address }) => address === null);
    if (unknown.length === 0) return;
    const found = await server.call('uploads', { uploadIds: unknown.map(({ uploadId }) => uploadId) });
    // All sizes of a picture stand and fall with its row; the smallest is asked for.
    for (const picture of unknown) picture.address = found[picture.uploadId]?.addresses.at(-1) ?? null;
  };

  const ask = async (address: string): Promise<boolean> => {
    looks++;
    const timeout = AbortSignal.timeout(askMs);
    const response = await fetch(address, {
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
    await response.arrayBuffer();
    if (response.status === 200) return true;
    if (response.status === 404) return false;
    throw new SafeUploadError(
      'server-refused',
      `A picture's address answered ${response.status}: expected 200 or 404.`,
    );
  };

  return {
    follow(pictureId, uploadId) {
      followed.push({ pictureId, uploadId, address: null, isPublic: false });
    },
    async look(since) {
      await learnAddresses();
      const changes = await Promise.all(
        followed.map(async (picture): Promise<PublicChange[]> => {
          const { address } = picture;
          if (address === null) return [];
          const isPublic = await ask(address);
          if (isPublic === picture.isPublic) return [];
          picture.isPublic = isPublic;
          return [{ pictureId: picture.pictureId, isPublic, at: isPublic ? since : server.now() }];
        }),
      );
      return changes.flat();
    },
    isPublic: (pictureId) => followed.some((picture) => picture.pictureId === pictureId && picture.isPublic),
    looks: () => looks,
  };
}
