import { mediaTypeOf, SafeUploadError } from '@safeupload/sdk/core';
import { asc, eq } from 'drizzle-orm';
import { appendAudit } from '../audit/append-audit.js';
import { derivatives, looks } from '../database/schema.js';
import type { Actor } from '../identity.js';
import { openSealed } from '../seal.js';
import type { Services } from '../services.js';
import { newToken } from '../tokens.js';
import { deskPlaceOf } from './desk-place.js';
import { finishScreening } from './finish-screening.js';
import { largestFirst } from './publish.js';
import { requireRole, rolesForLane } from './require-role.js';
import { readUpload, type UploadRow } from './upload-row.js';

/** Who wants to look at which picture, and how much of it. */
export interface LookOrder {
  readonly uploadId: string;
  readonly by: Actor;
  /** `small` is the policy's `look` size: small and grey. `full` is the largest one that would be published. */
  readonly size: 'small' | 'full';
}

/**
 * A picture that stands at the desk, or was decided against, for a person who has to decide: encoded by the server, never
 * the file as received. Each look is logged for good before anything is shown. Volunteers do not look. Throws `role-missing` (severe ones are for the safety officer only),
 * `not-found`, `wrong-state` (nothing to decide about it, or it cannot be shown).
 */
export async function look(
  order: LookOrder,
  services: Services,
): Promise<{ readonly bytes: Uint8Array; readonly mediaType: string }> {
  requireRole(order.by, ['moderator', 'safety'], 'look at held pictures');
  const before = await readUpload(services.database, order.uploadId);
  requireRole(order.by, rolesForLane(before.severe), 'look at this picture');
  await requireForLooking(before, services);
  // Finishing what could not be screened may move it into the severe lane: asked again before anything is shown.
  const upload = await finishScreening(before, services);
  requireRole(order.by, rolesForLane(upload.severe), 'look at this picture');
  await requireForLooking(upload, services);
  const rows = await services.database
    .select()
    .from(derivatives)
    .where(eq(derivatives.uploadId, upload.id))
    .orderBy(asc(derivatives.width), asc(derivatives.bytes));
  const row =
    order.size === 'small'
      ? (rows.find(({ name }) => name === services.policy.look.name) ?? rows[0])
      : largestFirst(
          rows.filter(({ publishable }) => publishable),
          services,
        )[0];
  if (row === undefined) throw new SafeUploadError('wrong-state', `Upload ${upload.id} has no picture of this size.`);
  await log(order, services);
  const sealed = await services.blobs.get(row.blobKey);
  if (sealed === null) throw new SafeUploadError('wrong-state', `The picture of upload ${upload.id} is gone.`);
  return {
    bytes: await openSealed(sealed, row.blobKey, services.keys.sealing),
    mediaType: mediaTypeOf(row.format),
  };
}

/** Counts the look for whoever looks, and in the log that nobody can change, before anything is shown. */
async function log({ uploadId, by, size }: LookOrder, services: Services): Promise<void> {
  const byAccountId = by.accountId;
  await services.database.transaction(async (transaction) => {
    const id = newToken(services.random);
    await transaction.insert(looks).values({ id, uploadId, byAccountId, size, at: services.clock() });
    await appendAudit(
      transaction,
      { by: byAccountId, action: 'looked', subject: uploadId, details: { size } },
      services,
    );
  });
}

/** At the desk, or decided against: drafts and shown pictures that nobody reported are nobody's business. */
async function requireForLooking(upload: UploadRow, services: Services): Promise<void> {
  const { outcome, state } = upload;
  const isStopped = (outcome === 'held' && state === 'rejected') || (outcome === 'allowed' && state === 'takenDown');
  if (isStopped || (await deskPlaceOf(services.database, upload)) !== null) return;
  throw new SafeUploadError('wrong-state', `Upload ${upload.id} is ${outcome} and ${state}: nobody has to look.`);
}
