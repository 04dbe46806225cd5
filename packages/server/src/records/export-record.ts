import { borderOf, type Context, type Digest, digestOf, type Outcome, type UploadState } from '@safeupload/sdk/core';
import { asc, eq } from 'drizzle-orm';
import { appendAudit } from '../audit/append-audit.js';
import { originalKeyOf } from '../blob-keys.js';
import { decisions, derivatives, receipts } from '../database/schema.js';
import type { DecisionType } from '../events/decision-event.js';
import type { Actor } from '../identity.js';
import { openSealed } from '../seal.js';
import type { Services } from '../services.js';
import type { AttachTarget } from '../uploads/attach-target.js';
import { targetOf } from '../uploads/change-upload.js';
import { largestFirst } from '../uploads/publish.js';
import { requireRole } from '../uploads/require-role.js';
import { readUpload, type UploadRow } from '../uploads/upload-row.js';
import type { UploadRecord } from './keep-record.js';
import { openRecord } from './open-record.js';

/** What a safety officer hands to an authority that has the right to it. */
export interface ExportOrder {
  readonly uploadId: string;
  readonly by: Actor;
  /** Who asked and their file number, 1–500 characters: stands in the audit log for good. */
  readonly reason: string;
  /** True: the picture as well. Nobody needs it who only asks who sent it. */
  readonly withOriginal?: boolean;
}

/** All that is kept of one upload. Times are ISO 8601, UTC. Nothing a classifier said is in it: that is no evidence. */
export interface ExportedRecord {
  readonly v: 1;
  readonly uploadId: string;
  readonly exportedAt: string;
  readonly exportedBy: string;
  readonly reason: string;
  /** Who sent it from where; null once that was deleted. */
  readonly record: UploadRecord | null;
  readonly upload: {
    readonly accountId: string;
    readonly context: Context;
    /** How it came; `server`: not from a member's browser. */
    readonly route: UploadRow['route'];
    readonly receivedAt: string;
    readonly outcome: Outcome;
    readonly state: UploadState;
    /** Digest of the bytes as received; of a refused precheck: as claimed, no bytes ever came. */
    readonly sha256: string;
    readonly bytes: number;
    readonly format: string;
    readonly width: number;
    readonly height: number;
    readonly attachedTo: AttachTarget | null;
  };
  /** What the server encoded and still keeps. */
  readonly derivatives: readonly {
    readonly name: string;
    readonly format: string;
    readonly width: number;
    readonly height: number;
    readonly sha256: string;
  }[];
  /** What became of it, oldest first, at most 1,000. `by` is null for timers. */
  readonly decisions: readonly {
    readonly at: string;
    readonly type: DecisionType;
    readonly by: string | null;
    readonly reason: string | null;
    readonly undone: boolean;
  }[];
  /** When others could see it, at most 1,000; `until` is null where they still can. */
  readonly shown: readonly { readonly from: string; readonly until: string | null }[];
  /** Null where it was not asked for, or nothing is kept any more. */
  readonly picture: KeptPicture | null;
}

/** A picture that is still kept. */
export interface KeptPicture {
  /** The bytes as received, or, where these were deleted, the largest picture that the server encoded of them. */
  readonly kind: 'as-received' | 're-encoded';
  readonly format: string;
  readonly sha256: Digest;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const mostRows = 1000;
const border = borderOf('options-invalid', 'export');

/**
 * Opens the sealed record of an upload, and with `withOriginal` the picture, for the safety officer. The audit log says so
 * before anything is handed out. Throws `role-missing`, `options-invalid`, `not-found`, `keys-missing` or `read-failed` where
 * what was sealed does not open.
 */
export async function exportRecord(order: ExportOrder, services: Services): Promise<ExportedRecord> {
  requireRole(order.by, ['safety'], 'export what is kept of an upload');
  const { uploadId } = order;
  const reason = border.text(order.reason, 'reason', 500);
  const upload = await readUpload(services.database, uploadId);
  const record = await openRecord(services.database, uploadId, services);
  const picture = order.withOriginal === true ? await keptPicture(upload, services) : null;
  const exported: ExportedRecord = {
    v: 1,
    uploadId,
    exportedAt: utc(services.clock()),
    exportedBy: order.by.accountId,
    reason,
    record,
    upload: {
      accountId: upload.accountId,
      context: upload.context,
      route: upload.route,
      receivedAt: utc(upload.createdAt),
      outcome: upload.outcome,
      state: upload.state,
      sha256: upload.sha256,
      bytes: upload.bytes,
      format: upload.format,
      width: upload.width,
      height: upload.height,
      attachedTo: targetOf(upload),
    },
    derivatives: (await derivativesOf(uploadId, services)).map(({ name, format, width, height, sha256 }) => ({
      name,
      format,
      width,
      height,
      sha256,
    })),
    decisions: await decisionsOf(uploadId, services),
    shown: await shownOf(uploadId, services),
    picture,
  };
  await services.database.transaction((transaction) =>
    appendAudit(
      transaction,
      {
        by: order.by.accountId,
        action: 'exported',
        subject: uploadId,
        details: { reason, record: record !== null, picture: picture?.kind ?? null },
      },
      services,
    ),
  );
  return exported;
}

async function keptPicture(upload: UploadRow, services: Services): Promise<KeptPicture | null> {
  // By its key and not by the row's word: an order may have kept the bytes when the row had let go of them already.
  const received = await openBlob(upload.originalKey ?? originalKeyOf(upload.id), services);
  if (received !== null) {
    return { kind: 'as-received', format: upload.format, sha256: await digestOf(received), bytes: received };
  }
  const [largest] = await derivativesOf(upload.id, services);
  const encoded = largest === undefined ? null : await openBlob(largest.blobKey, services);
  if (largest === undefined || encoded === null) return null;
  return { kind: 're-encoded', format: largest.format, sha256: await digestOf(encoded), bytes: encoded };
}

async function openBlob(key: string, services: Services): Promise<Uint8Array<ArrayBuffer> | null> {
  const sealed = await services.blobs.get(key);
  return sealed === null ? null : openSealed(sealed, key, services.keys.sealing);
}

async function derivativesOf(
  uploadId: string,
  services: Services,
): Promise<readonly (typeof derivatives.$inferSelect)[]> {
  return largestFirst(
    await services.database.select().from(derivatives).where(eq(derivatives.uploadId, uploadId)),
    services,
  );
}

async function decisionsOf(uploadId: string, services: Services): Promise<ExportedRecord['decisions']> {
  const rows = await services.database
    .select()
    .from(decisions)
    .where(eq(decisions.uploadId, uploadId))
    .orderBy(asc(decisions.at), asc(decisions.id))
    .limit(mostRows);
  return rows.map(({ at, type, byAccountId: by, reason, undone }) => ({ at: utc(at), type, by, reason, undone }));
}

async function shownOf(uploadId: string, services: Services): Promise<ExportedRecord['shown']> {
  const rows = await services.database
    .select({ issuedAt: receipts.issuedAt, revokedAt: receipts.revokedAt })
    .from(receipts)
    .where(eq(receipts.uploadId, uploadId))
    .orderBy(asc(receipts.issuedAt))
    .limit(mostRows);
  return rows.map(({ issuedAt, revokedAt }) => ({
    from: utc(issuedAt),
    until: revokedAt === null ? null : utc(revokedAt),
  }));
}

function utc(at: number): string {
  return new Date(at).toISOString();
}
