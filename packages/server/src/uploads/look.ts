import { mediaTypeOf, SafeUploadError } from '@safeupload/sdk/core';
import { asc, eq } from 'drizzle-orm';
import { derivatives, looks } from '../database/schema.js';
import type { Actor } from '../identity.js';
import { openSealed } from '../seal.js';
import type { Services } from '../services.js';
import { newToken } from '../tokens.js';
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
 * A picture that is not public, for a person who has to decide: encoded by the server, never the file as received. Each
 * look is logged before anything is shown. Throws `role-missing` (severe ones are for the safety officer only),
 * `not-found`, `wrong-state` (nothing to decide about it, or it cannot be shown).
 */
export async function look(
  order: LookOrder,
  services: Services,
): Promise<{ readonly bytes: Uint8Array; readonly mediaType: string }> {
  requireRole(order.by, ['moderator', 'safety'], 'look at held pictures');
  const before = await readUpload(services.database, order.uploadId);
  requireRole(order.by, rolesForLane(before.severe), 'look at this picture');
  requireForLooking(before);
  // Finishing what could not be screened may move it into the severe lane: asked again before anything is shown.
  const upload = await finishScreening(before, services);
  requireRole(order.by, rolesForLane(upload.severe), 'look at this picture');
  requireForLooking(upload);
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
  await services.database.insert(looks).values({
    id: newToken(services.random),
    uploadId: upload.id,
    byAccountId: order.by.accountId,
    size: order.size,
    at: services.clock(),
  });
  const sealed = await services.blobs.get(row.blobKey);
  if (sealed === null) throw new SafeUploadError('wrong-state', `The picture of upload ${upload.id} is gone.`);
  return {
    bytes: await openSealed(sealed, row.blobKey, services.keys.sealing),
    mediaType: mediaTypeOf(row.format),
  };
}

/** Waiting for a decision, or decided against: drafts that nobody reported are nobody's business. */
function requireForLooking(upload: UploadRow): void {
  const { outcome, state, severe } = upload;
  const waits = outcome === 'held' && (severe || (state !== 'withdrawn' && state !== 'expired'));
  const stopped = outcome === 'allowed' && (state === 'hidden' || state === 'takenDown');
  if (waits || stopped) return;
  throw new SafeUploadError('wrong-state', `Upload ${upload.id} is ${outcome} and ${state}: nobody has to look.`);
}
