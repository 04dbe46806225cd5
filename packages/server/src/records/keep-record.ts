import { type Context, toBase64url, toUtf8 } from '@safeupload/sdk/core';
import type { Queries } from '../database/database.js';
import { records } from '../database/schema.js';
import type { Identity } from '../identity.js';
import { sealBytes } from '../seal.js';
import type { Services } from '../services.js';

/** What is kept of who sent an upload: what police ask for, and nothing else reads it. */
export interface UploadRecord {
  readonly v: 1;
  readonly uploadId: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly accountId: string;
  readonly context: Context;
  /** Null where the host's adapter does not know it. Behind a carrier's NAT an address without its port names nobody. */
  readonly address: string | null;
  readonly port: number | null;
  readonly userAgent: string | null;
}

/** Characters of a user agent that are kept. */
const longestUserAgent = 500;

/** Seals the record of one upload (AES-256-GCM, bound to the upload's id) and keeps it apart, in the caller's transaction. */
export async function keepRecord(
  transaction: Queries,
  about: {
    readonly uploadId: string;
    readonly identity: Pick<Identity, 'accountId' | 'peer'>;
    readonly context: Context;
    readonly userAgent: string | null;
    readonly at: number;
  },
  services: Pick<Services, 'keys' | 'random'>,
): Promise<void> {
  const { uploadId, identity, at } = about;
  const record: UploadRecord = {
    v: 1,
    uploadId,
    at: new Date(at).toISOString(),
    accountId: identity.accountId,
    context: about.context,
    address: identity.peer?.address ?? null,
    port: identity.peer?.port ?? null,
    userAgent: about.userAgent?.slice(0, longestUserAgent) ?? null,
  };
  const sealed = await sealBytes(
    toUtf8(JSON.stringify(record)),
    recordKeyOf(uploadId),
    services.keys.sealing,
    services.random,
  );
  await transaction.insert(records).values({ uploadId, sealed: toBase64url(sealed), at });
}

/** What a sealed record is bound to: moved to another upload it does not open. */
export function recordKeyOf(uploadId: string): string {
  return `record/${uploadId}`;
}
