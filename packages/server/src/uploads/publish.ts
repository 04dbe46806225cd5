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

type AddressedRow = DerivativeRow & { readonly address: string };

/**
 * Gives each derivative an address, or the one it had before, and mints a receipt. In the caller's transaction: address
 * and receipt become visible together or not at all. A receipt whose key has left the ring since is revoked and minted
 * anew: nobody who asks the JWKS could verify it. Throws `wrong-state` where nothing was encoded.
 */
export async function publish(transaction: Queries, upload: UploadRow, services: Services): Promise<Published> {
  const published = (await publishMany(transaction, [upload], services)).get(upload.id);
  if (published === undefined) throw nothingEncoded(upload.id);
  return published;
}

/** The same for many uploads with a few statements: what may be shown, by upload. Throws where of one nothing was encoded. */
export async function publishMany(
  transaction: Queries,
  published: readonly UploadRow[],
  services: Services,
): Promise<Map<string, Published>> {
  const ids = published.map(({ id }) => id);
  const rowsOf = await publishableOf(transaction, ids, services);
  const addressedOf = new Map<string, AddressedRow[]>();
  for (const id of ids) {
    const rows = rowsOf.get(id) ?? [];
    if (rows.length === 0) throw nothingEncoded(id);
    const addressed: AddressedRow[] = [];
    for (const row of rows)
      addressed.push({ ...row, address: row.address ?? (await giveAddress(transaction, row, services)) });
    addressedOf.set(id, addressed);
  }
  const valid = await verifiableReceiptsOf(transaction, ids, services);
  const without = published.filter(({ id }) => !valid.has(id));
  const minted = await mintReceipts(transaction, without, addressedOf, services);
  return new Map(
    published.map(({ id }) => {
      const pictures = (addressedOf.get(id) ?? []).map((row) => pictureOf(row, row.address, services));
      return [id, { pictures, receipt: valid.get(id) ?? minted.get(id) ?? '' }];
    }),
  );
}

async function giveAddress(transaction: Queries, row: DerivativeRow, services: Services): Promise<string> {
  const address = newToken(services.random);
  await transaction
    .update(derivatives)
    .set({ address })
    .where(and(eq(derivatives.uploadId, row.uploadId), eq(derivatives.name, row.name)));
  return address;
}

function nothingEncoded(uploadId: string): SafeUploadError {
  return new SafeUploadError('wrong-state', `Upload ${uploadId} has no picture that could be published.`);
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
  for (const [uploadId, rows] of await publishableOf(transaction, [...answered.keys()], services)) {
    const addresses = rows.flatMap((row) => (row.address === null ? [] : [addressOf(row, row.address, services)]));
    answered.set(uploadId, addresses);
  }
  return answered;
}

/** Pictures and receipt of an upload that is shown; empty and null where it is not. */
export async function publishedOf(
  queries: Queries,
  uploadId: string,
  services: Services,
): Promise<{ pictures: readonly Picture[]; receipt: string | null }> {
  const receipt = (await validReceiptsOf(queries, [uploadId])).get(uploadId);
  if (receipt === undefined) return { pictures: [], receipt: null };
  const rows = (await publishableOf(queries, [uploadId], services)).get(uploadId) ?? [];
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

/** The derivatives that may be shown, largest first, by upload. */
async function publishableOf(
  queries: Queries,
  uploadIds: readonly string[],
  services: Services,
): Promise<Map<string, DerivativeRow[]>> {
  const rows = await queries
    .select()
    .from(derivatives)
    .where(and(inArray(derivatives.uploadId, [...uploadIds]), eq(derivatives.publishable, true)));
  const of = new Map<string, DerivativeRow[]>();
  for (const row of largestFirst(rows, services)) {
    const others = of.get(row.uploadId);
    if (others === undefined) of.set(row.uploadId, [row]);
    else others.push(row);
  }
  return of;
}

/** The derivatives in the order of the policy's sizes, which is from large to small; small pictures have all sizes alike. */
export function largestFirst<T extends { readonly name: string; readonly width: number }>(
  rows: readonly T[],
  services: Pick<Services, 'policy'>,
): T[] {
  const names = services.policy.derivatives.map((spec) => spec.name);
  return [...rows].sort((a, b) => b.width - a.width || names.indexOf(a.name) - names.indexOf(b.name));
}

async function validReceiptsOf(queries: Queries, uploadIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await queries
    .select({ uploadId: receipts.uploadId, token: receipts.token })
    .from(receipts)
    .where(and(inArray(receipts.uploadId, [...uploadIds]), isNull(receipts.revokedAt)));
  return new Map(rows.map(({ uploadId, token }) => [uploadId, token]));
}

/** The valid receipts that a key of the ring signed; those of a key that is gone are revoked, as only one may be valid. */
async function verifiableReceiptsOf(
  transaction: Queries,
  uploadIds: readonly string[],
  services: Services,
): Promise<Map<string, string>> {
  const valid = await validReceiptsOf(transaction, uploadIds);
  const kids = new Set(services.keys.receipt.map(({ kid }) => kid));
  const unverifiable = [...valid].filter(([, token]) => !kids.has(decodeProtectedHeader(token).kid ?? ''));
  if (unverifiable.length === 0) return valid;
  const ids = unverifiable.map(([uploadId]) => uploadId);
  await transaction
    .update(receipts)
    .set({ revokedAt: services.clock() })
    .where(and(inArray(receipts.uploadId, ids), isNull(receipts.revokedAt)));
  for (const id of ids) valid.delete(id);
  return valid;
}

async function mintReceipts(
  transaction: Queries,
  published: readonly UploadRow[],
  rowsOf: ReadonlyMap<string, readonly DerivativeRow[]>,
  services: Services,
): Promise<Map<string, string>> {
  if (published.length === 0) return new Map();
  const key = services.keys.receipt[0];
  if (key === undefined)
    throw new SafeUploadError('keys-missing', 'No receipt key: nothing can be published. Make keys.');
  const minted: (typeof receipts.$inferInsert)[] = [];
  for (const upload of published) {
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
        derivatives: (rowsOf.get(upload.id) ?? []).map(({ name, format, width, height, sha256 }) => ({
          name,
          format,
          width,
          height,
          sha256,
        })),
        policy: services.policy.id,
      },
      key.privateKey,
      key.kid,
    );
    minted.push({ jti, uploadId: upload.id, token, issuedAt });
  }
  await transaction.insert(receipts).values(minted);
  return new Map(minted.map(({ uploadId, token }) => [uploadId, token]));
}
