import type { Tier } from '@safeupload/server';
import { expect } from 'vitest';
import { paint } from './paint.js';
import type { Room } from './room.js';

/** A picture in a post. */
export interface Posted {
  readonly uploadId: string;
  readonly accountId: string;
  readonly outcome: string;
  /** Address of its largest size; empty where it is not public. */
  readonly address: string;
}

let seed = 400_000;

/** A small abstract picture that no other test paints. */
export function freshPicture(): Promise<Uint8Array<ArrayBuffer>> {
  seed += 1;
  return paint(seed, 'jpeg', { width: 160, height: 120 });
}

/** Uploads a picture as a server of the host does, and attaches it to a post of its own. */
export async function posted(
  room: Room,
  accountId: string,
  tier: Tier,
  bytes?: Uint8Array<ArrayBuffer>,
): Promise<Posted> {
  const { uploadId, outcome } = await room.verifier.screen(bytes ?? (await freshPicture()), {
    accountId,
    tier,
    context: 'post',
  });
  const [attached] = await room.verifier.attach({
    uploadIds: [uploadId],
    accountId,
    target: { context: 'post', id: `post-${uploadId}` },
  });
  return { uploadId, accountId, outcome, address: attached?.pictures[0]?.address ?? '' };
}

/** The same, for pictures that are public at once. */
export async function shown(room: Room, accountId: string, tier: Tier, bytes?: Uint8Array<ArrayBuffer>) {
  const picture = await posted(room, accountId, tier, bytes);
  expect(await isPublic(room, picture)).toBe(true);
  return picture;
}

/** Whether somebody without an account sees it at its address. */
export async function isPublic(room: Room, picture: Pick<Posted, 'address'>): Promise<boolean> {
  return picture.address !== '' && (await room.send(picture.address, null)).status === 200;
}

/** Gives an account so many accepted pictures, of which the first `copies` look alike. */
export async function accept(room: Room, accountId: string, count: number, copies = 0): Promise<void> {
  await room.client.query(
    `insert into uploads (id, account_id, session_id, tier, context, outcome, state, created_at, sha256, bytes, format,
       width, height, reasons, severe, policy_id, appealed, route, cluster_id, accepted_at)
     select 'accepted-' || $1 || '-' || n, $1, 's', 'known', 'post', 'allowed', 'expired', 0, md5($1 || '-' || n) || md5(n || '-' || $1), 1,
       'jpeg', 1, 1, '[]', false, 'p', false, 'server', case when n <= $3 then 'same-' || $1 else 'own-' || $1 || '-' || n end, 1
     from generate_series(1, $2::int) as n`,
    [accountId, count, copies],
  );
}

/** Forgets every upload, report, curtain and account, for tests that share one room: opening one takes seconds. */
export async function forgetAll(room: Room): Promise<void> {
  await room.client.query(
    'truncate uploads, accounts, curtains, breaker_events, buckets, bank_entries, idempotency_keys, outbox cascade',
  );
  room.events.splice(0);
}
