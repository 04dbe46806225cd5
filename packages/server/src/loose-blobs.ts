import { SafeUploadError } from '@safeupload/sdk/core';
import { inArray } from 'drizzle-orm';
import type { Queries } from './database/database.js';
import { looseBlobs } from './database/schema.js';
import { sealBytes } from './seal.js';
import type { Services } from './services.js';

/** A blob that no row refers to is deleted after this, in ms: longer than any upload may take. */
const looseForMs = 15 * 60_000;

/** Bytes and the key to keep them under. */
export interface BlobDraft {
  readonly key: string;
  readonly bytes: Uint8Array;
}

/**
 * Seals and writes blobs before any row refers to them. Their keys stand in `loose_blobs` first, so that a crash at any
 * moment leaves nothing that the reaper would not find.
 */
export async function putLoose(drafts: readonly BlobDraft[], services: Services): Promise<void> {
  if (drafts.length === 0) return;
  const dueAt = services.clock() + looseForMs;
  await services.database.insert(looseBlobs).values(drafts.map(({ key }) => ({ key, dueAt })));
  for (const { key, bytes } of drafts) {
    await services.blobs.put(key, await sealBytes(bytes, key, services.keys.sealing, services.random));
  }
}

/**
 * In the transaction that refers to them, makes loose blobs firm. Throws `wrong-state` where the reaper was faster: the
 * transaction must not commit.
 */
export async function makeFirm(transaction: Queries, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  const firm = await transaction
    .delete(looseBlobs)
    .where(inArray(looseBlobs.key, [...keys]))
    .returning({ key: looseBlobs.key });
  if (firm.length !== keys.length) {
    throw new SafeUploadError('wrong-state', 'Storing took so long that its blobs were cleared away. Send it again.');
  }
}

/** In the transaction that forgets them, gives blobs to the reaper. */
export async function makeLoose(transaction: Queries, keys: readonly string[], dueAt: number): Promise<void> {
  if (keys.length === 0) return;
  await transaction
    .insert(looseBlobs)
    .values(keys.map((key) => ({ key, dueAt })))
    .onConflictDoNothing();
}
