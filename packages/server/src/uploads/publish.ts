import { extensionOf, SafeUploadError, signReceipt } from '@safeupload/sdk/core';
import { and, eq, inArray, isNull } from 'drizzle-orm';
import { decodeProtectedHeader } from 'jose';
import type { Queries } from '../database/database.js';
import { derivatives, receipts } from '../database/schema.js';
import type { Picture } from '../events/decision-event.js';
import type { Services } from '../services.js';
import { newToken } from '../tokens.js';
import type { UploadRow } from './upload-row.js';

/** What may be shown of one upload, and the receipt that says so. */
export interface Published {
  readonly pictures: readonly Picture[];
  readonly receipt: string;
}

type DerivativeRow = typeof derivatives.$inferSelect;

/**
 * Gives each derivative an address, or the one it had before, and mints a receipt. In the caller's transaction: address
 * and receipt become visible together or not at all. A receipt whose key has left the ring since is revoked and minted
 * anew: nobody who asks the JWKS could verify it. Throws `wrong-state` where nothing was encoded.
 */
export async function publish(transaction: Queries, upload: UploadRow, services: Services): Promise<Published> {
  const rows = await publishableOf(transaction, upload.id, services);
  if (rows.length === 0) {
    throw new SafeUploadError('wrong-state', `Upload ${upload.id} has no picture that could be published.`);
  }
  const addressed: (DerivativeRow & { address: string })[] = [];
  for (const row of rows) {
    const address = row.address ?? newToken(services.random);
    if (row.address === null) {
      await transaction
        .update(derivatives)
        .set({ address })
        .where(and(eq(derivatives.uploadId, upload.id), eq(derivatives.name, row.name)));
    }
    addressed.push({ ...row, address });
  }
  return {
    pictures: addressed.map((row) => pictureOf(row, row.address, services)),
    receipt:
      (await verifiableReceiptOf(transaction, upload, services)) ??
      (await mintReceipt(transaction, upload, addressed, services)),
  };
}

/** Revokes the receipt. The addresses stop answering in the same moment; those that did are returned. */
export async function unpublish(
  transaction: Queries,
  upload: Pick<UploadRow, 'id'>,
  at: number,
  services: Services,
): Promise<string[]> {
  return (await unpublishMany(transaction, [upload.id], at, services)).get(upload.id) ?? [];
}

/** The same for many uploads in two statements: what answered until now, by upload; those without a valid receipt are missing. */
export async function unpublishMany(
  transaction: Queries,
  uploadIds: readonly string[],
  at: number,
  services: Services,
): Promise<Map<string, string[]>> {
  const revoked = await transaction
    .update(receipts)
    .set({ revokedAt: at })
    .where(and(inArray(receipts.uploadId, [...uploadIds]), isNull(receipts.revokedAt)))
    .returning({ uploadId: receipts.uploadId });
  const answered = new Map<string, string[]>(revoked.map(({ uploadId }) => [uploadId, []]));
  if (answered.size === 0) return answered;
  const rows = await transaction
    .select()
    .from(derivatives)
    .where(and(inArray(derivatives.uploadId, [...answered.keys()]), eq(derivatives.publishable, true)));
  for (const row of largestFirst(rows, services)) {
    if (row.address !== null) answered.get(row.uploadId)?.push(addressOf(row, row.address, services));
  }
  return answered;
}

/** Pictures and receipt of an upload that is shown; empty and null where it is not. */
export async function publishedOf(
  queries: Queries,
  uploadId: string,
  services: Services,
): Promise<{ pictures: readonly Picture[]; receipt: string | null }> {
  const receipt = await validReceiptOf(queries, uploadId);
  if (receipt === null) return { pictures: [], receipt: null };
  const rows = await publishableOf(queries, uploadId, services);
  return {
    pictures: rows.flatMap((row) => (row.address === null ? [] : [pictureOf(row, row.address, services)])),
    receipt,
  };
}

/** The picture at an address. */
export function pictureOf(row: DerivativeRow, address: string, services: Pick<Services, 'audience'>): Picture {
  return {
    name: row.name,
    address: addressOf(row, address, services),
    format: row.format,
    width: row.width,
    height: row.height,
  };
}

function addressOf(row: DerivativeRow, address: string, services: Pick<Services, 'audience'>): string {
  return `${services.audience}/p/${address}.${extensionOf(row.format)}`;
}

async function publishableOf(queries: Queries, uploadId: string, services: Services): Promise<DerivativeRow[]> {
  const rows = await queries
    .select()
    .from(derivatives)
    .where(and(eq(derivatives.uploadId, uploadId), eq(derivatives.publishable, true)));
  return largestFirst(rows, services);
}

/** The derivatives in the order of the policy's sizes, which is from large to small; small pictures have all sizes alike. */
export function largestFirst<T extends { readonly name: string; readonly width: number }>(
  rows: readonly T[],
  services: Pick<Services, 'policy'>,
): T[] {
  const names = services.policy.derivatives.map((spec) => spec.name);
  return [...rows].sort((a, b) => b.width - a.width || names.indexOf(a.name) - names.indexOf(b.name));
}

async function validReceiptOf(queries: Queries, uploadId: string): Promise<string | null> {
  const [row] = await queries
    .select({ token: receipts.token })
    .from(receipts)
    .where(and(eq(receipts.uploadId, uploadId), isNull(receipts.revokedAt)))
    .limit(1);
  return row?.token ?? null;
}

/** The valid receipt, if a key of the ring signed it; one of a key that is gone is revoked, as only one may be valid. */
async function verifiableReceiptOf(
  transaction: Queries,
  upload: UploadRow,
  services: Services,
): Promise<string | null> {
  const receipt = await validReceiptOf(transaction, upload.id);
  if (receipt === null) return null;
  const { kid } = decodeProtectedHeader(receipt);
  if (services.keys.receipt.some((key) => key.kid === kid)) return receipt;
  await transaction
    .update(receipts)
    .set({ revokedAt: services.clock() })
    .where(and(eq(receipts.uploadId, upload.id), isNull(receipts.revokedAt)));
  return null;
}

async function mintReceipt(
  transaction: Queries,
  upload: UploadRow,
  rows: readonly DerivativeRow[],
  services: Services,
): Promise<string> {
  const key = services.keys.receipt[0];
  if (key === undefined)
    throw new SafeUploadError('keys-missing', 'No receipt key: nothing can be published. Make keys.');
  const jti = newToken(services.random);
  const issuedAt = services.clock();
  const token = await signReceipt(
    {
      v: 1,
      iss: services.audience,
      jti,
      iat: Math.floor(issuedAt / 1000),
      uploadId: upload.id,
      context: upload.context,
      derivatives: rows.map(({ name, format, width, height, sha256 }) => ({ name, format, width, height, sha256 })),
      policy: services.policy.id,
    },
    key.privateKey,
    key.kid,
  );
  await transaction.insert(receipts).values({ jti, uploadId: upload.id, token, issuedAt });
  return token;
}
